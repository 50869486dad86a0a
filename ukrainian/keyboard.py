"""The Ukrainian keyboard: what a reader meant who forgot to switch to it."""

# Key by key, rows from above: the standard layout, ДСТУ 5036, as Windows and X.Org have it.
_LATIN = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,."
_UKRAINIAN = "’йцукенгшщзхїґфівапролджєячсмитьбю"
_LATIN_SHIFTED = 'QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>'

_KEYS = str.maketrans(_LATIN, _UKRAINIAN) | str.maketrans(_LATIN_SHIFTED, _UKRAINIAN[1:].upper())


def on_ukrainian_keys(text):
    """Return what the keys of a Latin `text` write in the Ukrainian layout: rb]d is київ.

    Characters that the layouts share, and letters that are Cyrillic already, stay. Takes and
    returns a str of any length.
    """
    return text.translate(_KEYS)
