"""The outlines of the 27 first-level units of Ukraine, for drawing a map.

This module knows geometry only: which outline belongs to which code of the codifier (КАТОТТГ).
Names, addresses and numbers of articles are joined to it by whoever draws the page, by the code.

The outlines come from ``data/map.json``; ``data/README.md`` says where they were taken from, under
which licence (CC-BY-4.0, so a page that shows the map names its source) and how they were made.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

MAP_FILE = Path(__file__).parent / "data" / "map.json"


class Shape(NamedTuple):
    """One oblast, the republic, or a city with special status, as an outline.

    All lengths are in the units of the map's viewBox, x to the right and y downwards, as in SVG.

    ``katottg``  the unit's code in the codifier, 19 characters
    ``d``        the outline: the value of an SVG path's ``d`` attribute
    ``label_x``  where a label or a dot may stand: a point inside the outline, far from its border
    ``label_y``  the same, downwards
    ``dot``      the radius of a disc round the label point that makes a small unit visible and easy
                 to hit (Kyiv, Sevastopol); ``None`` for units that are large enough
    """

    katottg: str
    d: str
    label_x: int
    label_y: int
    dot: int | None


class Map(NamedTuple):
    """The whole country.

    ``view_box``  the SVG ``viewBox``, for instance ``"0 0 2016 1356"``
    ``source``    whom to credit, and where the outlines were taken from
    ``licence``   the licence of the outlines, with its address
    ``shapes``    27 shapes in the codifier's order, but Kyiv and Sevastopol last: they are drawn
                  over their surroundings
    """

    view_box: str
    source: str
    licence: str
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=1)
def read_map() -> Map:
    """Return the map. The file is read once in the life of a process.

    Raises ``OSError`` when the file is missing, ``KeyError`` or ``ValueError`` when it is damaged.
    """
    data = json.loads(MAP_FILE.read_text(encoding="utf-8"))
    shapes = []
    for record in data["shapes"]:
        label_x, label_y = record["label"]
        shapes.append(Shape(record["katottg"], record["d"], label_x, label_y, record.get("dot")))
    return Map(data["viewBox"], data["source"], data["licence"], tuple(shapes))
