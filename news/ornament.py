"""Ornaments in the manner of Ukrainian embroidery, for an article that has no picture of its own.

An ornament is a cloth of square cells, one cell a cross-stitch; what may be stitched is in
``embroidery``. Its seed, as a rule the code of the place (КАТОТТГ), decides everything: the same
seed gives the same bytes on every machine and with every version of Python, because all choices are
drawn from SHA-256 and not from ``random``. The first four characters, which name the oblast in the
codifier, choose the family of colours; the whole seed chooses the variant of them, the composition
and the motifs. Every ornament is symmetrical from left to right, most also from top to bottom.

Where several articles of one place stand side by side, a seed of the code and something more, such
as ``f"{katottg} {article.pk}"``, gives each its own ornament in the colours of the place.
"""

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PIL import Image

from news.embroidery import (
    BORDERS,
    DASHES,
    DOTS,
    FAMILIES,
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

MIN_SIDE, MAX_SIDE, MAX_RATIO = 200, 4096, 3

# About as many cells as a cloth has, whatever its size: 1200 x 675 gives 101 x 57 of 12 pixels.
CELLS = 101 * 57

# How much of the linen shows in the line, one pixel wide, between two stitches.
SEAM_OPACITY = 0.3


class Cloth(NamedTuple):
    """A finished ornament, before it becomes an SVG or an image.

    ``cell``     the side of a cell in pixels
    ``left``     where the first column begins, in pixels; zero or less, so that no edge stays bare
    ``top``      where the first row begins, likewise
    ``colours``  five colours, ``#rrggbb``, by number
    ``rows``     the colours' numbers, row by row; both counts are odd
    """

    cell: int
    left: int
    top: int
    colours: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


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


# From a seed to a picture.


def colours_for(seed: str, lots: Lots) -> tuple[str, ...]:
    """Return five colours: of the family of the seed's oblast, or of some family if it has none."""
    for oblasts, *variants in FAMILIES:
        if seed.startswith("UA") and seed[2:4] in oblasts.split():
            return lots.choice(variants)
    oblasts, *variants = Lots(seed[:4]).choice(FAMILIES)
    return lots.choice(variants)


def weave(seed: str, width: int, height: int) -> Cloth:
    """Return the ornament of the seed as cells, for a picture of so many pixels.

    Raises ``ValueError`` when a side is not from 200 to 4096 pixels, or one is more than three
    times the other: there are no compositions for such cloths.
    """
    if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
        raise ValueError(f"a side must be {MIN_SIDE} to {MAX_SIDE} pixels, not {width} x {height}")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ValueError(f"one side is over {MAX_RATIO} times the other: {width} x {height}")
    cell = 1
    while width * height > CELLS * cell * cell:
        cell += 1
    half_width, half_height = -(-width // cell) // 2, -(-height // cell) // 2
    lots = Lots(seed)
    colours = colours_for(seed, lots)
    fitting = [one for one in COMPOSITIONS if one is not towel_end or half_height >= 26]
    pattern = lots.choice(fitting)(lots, half_width, half_height)
    rows = []
    for y in range(-half_height, half_height + 1):
        right = [pattern(x, y) for x in range(half_width + 1)]
        rows.append((*right[:0:-1], *right))
    left = (width - len(rows[0]) * cell) // 2
    top = (height - len(rows) * cell) // 2
    return Cloth(cell, left, top, colours, tuple(rows))


def stitches(rows: Sequence[Sequence[int]], colour: int, upright: bool) -> str:
    """Return an SVG path that covers the cells of a colour with strokes one cell wide.

    A stroke runs through a whole run of cells, along the rows or, ``upright``, along the columns.
    It also runs on under cells of higher colours, which are painted later.
    """
    lines = zip(*rows, strict=True) if upright else rows
    parts = []
    for number, line in enumerate(lines):
        runs, at, covered = [], 0, False
        for value, cells in groupby(line):
            end = at + len(list(cells))
            if value == colour and covered:
                runs[-1] = (runs[-1][0], end)
            elif value == colour:
                runs.append((at, end))
            covered = value == colour or (covered and value > colour)
            at = end
        at = None
        for start, end in runs:
            if upright:
                move = f"M{number}.5 {start}" if at is None else f"m0 {start - at}"
                parts.append(f"{move}v{end - start}")
            else:
                move = f"M{start} {number}.5" if at is None else f"m{start - at} 0"
                parts.append(f"{move}h{end - start}")
            at = end
    return "".join(parts)


def ornament_svg(seed: str, width: int = 1200, height: int = 675) -> str:
    """Return the ornament of the seed as an SVG document of so many pixels, at most 6 KB.

    Only a half or a quarter is written out and the rest mirrored. The identifiers in it are made
    from what is drawn, so several ornaments may stand in one page. There is no text, script, style
    or address in it. Raises ``ValueError`` for sizes that ``weave`` refuses.
    """
    cloth = weave(seed, width, height)
    across, down = len(cloth.rows[0]), len(cloth.rows)
    ground = cloth.colours[0]
    upside_same = cloth.rows == cloth.rows[::-1]
    kept = [row[: across // 2 + 1] for row in cloth.rows[: down // 2 + 1 if upside_same else down]]
    body = ""
    for colour in range(1, 5):
        path = min((stitches(kept, colour, upright) for upright in (False, True)), key=len)
        body += f'<path stroke="{cloth.colours[colour]}" d="{path}"/>' if path else ""
    name = "o" + hashlib.sha256(f"{width} {height} {body}".encode()).hexdigest()[:8]
    mirrors = [(f"{name}h", f"-1 0 0 1 {across} 0")]
    mirrors += [(f"{name}v", f"1 0 0 -1 0 {down}")] if upside_same else []
    for part, matrix in mirrors:
        body = f'<g id="{part}">{body}</g><use href="#{part}" transform="matrix({matrix})"/>'
    # The seams between stitches: one very thick stroke each way, dashed to a pixel in every cell.
    if cloth.cell > 3:
        seam = round(1 / cloth.cell, 4)
        dashes = f'stroke-dasharray="{seam} {round(1 - seam, 4)}"'
        body += (
            f'<g stroke="{ground}" stroke-opacity="{SEAM_OPACITY}" shape-rendering="auto">'
            f'<path stroke-width="{across}" {dashes} d="M{across / 2} 0v{down}"/>'
            f'<path stroke-width="{down}" {dashes} d="M0 {down / 2}h{across}"/></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>'
        f'<g fill="none" transform="translate({cloth.left} {cloth.top})scale({cloth.cell})">'
        f"{body}</g></svg>"
    )


def ornament_image(seed: str, width: int = 1200, height: int = 675) -> Image.Image:
    """Return the same drawing as an RGB image of so many pixels.

    It is painted from the same cells, not from the SVG. Raises ``ValueError`` for sizes that
    ``weave`` refuses.
    """
    cloth = weave(seed, width, height)
    across, down, cell = len(cloth.rows[0]), len(cloth.rows), cloth.cell
    palette = [bytes.fromhex(colour[1:]) for colour in cloth.colours]
    pixels = b"".join(palette[colour] for row in cloth.rows for colour in row)
    image = Image.frombytes("RGB", (across, down), pixels)
    image = image.resize((across * cell, down * cell), Image.Resampling.NEAREST)
    if cell > 3:
        # One tile row and one tile column of the seams, stretched over the cloth.
        opacity = round(255 * SEAM_OPACITY)
        dash = bytes([opacity, *[0] * (cell - 1)])
        for size, repeats in (((1, image.height), down), ((image.width, 1), across)):
            mask = Image.frombytes("L", size, dash * repeats).resize(image.size)
            image.paste(cloth.colours[0], (0, 0), mask)
    return image.crop((-cloth.left, -cloth.top, width - cloth.left, height - cloth.top))
