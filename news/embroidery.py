"""The figures and colours of Ukrainian counted embroidery, as cells: one cell, one cross-stitch.

The subjects are the traditional ones: the eight-pointed star (алатир), the rose (ружа), rhombs
with combs and horns, the sown field, oak leaves, the tree of life, birds, the meander, the zigzag
and the saw. A motif is defined in one octant and a border by half, and mirrored; no figure turns
its hooks all one way round a centre. The colours follow what each region's shirts and towels are
known for, toned down to the dyes of old cloth.

A cell holds a colour's number: 0 the linen, 1 the main thread, 2 the second, 3 and 4 accents.
``ornament`` lays these figures out on a cloth.
"""

from collections.abc import Callable
from functools import lru_cache

# Oblasts (the digits after UA in the codifier) and the variants of their colours. A red main
# thread never has a blue second one: white linen, a blue line and a red band in that order are the
# flag of the state that wages war on Ukraine.
# fmt: off
FAMILIES = (
    # The middle Dnipro: red and black on white.
    ("32 71", ("#f4eee1", "#a61c25", "#231f20", "#c8953c", "#c8953c"),
              ("#efe7d6", "#2a2423", "#a61c25", "#c8953c", "#8f1a22")),
    # The city of Kyiv: crimson, deep blue, gold.
    ("80",    ("#f5efe2", "#9c1b2e", "#c99a3f", "#1f3a63", "#1f3a63"),
              ("#f2ebdc", "#1f3a63", "#9c1b2e", "#c99a3f", "#c99a3f")),
    # Poltava: pale blue and ochre; white on flax.
    ("53",    ("#f3eee3", "#7194b5", "#b58a4c", "#41668a", "#b58a4c"),
              ("#dccfb8", "#fdfbf6", "#5f7f9c", "#a97f3d", "#5f7f9c")),
    # The Hutsul country: orange, green, burgundy, yellow.
    ("26",    ("#f2e9d6", "#7a1f2b", "#d0702a", "#3f6b3f", "#dba53a"),
              ("#efe6d2", "#c8622a", "#6d1d28", "#3d6440", "#d9a43b")),
    # Beyond the Carpathians: red, blue, a little green and yellow.
    ("21",    ("#f4eee2", "#a3222b", "#3f6b4c", "#27406b", "#d7a13d"),
              ("#efe8d8", "#27406b", "#a3222b", "#d7a13d", "#3f6b4c")),
    # Bukovyna: burgundy and black, green and gold.
    ("73",    ("#f0e7d5", "#6b1830", "#1f1c1d", "#466b3c", "#c9973c"),
              ("#efe6d4", "#1f1c1d", "#8b2035", "#c9973c", "#466b3c")),
    # Borshchiv, south of Ternopil: black above all.
    ("61",    ("#f1e9d9", "#1d1a1b", "#9c1f2a", "#c9973c", "#3b5a45"),
              ("#ece2cf", "#1d1a1b", "#7a1a38", "#d28a3a", "#d28a3a")),
    # Podillia: black, red, blue.
    ("05 68", ("#f3ecdf", "#1f1c1d", "#a2202b", "#3c63a0", "#a2202b"),
              ("#f0e9da", "#a2202b", "#1f1c1d", "#2f5283", "#c9973c")),
    # Sloboda: blue and white with red.
    ("63 44", ("#f2eee4", "#2f557f", "#8fa9bd", "#a2202b", "#8fa9bd"),
              ("#f1ebdf", "#98202f", "#c7a25a", "#2f557f", "#2f557f")),
    # Sumy: red with the grey-blue of the north.
    ("59",    ("#f2ece0", "#a8252d", "#8a9299", "#33475c", "#33475c"),
              ("#eee7d9", "#33475c", "#a8252d", "#8a9299", "#a8252d")),
    # Chernihiv: red and flax; white on flax.
    ("74",    ("#f1eadd", "#b0262d", "#b9a688", "#55504b", "#b9a688"),
              ("#ddd0b8", "#fdfaf4", "#b0262d", "#7d6a4c", "#b0262d")),
    # Polissia: red on grey linen, hardly anything else.
    ("07 18 56", ("#ece3d1", "#b3222c", "#7d1620", "#4a3a36", "#4a3a36"),
                 ("#e6dcc8", "#a31d2a", "#2b2626", "#f7f2e6", "#2b2626")),
    # Lviv: the black of Sokal; the many colours of Yavoriv.
    ("46",    ("#f4eee1", "#1f1c1d", "#a3242c", "#3c6a50", "#d18a2f"),
              ("#f1eadb", "#a3242c", "#3c6a50", "#2d4f7c", "#d9a441")),
    # The Black Sea steppe: red, sea-green, sand.
    ("48 51 65", ("#f3ecdd", "#a5272e", "#2b6470", "#d1a052", "#2b6470"),
                 ("#f0e8d7", "#2b6470", "#a5272e", "#d1a052", "#d1a052")),
    # The Dnipro bend: the red, green and yellow of Petrykivka.
    ("12",    ("#f4eddd", "#ab252b", "#3f6d3a", "#d99a2b", "#d99a2b"),
              ("#f2ead9", "#3a4f2e", "#ab252b", "#d99a2b", "#d99a2b")),
    # Zaporizhzhia: Cossack crimson and dark blue.
    ("23",    ("#f3ecde", "#8e1837", "#c9973c", "#232c4d", "#232c4d"),
              ("#efe7d8", "#232c4d", "#8e1837", "#c9973c", "#5b7aa0")),
    # The eastern and middle steppe: brick red, black, ochre.
    ("14 35", ("#f1e9da", "#9a2a22", "#2a2525", "#c98a3c", "#c98a3c"),
              ("#efe6d5", "#2a2525", "#b5562b", "#c98a3c", "#b5562b")),
    # Crimea: the turquoise, pomegranate and gold of örnek.
    ("01 85", ("#f3ede0", "#1f6f78", "#b5482f", "#cf9d45", "#8b1e2f"),
              ("#f0e9db", "#a83a2c", "#1f6f78", "#cf9d45", "#27496d")),
)
# fmt: on

