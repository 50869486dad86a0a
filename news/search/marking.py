"""What a search found, shown in the text: its words marked, and the part that has most of them.

In Python and by lemmas: a database marks only what stands in a text as it was asked for.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import mark_safe

from ukrainian.lemmas import indexed
from ukrainian.lemmas import lemmas as lemmas_of
from ukrainian.sentences import beginning, ends
from ukrainian.words import normal, word_matches

READ = 20_000  # characters of a text in which the words are looked for: four long articles
KNOWN, LONG = 4_000, 50  # pieces of texts, and of what length, of which is kept what they have
MOST = 200  # hits among which the densest place is chosen
CONTEXT = 60  # characters before the first hit, where its sentence is too long to be shown whole

# Where a sentence that is too long is cut: best at what parts it, else between two words.
_CLAUSE = re.compile(r"[,;:]\s|\s[–—]\s")
_SPACE = re.compile(r"\s")
_ENDS = (".", "!", "?", "…", "»", "”", ")")
_STOPS = (*_ENDS, ":", ";", ",")
_CUT = " \n,;:–—-«(“"  # what no fragment begins or ends with where it was cut


class Hit(NamedTuple):
    """Where a text has something of a query (end exclusive), and what: `bits` as `_Wanted` has."""

    start: int
    end: int
    bits: int


class _Part(NamedTuple):
    """A part of a text (end exclusive), its hits, and whether its ends are those of sentences."""

    start: int
    end: int
    hits: list
    begins: bool = True
    ends: bool = True

    @property
    def is_whole(self):
        return self.begins and self.ends


class _Wanted(NamedTuple):
    """A query as texts are compared with it; each of its words and phrases is one bit, in order.

    ``lemmas``   {lemma: bits} of its words, also of that which may be a beginning
    ``phrases``  pairs of a bit and a list of sets of lemmas, one of each in this order
    ``prefix``   a pair of the beginning of a word and its bit, or None
    ``known``    {piece: its hits} of pieces of texts: most stand in many of those that are shown
    """

    lemmas: dict
    phrases: list
    prefix: tuple | None
    known: dict


def marked(text, query, found=None):
    """Return `text` (a plain str) as HTML, in it as <mark> all that `query` (a Query) asks for.

    `found` are its `hits`, where they are known.
    """
    pieces, at = [], 0
    for start, end in _joined(hits(text, query) if found is None else found):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))


def fragment(text, query, length=280, found=None):
    """Return the part of `text` that has most of what `query` (a Query) asks for, a plain str.

    Whole sentences where they fit into `length` characters; of a longer one a part, with «…» where
    it was cut; two shorter parts, where they say more. Of a text that has nothing of the query it
    is the beginning. Lines of `text` are its blocks, which need no full stop. `found` are its
    `hits`, where they are known.
    """
    text = text[:READ]
    found = (hits(text, query) if found is None else found)[:MOST]
    if not found:
        return beginning(_in_one_line(text), length)
    sentences, wanted = _sentences(text, found), said(found)
    best = _best(text, sentences, length, wanted)
    if wanted & ~said(best.hits):
        one = _best(text, sentences, length // 2, wanted)
        other = _best(text, sentences, length // 2, wanted & ~said(one.hits))
        first, second = sorted((one, other))
        said_more = said([*one.hits, *other.hits]).bit_count() > said(best.hits).bit_count()
        if said_more and first.end <= second.start:
            parts = _shown(text, first).rstrip("…"), _shown(text, second).lstrip("…")
            return " … ".join(parts)
    if best.is_whole:
        return _in_one_line(text[slice(*_wider(text, sentences, best, length))])
    return _shown(text, best)


def _best(text, sentences, length, wanted):
    """Return the _Part that says most of the bits `wanted`, whole rather than cut, the earliest."""
    parts = (_part(text, sentences, at, length) for at, one in enumerate(sentences) if one.hits)
    return max(
        parts,
        key=lambda part: ((said(part.hits) & wanted).bit_count(), part.is_whole, len(part.hits)),
    )


def _shown(text, part):
    shown = _in_one_line(text[part.start : part.end])
    if not part.begins:
        shown = "…" + shown.lstrip(_CUT + "…")
    return shown if part.ends else shown.rstrip(_CUT + ".…") + "…"


def hits(text, query):
    """Return where `text` (str) has what a `query` (a Query) asks for, a list of Hit in order."""
    wanted, text = _wanted(query), text[:READ]
    found, known, at = [], wanted.known, 0
    for piece in text.split(" "):  # no word has a space; to look up a piece is quickest
        its = known.get(piece)
        if its is None:
            its = _hits_of(piece, wanted)
        if its:
            found += [Hit(at + start, at + end, bits) for start, end, bits in its]
        at += len(piece) + 1
    return sorted([*found, *_together(text, wanted)]) if wanted.phrases else found


def _hits_of(piece, wanted):
    """Return the hits, a list of Hit, of a piece of a text that is mostly one word; keep them."""
    found = []
    for match in word_matches(piece):
        bits = 0
        for lemma in indexed(match[0]):
            bits |= wanted.lemmas.get(lemma, 0)
        if wanted.prefix and normal(match[0]).startswith(wanted.prefix[0]):
            bits |= wanted.prefix[1]
        if bits:
            found.append(Hit(match.start(), match.end(), bits))
    if len(piece) <= LONG and len(wanted.known) < KNOWN:
        wanted.known[piece] = found
    return found


def _together(text, wanted):
    """Yield the Hit of each place where a text has a phrase."""
    terms = [(match, found) for match in word_matches(text) if (found := indexed(match[0]))]
    for bit, (first, *others) in wanted.phrases:
        for at, (match, lemmas) in enumerate(terms[: max(0, len(terms) - len(others))], 1):
            if first.isdisjoint(lemmas):
                continue
            run = terms[at : at + len(others)]
            if not any(asked.isdisjoint(its) for asked, (_, its) in zip(others, run, strict=True)):
                yield Hit(match.start(), run[-1][0].end(), bit)


def has_all(text, query):
    """Return whether a short `text` (str), as a title is, has all that a `query` (a Query) asks."""
    return said(hits(text, query)) == bits_of(query)


def said(found):
    """Return the bits of a list of Hit together."""
    bits = 0
    for hit in found:
        bits |= hit.bits
    return bits


def bits_of(query):
    """Return the bits of all that a `query` (a Query) asks for: of a Hit that would have it all."""
    wanted = _wanted(query)
    bits = 0
    for one in (*wanted.lemmas.values(), *(bit for bit, _ in wanted.phrases)):
        bits |= one
    return bits | (wanted.prefix[1] if wanted.prefix else 0)


def _joined(found):
    """Return pairs (start, end) of hits, those that overlap as one."""
    spans = []
    for start, end, _ in found:
        if spans and start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return spans


def _sentences(text, found):
    """Return the sentences of a text as a list of _Part, each with its hits."""
    sentences, start, waiting = [], 0, list(reversed(found))
    for end in ends(text):
        its = []
        while waiting and waiting[-1].start < end:
            its.append(waiting.pop())
        sentences.append(_Part(start, end, its))
        start = end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip())
    return sentences


def _part(text, sentences, at, length):
    """Return the _Part that begins with a sentence and ends with the last one that has a hit, of
    those that stand within `length` characters; or the best of the sentence, where it is longer."""
    first = sentences[at]
    if first.end - first.start > length:
        return _cut(text, first, length)
    end, its = first.end, [*first.hits]
    for sentence in sentences[at + 1 :]:
        if sentence.end - first.start > length:
            break
        if sentence.hits:
            end = sentence.end
            its += sentence.hits
    return _Part(first.start, end, its)


def _wider(text, sentences, part, length):
    """Return (start, end) of a part with the sentences after and before it that there is room for.

    Headings and cells of tables aren't: they have no full stop.
    """
    start, end = part.start, part.end
    for sentence in (one for one in sentences if one.start >= end):
        if sentence.end - start > length or not _is_prose(text, sentence):
            break
        end = sentence.end
    for sentence in reversed([one for one in sentences if one.end <= start]):
        if end - sentence.start > length or not _is_prose(text, sentence):
            break
        start = sentence.start
    return start, end


def _is_prose(text, sentence):
    return (
        text[sentence.start : sentence.end].rstrip().endswith((".", "!", "?", "…", "»", "”", ")"))
    )


def _cut(text, sentence, length):
    """Return the _Part of one sentence, longer than `length`, that has most of its hits."""
    first, last, its = _densest(sentence.hits, length)
    start, end = sentence.start, sentence.end
    if last - start > length:
        earliest = max(first - min(CONTEXT, max(0, length - (last - first))), start)
        part = _CLAUSE.search(text, earliest, first) or _SPACE.search(text, earliest, first)
        start = part.end() if part else first
    limit = max(start + length, last)
    if end > limit:
        clauses = [part.start() for part in _CLAUSE.finditer(text, last, limit)]
        spaces = [part.start() for part in _SPACE.finditer(text, last, limit)]
        is_near = clauses and limit - clauses[-1] < length / 2
        end = clauses[-1] if is_near else spaces[-1] if spaces else last
    whole = start == sentence.start, end == sentence.end
    return _Part(start, end, its, *whole)


def _densest(found, length):
    """Return the first and the last character (exclusive) of the hits that say most together, and
    a list of them.

    They stand within `length` characters; a hit alone may be longer. The earliest of the best.
    """
    best, score = [], (0, 0)
    for at, hit in enumerate(found):
        its = [hit]
        for other in found[at + 1 :]:
            if other.end - hit.start > length:
                break
            its.append(other)
        if (said(its).bit_count(), len(its)) > score:
            best, score = its, (said(its).bit_count(), len(its))
    return best[0].start, max(hit.end for hit in best), best


def _in_one_line(text):
    lines = [line for part in text.split("\n") if (line := part.strip())]
    ended = [line if line.endswith(_STOPS) else f"{line}." for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


@lru_cache(8)  # with the words of its texts one may take 500 kB
def _wanted(query):
    """Return the _Wanted of a Query."""
    lemmas, phrases, bit = {}, [], 1
    for asked in query.words:
        for lemma in {*asked.whole, *(lemma for part in asked.parts for lemma in part)}:
            lemmas[lemma] = lemmas.get(lemma, 0) | bit
        bit <<= 1
    for phrase in query.phrases:
        phrases.append((bit, [set(asked.whole) for asked in phrase]))
        bit <<= 1
    prefix = (query.prefix, bit) if query.prefix else None
    for lemma in lemmas_of(query.prefix) if query.prefix else ():
        lemmas[lemma] = lemmas.get(lemma, 0) | bit
    return _Wanted(lemmas, phrases, prefix, {})
