"""The labelled sentences that were written before the code existed, all together.

The rules of labelling are in `labels.py`, the codes of the labels in `places.py`.
"""

from tests.gold import (
    sentences_named,
    sentences_namesakes,
    sentences_settlements,
    sentences_traps,
)

SENTENCES = (
    *sentences_named.ONE_HROMADA,
    *sentences_named.SEVERAL_HROMADAS,
    *sentences_named.OBLASTS_AND_RAIONS,
    *sentences_settlements.CITIES,
    *sentences_settlements.TOWNS_AND_VILLAGES,
    *sentences_namesakes.DECIDED_BY_THE_TYPE,
    *sentences_namesakes.DECIDED_IN_THE_SENTENCE,
    *sentences_namesakes.DECIDED_ELSEWHERE_IN_THE_TEXT,
    *sentences_namesakes.UNDECIDED,
    *sentences_traps.PEOPLE,
    *sentences_traps.COMMON_WORDS,
    *sentences_traps.RIVERS_STREETS_NAMES_IN_QUOTES,
    *sentences_traps.ABROAD,
    *sentences_traps.INSTITUTIONS,
    *sentences_traps.FORMER_NAMES,
)