# Motifs drawn by hand, one octant each: the first row is the axis, the first column the centre.
DRAWN = (
    "33.1121. .3..1221 .....111 ...2..1. ....22.. .....3..",  # a rose
    "3..121 .2..11 ...... ...11. ....2.",  # a small rose
    "33...2.1111 .3..2.1...1 ..32.1..1.1 ....1...111 ........... .....22.... ......2....",  # horns
    "33.1112233. .3..1.2223. ...1.1.222. .........22 ....11..... .....22.... ......2....",  # tulips
    "3.2211. .3.2211 ..3...1 ...2... ....2..",  # a four-petalled flower
    "3.12 .31. ..2.",  # a bud
)

# How far an oak leaf spreads on each side of its vein, by the distance along the vein.
LOBES = (0, 0, 0, 0, 1, 1, 2, 3, 3, 2, 1, 2, 3, 4, 4, 3, 2, 1, 1, 0)

# Borders, the first row nearest the middle of the cloth. Half of a figure, mirrored about its
# first and last column …
MIRRORED_BORDERS = (
    "12..3 112.. .112. ..112 3..11",  # a zigzag
    "11111 1112. 112.. 12...",  # a saw
    "1...... .1..... 3.1...2 33.1.22 3.1...2 .1..... 1......",  # rhombs and crosses
    ".1.... .11... ..11.. 3....2 ..11.. .11... .1....",  # stars
    "1... 11.2 1...",  # crosses
    "11...2223 211...222 2.11...22 32.11..22 22...11.2 222...112 3222...11",  # a vine
    "1...2 11... .11.. ..11. 2..11",  # a wave
    "1....2 11..22 111.22 11..22 1....2",  # buds
    "1...1.. 11.11.. .111..3 ..1..33 .111..3 11.11.. 1...1..",  # pretzels
    "1..... 11.... .11..2 ..1122 ...112 2...11 22...1",  # a twig
    "1..1 .11. .11. 1..1",  # slanting crosses
)
# … or a whole figure, repeated.
REPEATED_BORDERS = (
    "11111.. 1...1.. 1.111.. 1...... 1111111",  # a meander
    "11.. 11.. ..11 ..11",  # a chequer
    "2111112 .21112. ..212.. 3..2..3",  # teeth
)

