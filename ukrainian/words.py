"""The words of a text, with their places in it, in the one spelling by which they are compared.

A word is written in many ways that a reader doesn't see: five signs for the apostrophe, a stress
mark, letters in two code points or of the other alphabet, a soft hyphen. The places are those of
the text as it stands, so that what is found can be marked in it.
"""

import re
import unicodedata
from typing import NamedTuple

from ukrainian.folding import unmixed

# The marks inside a word that are no letters: stress (acute, grave), the second halves of й and ї,
# the soft hyphen, spaces of no width.
_MARKS = "\u0300\u0301\u0306\u0308\u00ad\u200b-\u200d\u2060\ufeff"
_APOSTROPHES = "'`´ʹʼʻˈ‘’‛′＇"
_HYPHENS = "\\-\u2010\u2011"
_WORD = re.compile(
    rf"[^\W_]+(?:(?:[{_MARKS}]+[{_APOSTROPHES}{_HYPHENS}]?|[{_APOSTROPHES}{_HYPHENS}])[^\W_]+)*"
    rf"[{_MARKS}]*"
)
_DROPPED = re.compile("[\u0300\u0301\u00ad\u200b-\u200d\u2060\ufeff]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_HYPHEN = re.compile(f"[{_HYPHENS}]")
# Most words are plain: Cyrillic letters with at most the two signs that we write ourselves.
_PLAIN = re.compile("[а-щьюяєіїґА-ЩЬЮЯЄІЇҐ'-]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Latin vowels with an acute stand for stressed Cyrillic ones, where the rest is Cyrillic.
_STRESSED = str.maketrans("áéíóýÁÉÍÓÝ", "аеіоуАЕІОУ")

# Prepositions, conjunctions, particles and pronouns in all their forms: they say nothing about what
# a text tells, and several are written as a form of another word («та» is «той» too, «її», «при»).
_FUNCTION_WORDS = """
    а або адже аж аби б без би бо був була були було бути буде будуть в вам вами вас ваш ваша
    ваше ваші вашого вашої вашу вашим вашими ваших вашій вже ви від він во воно вона вони все
    вся всі всіх всім всіма всього всьому всією всю втім де для до дещо досі є ж же жоден за
    задля зате зі з-за з-під з-над з-поміж зокрема і із із-за із-під їй їм їх їхній їхня їхнє
    їхні їхнього їхньої їхніх їхнім їхніми їхньою їхню її ї й його йому кожен крізь крім коли
    котрий котра котрі котрого кого кому куди лиш лише ледве між мені мене мною ми мій моя моє
    мої мого моєї моїй моїм моїми моїх мою мов на над наді нам нами нас наш наша наше наші
    нашого нашої нашій нашу нашою нашим нашими наших навіть не невже нехай нема немає немов
    неначе ні ніби ніж ніхто ніщо ну о об обидва обидві однак ото отже от ось от-от оцей оця оце
    оці перед переді передо під піді підо по поза понад понаді попід попри про при проте поки
    після поміж сам сама само самі своє свого своєї своєму своїй своїм своїми своїх своя свою
    своєю свій себе собі собою серед та так така таке таки такий такі такого такої таким такими
    таких таку такою також там твій твоя твоє твої твого твоєї те теж тих тим тими тієї тією тій
    то тобі тобою тобто тоді того той тому тою тощо ту тут ти ті тебе тільки тож у увесь уже усе
    уся усі усіх усім усього усьому хай хіба хоч хоча хто це цей ця ці цих цим цими цього цієї
    цією цій цьому цю чи чий чия чиє чиї чим чому через чого що щоб щоби ще щодо якщо як яка яке
    який які якого якої якому якій яким якими яких яку якою якби якась якесь який-небудь я
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


class Word(NamedTuple):
    """A word of a text: as it stands there, and from which character to which (exclusive)."""

    text: str
    start: int
    end: int


def words(text):
    """Return the words of `text` (str), a list of Word in their order.

    A hyphenated word and one with an apostrophe is one word; numbers are words. An en dash divides
    («Київ–Львів» are two), as does a full stop («м.Київ»).
    """
    return [Word(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


def word_matches(text):
    """Yield the same words as matches of a regular expression: quicker, where every word counts."""
    return _WORD.finditer(text)


def normal(word):
    """Return the spelling of a `word` (str) by which it is compared: «ГРОМА́ДУ» gives «громаду».

    Lower case, one apostrophe ('), one hyphen (-), no stress mark and nothing unseen, all letters
    of one alphabet where only look-alikes mixed them.
    """
    if not _PLAIN.fullmatch(word):
        word = unicodedata.normalize("NFC", _DROPPED.sub("", word))
        word = _HYPHEN.sub("-", _APOSTROPHE.sub("'", word))
        if _CYRILLIC.search(word):
            word = "-".join(unmixed(_stressed(part)) for part in word.split("-"))
    return word.lower()


def _stressed(part):
    return part.translate(_STRESSED) if _CYRILLIC.search(part) else part


def parts(word):
    """Return the parts of a hyphenated word, a list of str; [] for any other."""
    found = _HYPHEN.split(word)
    return found if len(found) > 1 else []
