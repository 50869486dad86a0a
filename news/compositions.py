"""How an ornament is laid out on its cloth: bands, fields, towels, out of the motifs.

A composition is a function of drawn lots and of half the cloth's width and height in cells; it
gives a `Pattern`, the colour of each cell by its distance from the middle. What may be stitched is
in ``embroidery``; from a seed to a picture leads ``ornament``.
"""

import hashlib
from collections.abc import Sequence

from news.embroidery import (
    BORDERS,
    DASHES,
    DOTS,
    GROWING,
    LINE,
    SECOND_LINE,
    Border,
    Motif,
    Pattern,
    cross,
    fold,
    framed,
    motifs,
    rhomb,
)


class Lots:
    """Choices drawn from a seed, the same for ever."""

    def __init__(self, seed: str):
        self.seed = seed.encode("utf-8", "surrogatepass")
        self.drawn = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, ``limit``."""
        self.drawn += 1
        digest = hashlib.sha256(self.seed + b"\0%d" % self.drawn).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def choice(self, items: Sequence):
        """Return one of the items; repeat an item to make it likelier."""
        return items[self.below(len(items))]


def pick(lots: Lots, reach: int, span: int | None = None) -> Motif:
    """Choose a motif that fits into a square and, when ``span`` is given, a rhomb, and fills it.

    ``reach`` and ``span`` are in cells and at least 2.
    """

    def size(motif: Motif) -> int:
        return motif.reach * 2 + motif.span if span is None else motif.span

    fitting = [m for m in motifs() if m.reach <= reach and (span is None or m.span <= span)]
    largest = max(map(size, fitting))
    return lots.choice([m for m in fitting if size(m) >= 0.7 * largest])


# Bands: what runs along the cloth.


def laid(borders: list[tuple[int, Border]]) -> Pattern:
    """Return the borders, each laid at its distance from the middle, as one pattern."""
    rows = {start + row: (border, row) for start, border in borders for row in range(border.height)}

    def pattern(a: int, b: int) -> int:
        border, row = rows.get(b, (None, 0))
        return border(a, row) if border else 0

    return pattern


def edging(lots: Lots, start: int, end: int) -> Pattern:
    """Return lines and borders that fill the rows after ``start`` up to ``end``, with some rest."""
    borders, border = [], None
    at, line = start + 1, lots.choice((LINE, SECOND_LINE))
    while at <= end:
        borders.append((at, line))
        at += 2
        fitting = [one for one in BORDERS if one.height <= end - at - 2 and one is not border]
        if not fitting:
            if end - at >= 2:
                borders.append((at + 1, DOTS))
            break
        border = lots.choice(fitting)
        borders += [(at, border), (at + border.height + 1, line)]
        at += border.height + 2
        if end - at < 8:
            if end - at >= 2:
                borders.append((at + 1, lots.choice((DOTS, DASHES)) if end - at > 2 else DOTS))
            break
        at += 3 + lots.below(3)
        line = lots.choice((LINE, SECOND_LINE))
    return laid(borders)


def room(motif: Motif, period: int, height: int, a: int, b: int) -> int:
    """Return the radius of the largest rhomb round ``(a, b)`` that keeps off the motif.

    The motif stands at the origin, ``(a, b)`` within half a period of it and ``height`` rows.
    """
    distances = [
        abs(a - x) + abs(b - y)
        for y in range(height + 1)
        for x in range(period // 2 + 1)
        if motif(x, y)
    ]
    return min(min(distances) - 2, height, period // 2)


def band(lots: Lots, height: int, length: int, motif: Motif | None = None) -> Pattern:
    """Return a band of large motifs, ``height`` rows each way, with small ones in the gaps.

    ``length`` is half of the band's length in cells: the period is chosen so that the band ends
    between two motifs or in the middle of one. Two bands of five have a ground of the main colour.
    """
    if motif is None and height >= 12 and lots.below(2):
        motif = framed(pick(lots, height - 4, height - 6), height - 4, lots.below(5))
    motif = motif or pick(lots, height - 1)
    wanted = 2 * motif.reach + 1 + lots.choice((2, 4, 6, motif.reach + 6))
    times = max(1, round((2 * length + 1) / wanted))
    period = max(wanted - 2, round((2 * length + 1) / times))
    period += period % 2
    half = period // 2

    def filling(a: int, b: int, limit: int) -> Motif | None:
        size = min(room(motif, period, height, a, b), limit)
        return pick(lots, size, size) if size >= 3 else None

    between = filling(half, 0, height - 1)
    corner = filling(half, height + 1, height - 1 - between.reach if between else height)
    above = filling(0, height + 1, height)
    coloured_ground = lots.below(5) < 2

    def pattern(a: int, b: int) -> int:
        u = fold(a, period)
        colour = motif(u, b)
        for small, x, y in ((between, half - u, b), (corner, half - u, height + 1 - b)):
            if not colour and small:
                colour = (0, 1, 2, 4, 4)[small(x, y)]
        if not colour and above:
            colour = above(u, height + 1 - b)
        return (1, 0, 2, 3, 4)[colour] if coloured_ground else colour

    return pattern


# Compositions: each takes the lots and half of the cloth's width and height in cells, and returns
# the whole pattern, where rows above the middle are negative.


def towel_band(
    lots: Lots, width: int, height: int, middle: int | None = None, motif: Motif | None = None
) -> Pattern:
    """One broad band in the middle, borders on both sides of it (рушник)."""
    middle = middle or min(10 + lots.below(7), height * 3 // 5)
    inner, outer = band(lots, middle, width, motif), edging(lots, middle, height)
    return lambda x, y: (inner if abs(y) <= middle else outer)(x, abs(y))


def sleeve(lots: Lots, width: int, height: int) -> Pattern:
    """The same upright: stripes from shoulder to cuff."""
    upright = towel_band(lots, height, width, min(lots.choice((10, 12, 14)), width * 2 // 5))
    return lambda x, y: upright(abs(y), x)


def medallions(lots: Lots, width: int, height: int) -> Pattern:
    """Very large framed motifs, narrow borders."""
    middle = min(24, height - 7 - lots.below(3))
    radius = middle - 4
    if radius >= 14 and lots.below(2):
        small = radius - 8
        motif = framed(pick(lots, small, small - 2), small + 1, lots.choice((0, 1, 4)))
    else:
        motif = pick(lots, radius, radius - 2)
    return towel_band(lots, width, height, middle, framed(motif, radius, lots.below(5)))


def lattice(lots: Lots, width: int, height: int) -> Pattern:
    """A net of rhombs over the whole field, two motifs in turn, borders where there is room."""
    radius = min(lots.choice((9, 10, 11, 12, 14, 16, 18, 20)), height - 4)
    edge = (height - 4) // radius * radius
    one = pick(lots, radius - 3, radius - 3)
    other = pick(lots, radius - 3, radius - 3) if lots.below(3) else one
    other_colours = (0, 2, 1, 4, 4) if lots.below(2) else (0, 1, 2, 4, 4)
    net = lots.choice(({0: 2}, {-1: 2, 1: 2}, {-1: 2, 0: 3, 1: 2}, None))
    outer = edging(lots, edge, height)

    def pattern(x: int, y: int) -> int:
        if abs(y) > edge:
            return outer(x, abs(y))
        u, v = fold(x, 2 * radius), fold(y, 2 * radius)
        beyond = u + v - radius
        if net is None and beyond == 0 and u % 2 == 0:
            return 2
        if net and beyond in net:
            return net[beyond]
        return one(u, v) if beyond < 0 else other_colours[other(radius - u, radius - v)]

    return pattern


def scattered(lots: Lots, width: int, height: int) -> Pattern:
    """Small flowers far apart on open linen, a border above and below."""
    radius = 7 + lots.below(4)
    flower = pick(lots, min(radius - 2, 6))
    spark = lots.choice((cross(2, 1), rhomb(1, 1), rhomb(2, 1), cross(3, 1)))
    # The outermost row is the last that leaves four rows for the border, flowers or sparks.
    edges = [row * radius + (spark if row % 2 else flower).reach + 2 for row in range(9)]
    edge = max(edge for edge in edges if edge <= max(height - 4, edges[0]))
    outer = edging(lots, edge, height)

    def pattern(x: int, y: int) -> int:
        if abs(y) >= edge:
            return outer(x, abs(y))
        u = fold(x, 2 * radius)
        for row in (abs(y) // radius, abs(y) // radius + 1):
            motif, a = (spark, radius - u) if row % 2 else (flower, u)
            colour = motif(a, abs(abs(y) - row * radius))
            if colour and row * radius + motif.reach < edge:
                return colour
        return 0

    return pattern


def towel_end(lots: Lots, width: int, height: int) -> Pattern:
    """The end of a towel: a band low down, trees or birds standing on it, open linen above."""
    growing = lots.choice(GROWING)
    middle = 7 + lots.below(3)
    centre = height - middle - 6 - lots.below(3)
    inner, below = band(lots, middle, width), edging(lots, middle, height - centre)
    border = lots.choice([one for one in BORDERS if one.height <= 5])
    at = middle + 3
    above = laid([(middle + 1, LINE), (at, border), (at + border.height + 1, LINE)])
    foot = at + border.height + 2
    # Only a tall cloth has so much sky that it wants a few sparks; none is cut by the edge.
    sky, top, spark = foot + growing.height + 8, centre + height, cross(2, 1)
    last = (sky + (top - 4 - sky) // 10 * 10 if top - sky > 12 else 0) + spark.reach

    def pattern(x: int, y: int) -> int:
        b = centre - y
        if abs(b) <= middle:
            return inner(x, abs(b))
        if b < foot:
            return below(x, -b) if b < 0 else above(x, b)
        if b < foot + growing.height:
            return growing(x, foot + growing.height - 1 - b)
        u, v = fold(x, 20), fold(b - sky, 20)
        return spark(u, v) or spark(10 - u, 10 - v) if sky - 2 <= b <= last else 0

    return pattern


COMPOSITIONS = (
    *(towel_band, towel_band, towel_band),
    *(lattice, lattice),
    *(medallions, medallions),
    *(towel_end, towel_end),
    sleeve,
    scattered,
)
