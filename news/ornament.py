"""Ornaments in the manner of Ukrainian embroidery, for an article that has no picture of its own.

An ornament is a cloth of square cells, one cell a cross-stitch; what may be stitched is in
``embroidery``, how it is laid out in ``compositions``. Its seed, as a rule the code of the place
(КАТОТТГ), decides everything: the same seed gives the same bytes on every machine and with every
version of Python, because all choices are drawn from SHA-256 and not from ``random``. The first
four characters, which name the oblast in the codifier, choose the family of colours; the whole seed
chooses the variant of them, the composition and the motifs. Every ornament is symmetrical from left
to right, most also from top to bottom.

Where several articles of one place stand side by side, a seed of the code and something more, such
as ``f"{katottg} {article.pk}"``, gives each its own ornament in the colours of the place.
"""

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PIL import Image

from news.compositions import COMPOSITIONS, Lots, towel_end
from news.embroidery import FAMILIES

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