# What stands on the border of a towel, the top row first; half of a figure, mirrored.
TREES = (
    # a tree with berries
    "1.............. 11............. 121............ 1321........... 121.....1...... "
    "11.....131..... 1.1...11311.... 1..1.1.131..... 1...1...1...... 11.1........... "
    "1.1...........2 11....11.....22 1.1..1221...2.2 1..11.121....22 1......1......2 "
    "1.............. 111...........3 2222........333",
    # the tree of life between two birds
    "2................ 22......1........ 232....111....... 22....131........ 2.2...1111.....2. "
    "2..2....111...22. 22......1111.222. 2.2.....1122222.. 2..2....111222... 22.......1111.... "
    "2.2.......11..... 2..2.....1.1..... 2......22222222.. 22............... 222.............3 "
    "3333..........333",
    # a pot of flowers
    "2............ 22........... 132......1... 3132....111.. 132....11311. 22......111.. "
    "2........1... 1...2....1... 1..22...1...2 1.22...1...22 1.2..11....2. 1...1.....2.. "
    "1.11.....22.1 11......22.11 1........2.13 1...........1 333.......... 33333.......2 "
    ".33........22 333.......222",
)

Pattern = Callable[[int, int], int]
"""A drawing without end: the colour's number at so many cells across and down from the centre."""


def fold(distance: int, period: int) -> int:
    """Return how far the nearest multiple of ``period`` is, in cells."""
    distance %= period
    return min(distance, period - distance)


# Motifs: figures with a centre, the same in all eight directions.


class Motif:
    """A figure with a centre.

    ``octant`` gives the colour at ``(a, b)`` for ``a >= b >= 0``, asked within ``size`` cells.
    ``reach`` is how far the figure goes along an axis, ``span`` the greatest ``a + b`` in it, that
    is, the radius of the smallest rhomb round it.
    """

    def __init__(self, octant: Pattern, size: int = 26):
        cells = [[octant(max(a, b), min(a, b)) for a in range(size)] for b in range(size)]
        filled = [(a, b) for b in range(size) for a in range(size) if cells[b][a]]
        self.reach = max(a for a, b in filled)
        self.span = max(a + b for a, b in filled)
        self.cells = [row[: self.reach + 1] for row in cells[: self.reach + 1]]

    def __call__(self, a: int, b: int) -> int:
        inside = 0 <= a <= self.reach and 0 <= b <= self.reach
        return self.cells[b][a] if inside else 0


def drawn(text: str) -> Motif:
    """Return the motif whose octant is drawn as rows of digits and dots, parted by spaces."""
    rows = text.replace(".", "0").split()
    width = len(rows[0])
    return Motif(lambda a, b: int(rows[b][a]) if b < len(rows) and a < width else 0)


def star(petal: int, style: int) -> Motif:
    """Return the eight-pointed star, of petals so many cells wide, in one of 5 styles."""

    def octant(a: int, b: int) -> int:
        if a + b <= (2 if petal > 3 else 1):
            return 3 if a + b < 2 and (petal > 2 or a == 0) else 0
        if 1 <= b <= petal and b < a <= b + petal:
            edge = b in (1, petal) or a in (b + 1, b + petal)
            if style < 2:
                return 1 if style == 0 or a < 2 * b else 2
            if style == 4:
                return 2 if edge else 1
            return 1 if edge else 3 if style == 3 else 2 if petal > 3 else 0
        if b == 0 and petal > 3 and 2 * petal - 1 <= a <= 2 * petal:
            return 3
        from_corner = abs(a - 2 * petal + 1) + abs(b - 2 * petal + 1)
        return 2 if petal > 4 and from_corner <= 1 else 0

    return Motif(octant)


