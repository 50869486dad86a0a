"""The labelled articles that were written before the code existed, all together.

The rules of labelling are in `labels.py`, the codes of the labels in `places.py`. Paragraphs of a
body are parted by an empty line; a single line break is a space.
"""

from tests.gold import articles_places, articles_without_and_ambiguous

ARTICLES = (
    *articles_places.PLACES,
    *articles_without_and_ambiguous.NO_PLACE,
    *articles_without_and_ambiguous.AMBIGUOUS,
    *articles_without_and_ambiguous.DECIDED_LATE,
)
