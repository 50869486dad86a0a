"""A light stemmer: what stays of a Ukrainian word without its ending, where no dictionary helps."""

import re

# The longest ending first; a stem has three letters or more. The rules of declension are those of
# the orthography of 2019, sections 69–116.
_ALL = """
    а я у ю о е и і ї й ь ам ям ами ями ах ях ом ем єм ою ею єю ів їв ей ові еві єві ий ого ього ому
    ьому им ім їм ими іми их іх ій ої ьої ьою ти ть в ла ло ли ав яв ив ала яла ила али яли или ало
    ило єш ють уть ять ать ає яє ує юють увати ують уватиме уватимуть атиме атимуть ував ували
    увала уймо тися ться ється ються лася лося лися вся но ено ань ень інь ттю ддю ллю нню
"""
_ENDINGS = sorted(_ALL.split(), key=len, reverse=True)
_ENDING = re.compile(f"(?<=...)(?:{'|'.join(_ENDINGS)})$")
# Vowels that change or go within one word («міст», «мосту»; «день», «дня») stand last in the stem.
_LAST_VOWEL = re.compile("(?<=..)[іоеє](?=[бвгґджзклмнпрстфхцчшщ]ь?$)")
_SOFTENED = str.maketrans("цзс", "кгх")


def stem(word):
    """Return the stem of `word` (str, lower case): the same for most of its forms.

    «громадою» and «громад» give one stem, «дорозі» and «дорога» too; a stem is for comparing and is
    never shown.
    """
    cut = _ENDING.sub("", word)
    cut = _LAST_VOWEL.sub("", cut)
    return cut[:-1] + cut[-1:].translate(_SOFTENED)