def rhomb(radius: int, style: int) -> Motif:
    """Return a rhomb, in one of 5 styles; the last is the sown field, a seed in each quarter."""

    def octant(a: int, b: int) -> int:
        d = a + b
        if d > radius:
            return 0
        if style == 0:
            return 3 if d <= 1 else (1, 1, 0, 2)[(radius - d) % 4]
        if style == 1:
            return 3 if d == 0 else (1, 0)[(radius - d) % 2]
        if style == 2:
            return 2 if d == radius else int(a % 2 == 0 and b % 2 == 0 and d < radius - 1)
        if style == 3:
            if d == radius:
                return 2
            if d == 0 or (d < radius - 1 and a - b > 1):
                return 1
            return 3 if d < radius - 1 and a == b and d % 4 == 0 else 0
        if d == 0 or d == radius or a == b:
            return 3 if d == 0 else 1
        seed = abs(a - (radius + 1) // 2) + b
        if seed <= (radius > 6):
            return 3
        return 2 if radius > 8 and seed == radius // 2 - 2 else 0

    return Motif(octant)


def cross(radius: int, style: int) -> Motif:
    """Return a cross with equal arms, in one of 3 styles."""

    def octant(a: int, b: int) -> int:
        if a > radius:
            return 0
        if a + b <= (style != 1):
            return 3
        if style == 0:
            arm, ray = b <= max(0, a - radius + 2), a <= radius // 2 + 1
        elif style == 1:
            arm, ray = b == 0 or (b == 1 and 2 < a < radius - 1), a < radius - 1
            if a == radius - 1 and b == 2:
                return 3
        else:
            arm = 2 * b <= a and a - b // 2 <= radius and b <= 3 and not (b == 0 and a > radius - 2)
            ray = a < radius - 1
        return 1 if arm else 2 if a == b and ray else 0

    return Motif(octant)


def sun(radius: int) -> Motif:
    """Return a round of nested chevrons."""

    def octant(a: int, b: int) -> int:
        if a > radius or a + b > radius * 3 // 2:
            return 0
        if a == b:
            return 3 if a <= radius // 2 else 0
        return (2, 0, 1, 0)[(a - b) % 4]

    return Motif(octant)


def leaves(radius: int) -> Motif:
    """Return four oak leaves with acorns between them."""

    def octant(a: int, b: int) -> int:
        along, aside = a + b, a - b
        if along == 0 or (b <= 1 and a == radius - 1) or (b == 0 and a == radius):
            return 3
        if b == 0:
            return 2 if 2 < a < radius else 0
        if along < len(LOBES) and aside <= LOBES[along] and a <= radius:
            return 2 if aside == 0 and along > 4 else 1
        return 0

    return Motif(octant)


def framed(inner: Pattern, radius: int, style: int) -> Motif:
    """Return the motif in a rhomb's frame; it reaches at most 4 cells beyond ``radius``.

    Styles: 0 comb, 1 dashes, 2 steps, 3 hooks, 4 three lines.
    """

    def octant(a: int, b: int) -> int:
        beyond = a + b - radius
        if beyond < -1:
            return inner(a, b)
        if style == 0:
            tooth = beyond in (3, 4) and b % 2 == 0 and a != b
            return 2 if beyond == 0 else int(beyond == 2 or tooth)
        if style == 1:
            return 1 if beyond in (0, 1) else 2 if beyond == 3 and (a - b) % 4 != 2 else 0
        if style == 2:
            return int(radius <= a // 2 * 2 + b // 2 * 2 <= radius + 2)
        if style == 3:
            stem, tip = beyond in (2, 3) and b % 4 == 1, beyond == 4 and b % 4 == 2
            return int(beyond in (0, 1) or (a - b > 1 and (stem or tip)))
        return {0: 1, 2: 2, 4: 1}.get(beyond, 0)

    return Motif(octant, radius + 6)


@lru_cache(maxsize=1)
def motifs() -> tuple[Motif, ...]:
    """Return all motifs without frames; those drawn by hand stand twice, to be chosen oftener."""
    return (
        *(star(petal, style) for petal in range(2, 8) for style in range(5)),
        # Every other style at each size, or else rhombs would crowd out all the rest.
        *(rhomb(radius, style) for radius in range(2, 12) for style in range(1 - radius % 2, 5, 2)),
        *(cross(radius, 0) for radius in range(2, 6)),
        *(cross(radius, style) for radius in range(2, 9) for style in (1, 2)),
        *(sun(radius) for radius in (5, 7)),
        *(leaves(radius) for radius in (9, 10)),
        *(drawn(text) for text in DRAWN * 2),
    )


# Borders: figures that run along a line.


class Border:
    """A figure that repeats along a line: ``height`` rows, drawn as digits and dots.

    ``mirrored`` figures are given by half, from their axis to the axis of the gap.
    """

    def __init__(self, text: str, mirrored: bool = True):
        self.cells = [[int(cell) for cell in row] for row in text.replace(".", "0").split()]
        self.height = len(self.cells)
        self.mirrored = mirrored
        width = len(self.cells[0])
        self.period = max(1, 2 * width - 2) if mirrored else width

    def __call__(self, a: int, row: int) -> int:
        column = fold(a, self.period) if self.mirrored else a % self.period
        return self.cells[row][column]


LINE, SECOND_LINE, DOTS, DASHES = Border("1"), Border("2"), Border("2..", False), Border("112")
BORDERS = (
    *map(Border, MIRRORED_BORDERS),
    *(Border(text, mirrored=False) for text in REPEATED_BORDERS),
)
GROWING = tuple(map(Border, TREES))
