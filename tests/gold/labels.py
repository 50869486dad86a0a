"""The shape of the labelled sentences and articles, and the rules by which people labelled them.

Labels are keys of `places.py`, which gives the KATOTTG code of each: «Куп’янська», and where other
hromadas bear the name «Покровська міська (Дніпропетровська)», with what tells them apart.

What is labelled: every place of Ukraine that the text names as a place, whatever the text is about.

1.  `hromadas`: those named by the adjective beside its head noun (громада, ТГ, ОТГ, міська рада,
    МВА, СВА, виконком, міський голова), also in lists with the noun said once, and those in which
    a settlement lies that is named. A settlement labels its hromada when its name is borne once,
    or the context decides.
2.  `oblasts`: the whole list that the detection has to give: those named (область, ОВА, обласна
    рада, Харківщина, Волинь, Закарпаття) and those implied, by each hromada of `hromadas` and by
    a raion named with its noun (район, РВА, районна рада). A raion labels no hromada. Kyiv is an
    oblast-level label «Київ» without a hromada; «Київська область», «Київщина» are «Київська».
3.  What decides between namesakes, the nearest first: the type word (місто, селище, село; міська,
    селищна, сільська; МВА is of a city, СВА of a settlement or village), the hromada (also by its
    centre), raion or oblast named in the same sentence, then those named elsewhere in the text.
4.  A settlement's bare name with nothing to decide means the only city (місто) among its bearers:
    Запоріжжя is the city, though 14 villages are called so. Two cities, or none, are ambiguous.
    An adjective with «громада» has no such rule: it is ambiguous as soon as two hromadas bear it.
5.  `ambiguous`: name → the candidates that have to be offered, all that the context leaves; an
    empty tuple where a village's name is borne too often to list. None of the candidates may be
    chosen. Where the oblast is named, it is still labelled.
6.  A former name labels the place of today, also in «колишній Артемівськ», and competes with
    today's names by the same rules.
7.  Not labelled: people (Володимир, surnames in -ський), peoples and languages (українська
    громада Чикаго), rivers, streets and stations, names in quotation marks of firms, teams,
    hotels, ships and institutions, products, foreign places, districts of cities (they label
    their city, if that is named), common words at the beginning of a sentence (Мир, Нове, Зоря,
    Правда), adjectives without a capital beside other nouns (полтавські галушки).
8.  `either_hromadas`, `either_oblasts`: labels that count neither for nor against, where editors
    would differ: «Київ» for the government, the oblast of «волинські громади», the town of
    «Чортківська лікарня». Used sparingly.
"""

from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence or two, with keys of `places.py` as labels."""

    text: str
    hromadas: tuple[str, ...] = ()
    oblasts: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (name as it stands, candidates)
    either_hromadas: tuple[str, ...] = ()
    either_oblasts: tuple[str, ...] = ()


class Story(NamedTuple):
    """A whole article: paragraphs of the body are parted by an empty line."""

    title: str
    lead: str
    body: str
    hromadas: tuple[str, ...] = ()
    oblasts: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    either_hromadas: tuple[str, ...] = ()
    either_oblasts: tuple[str, ...] = ()
