"""What a search found, as its page shows it: title and a part of the text with the words marked."""

from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import get_language

from news import body, cards
from news.cards import Card
from news.labels import carried
from news.listing import pair_of
from news.models import Article
from news.models.search import label_token
from news.search.marking import bits_of, fragment, hits, marked, said
from news.search.names import labels_named

COLUMNS = (*cards.COLUMNS, "source_name", "body")


class Result(NamedTuple):
    """An article that was found.

    ``card``   its Card
    ``title``  as HTML, and
    ``text``   a part of its lead or body, in both what was asked for stands in <mark>
    ``why``    its labels and source, as HTML, by which it has what its text hasn't
    """

    card: Card
    title: str
    text: str
    why: list


def results(pks, query):
    """Return the Results of public articles by their ids, in that order, for a Query.

    Two queries, where the names of topics and places are known. What is gone meanwhile is left out.
    """
    rows = {row[0]: row for row in Article.objects.filter(pk__in=pks).values_list(*COLUMNS)}
    rows = [rows[pk] for pk in pks if pk in rows]
    labels = carried([row[0] for row in rows])
    found = cards.with_labels([row[:-2] for row in rows], labels)
    named = labels_named(query.words, get_language())
    return [
        _result(card, labels[card.pk], row[-2], row[-1], query, named)
        for card, row in zip(found, rows, strict=True)
    ]


def _result(card, labels, source, html, query, named):
    text = "\n".join([card.lead, *body.lines(html)])
    there, in_title = hits(text, query), hits(card.title, query)
    missing = bits_of(query) & ~said(there) & ~said(in_title)
    return Result(
        card,
        title=marked(card.title, query, in_title),
        text=marked(fragment(text, query, found=there), query),
        why=_why(labels, source, missing, query, named) if missing else [],
    )


def _why(labels, source, missing, query, named):
    """Return as HTML the names of the labels, and the source, that have what a text misses.

    `missing` are bits of the query; those of its words come first, in their order. `named` are the
    labels that each word names: also by a name that the place had before.
    """
    why = {}  # by the token of a label, each once
    carried = (*labels.hromadas, *labels.oblasts, *labels.tags)
    tokens = {label_token(*pair_of(label)): capfirst(label.short_title) for label in carried}
    for at, (word, its) in enumerate(zip(query.words, named, strict=True)):
        for token in tokens.keys() & its if missing >> at & 1 else ():
            name = tokens[token]
            is_former = not said(hits(name, query)) >> at & 1
            why.setdefault(token, f"{capfirst(word.text)} — {name}" if is_former else name)
    found = [why[token] for token in tokens if token in why]
    if said(hits(source, query)) & missing:
        found.append(capfirst(source))
    return [marked(name, query) for name in found]
