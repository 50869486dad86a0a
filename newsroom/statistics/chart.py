"""A chart of bars as the numbers of an SVG, made on the server: it needs no script and no style.

Across, all is in percent of the width, so that letters keep their size on a phone; down, in pixels.
"""

import math
from dataclasses import dataclass

HEIGHT = 200  # px of the tallest bar's room; marks of the axis stand below it
MARKS = 6  # of the axis at most: «23.11» of twelve pixels six times fits a phone
TICKS = 4
FILLED = 0.76  # of a step's width


@dataclass(frozen=True)
class Bar:
    """A bar: numbers as SVG takes them (str), `title` for who points at it."""

    x: str
    width: str
    y: str
    height: str
    title: str
    is_unfinished: bool


@dataclass(frozen=True)
class Chart:
    """`marks` are (x, text) along the axis, `ticks` (y, number) up the side, 0 among them."""

    bars: list
    marks: list
    ticks: list
    height: int = HEIGHT


def chart(numbers, titles, marks, unfinished=None):
    """Return the Chart of a list of int; `titles` and `marks` are as many texts for them.

    `unfinished` is the index of a bar whose time isn't over.
    """
    top = _top(max(numbers))
    part = 100 / len(numbers)
    every = math.ceil(len(numbers) / MARKS)
    bars = [
        Bar(
            f"{(index + (1 - FILLED) / 2) * part:.3f}%",
            f"{FILLED * part:.3f}%",
            f"{HEIGHT - _tall(number, top):.1f}",
            f"{_tall(number, top):.1f}",
            titles[index],
            index == unfinished,
        )
        for index, number in enumerate(numbers)
        if number
    ]
    shown = range(len(numbers) - 1, -1, -every)
    return Chart(
        bars,
        [(f"{(index + 0.5) * part:.3f}%", marks[index]) for index in sorted(shown)],
        [(f"{HEIGHT - _tall(tick, top):.1f}", tick) for tick in _ticks(top)],
    )


def _tall(number, top):
    """Return the height in pixels: what is there at all is seen."""
    return max(number / top * HEIGHT, 1) if number else 0


def _step(most):
    """Return the distance of ticks for the greatest number: 1, 2 or 5 of a power of ten."""
    rough = max(most / TICKS, 1)
    power = 10 ** math.floor(math.log10(rough))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough)


def _top(most):
    step = _step(most)
    return max(math.ceil(most / step), 1) * step


def _ticks(top):
    return range(0, top + 1, _step(top))
