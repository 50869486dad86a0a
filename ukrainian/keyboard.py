"""The Ukrainian keyboard: what a reader meant who forgot to switch to it, or from it."""

# Key by key, rows from above: the standard layout, ДСТУ 5036, as Windows and X.Org have it.
_LATIN = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,."
_UKRAINIAN = "’йцукенгшщзхїґфівапролджєячсмитьбю"
_LATIN_SHIFTED = 'QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>'

_KEYS = str.maketrans(_LATIN, _UKRAINIAN) | str.maketrans(_LATIN_SHIFTED, _UKRAINIAN[1:].upper())
_KEYS_OF_LATIN = {letter: key for key, letter in _KEYS.items()}


def on_ukrainian_keys(text):
    """Return what the keys of a Latin `text` write in the Ukrainian layout: rb]d is київ.

    Characters that the layouts share, and letters that are Cyrillic already, stay. Takes and
    returns a str of any length.
    """
    return text.translate(_KEYS)


def on_latin_keys(text):
    """Return what the keys of a Ukrainian `text` write in the Latin layout: гіфшв is usaid.

    The other way round of `on_ukrainian_keys`.
    """
    return text.translate(_KEYS_OF_LATIN)
