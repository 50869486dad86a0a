"""Tags that articles about the same carry: what editors gave those, this one may want, too.

In the demo newsroom 80 of 100 such tags are right, and they are as many as the names of tags in the
texts find; a larger newsroom has more articles to learn of.
"""

from datetime import UTC, datetime

from news import labels, related
from news.keywords import keywords, told

NEAREST = 8  # articles that share most of the words
AGREE = 2  # of them that carry a tag, at least
SHARE = 0.4  # of the likeness of all nearest, that those have which carry a tag


def tags_of_kin(title, lead, text, language, pk=None):
    """Return {id of a tag: how many of the nearest articles carry it} of those that most of them
    agree upon.

    The texts (str) are plain; `pk` is the id of the article itself, where it has one. Six queries
    at most.
    """
    words = keywords([told(language, title, lead, text)])[0]
    features = related.Features(pk, language, datetime.now(UTC), (), words)
    shared = related.score(features)
    nearest = sorted(shared, key=lambda each: (-shared[each].words, each))[:NEAREST]
    carrying = {}
    for article, known in labels.carried(nearest, language).items() if nearest else ():
        for tag in known.tags:
            carrying.setdefault(tag.pk, []).append(shared[article].words)
    all_words = sum(shared[each].words for each in nearest)
    return {
        tag: len(likeness)
        for tag, likeness in carrying.items()
        if len(likeness) >= AGREE and sum(likeness) >= SHARE * all_words
    }
