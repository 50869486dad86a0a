"""The map of Ukraine has every first-level unit once, inside its frame, and stays small."""

import re

import pytest

from regions.map import MAP_FILE, read_map

# The first-level units by the codifier (order 290 of 26.11.2020), in its order, but the two cities
# with special status last, because they are drawn over what surrounds them.
CODES = [
    "UA01000000000013043",  # Автономна Республіка Крим
    "UA05000000000010236",  # Вінницька
    "UA07000000000024379",  # Волинська
    "UA12000000000090473",  # Дніпропетровська
    "UA14000000000091971",  # Донецька
    "UA18000000000041385",  # Житомирська
    "UA21000000000011690",  # Закарпатська
    "UA23000000000064947",  # Запорізька
    "UA26000000000069363",  # Івано-Франківська
    "UA32000000000030281",  # Київська
    "UA35000000000016081",  # Кіровоградська
    "UA44000000000018893",  # Луганська
    "UA46000000000026241",  # Львівська
    "UA48000000000039575",  # Миколаївська
    "UA51000000000030770",  # Одеська
    "UA53000000000028050",  # Полтавська
    "UA56000000000066151",  # Рівненська
    "UA59000000000057109",  # Сумська
    "UA61000000000060328",  # Тернопільська
    "UA63000000000041885",  # Харківська
    "UA65000000000030969",  # Херсонська
    "UA68000000000099709",  # Хмельницька
    "UA71000000000010357",  # Черкаська
    "UA73000000000044923",  # Чернівецька
    "UA74000000000025378",  # Чернігівська
    "UA80000000000093317",  # Київ
    "UA85000000000065278",  # Севастополь
]

SHAPES = {shape.katottg: shape for shape in read_map().shapes}
NUMBER = re.compile(r"-?\d+")


def rings(shape):
    """Return the outline's rings as lists of (x, y); a ring of arcs as its bounding square."""
    found = []
    for start, kind, rest in re.findall(r"M(-?\d+[ -]\d+)([la])([^z]*)z", shape.d):
        x, y = map(int, NUMBER.findall(start))
        numbers = list(map(int, NUMBER.findall(rest)))
        if kind == "a":
            radius = numbers[0]
            found.append(
                [
                    (x, y - radius),
                    (x + 2 * radius, y - radius),
                    (x + 2 * radius, y + radius),
                    (x, y + radius),
                ]
            )
            continue
        ring = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def contains(shape, x, y):
    """Say whether the point lies inside the shape (even-odd rule)."""
    inside = False
    for ring in rings(shape):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def edges(shape):
    """Return the shape's edges without direction, as a set."""
    return {
        frozenset(edge)
        for ring in rings(shape)
        for edge in zip(ring, ring[1:] + ring[:1], strict=True)
    }


def test_every_first_level_unit_is_there_once_in_order():
    assert [shape.katottg for shape in read_map().shapes] == CODES


def test_file_is_small_enough_to_stand_in_a_page():
    assert MAP_FILE.stat().st_size <= 34 * 1024


def test_source_and_licence_are_named():
    assert "MapSVG" in read_map().source
    assert read_map().licence.startswith("CC-BY-4.0")


@pytest.mark.parametrize("code", CODES)
def test_outline_stays_within_the_viewbox(code):
    left, top, width, height = map(int, read_map().view_box.split())
    points = [point for ring in rings(SHAPES[code]) for point in ring]
    assert len(points) > 3
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in points)


@pytest.mark.parametrize("code", CODES)
def test_path_holds_nothing_but_moves_lines_and_arcs(code):
    assert re.fullmatch(r"(M[-\d ]+([la][-\d ]+)+z)+", SHAPES[code].d)


@pytest.mark.parametrize("code", CODES)
def test_label_stands_inside_its_own_unit_and_no_other(code):
    shape = SHAPES[code]
    holders = [other for other in CODES if contains(SHAPES[other], shape.label_x, shape.label_y)]
    assert holders == [code]


def test_only_the_two_cities_have_dots():
    dotted = {shape.katottg for shape in read_map().shapes if shape.dot}
    assert dotted == {"UA80000000000093317", "UA85000000000065278"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UA63000000000041885", "UA53000000000028050"),  # Kharkiv and Poltava oblasts
        ("UA46000000000026241", "UA21000000000011690"),  # Lviv and Zakarpattia
        ("UA65000000000030969", "UA48000000000039575"),  # Kherson and Mykolaiv
        ("UA74000000000025378", "UA59000000000057109"),  # Chernihiv and Sumy
        ("UA32000000000030281", "UA80000000000093317"),  # Kyiv oblast and the city in it
    ],
)
def test_neighbours_share_their_border_without_a_gap(one, other):
    assert len(edges(SHAPES[one]) & edges(SHAPES[other])) >= 10


@pytest.mark.parametrize(
    ("one", "eastern"),
    [
        ("UA21000000000011690", "UA46000000000026241"),  # Zakarpattia, Lviv
        ("UA46000000000026241", "UA61000000000060328"),  # Lviv, Ternopil
        ("UA61000000000060328", "UA68000000000099709"),  # Ternopil, Khmelnytskyi
        ("UA68000000000099709", "UA05000000000010236"),  # Khmelnytskyi, Vinnytsia
        ("UA07000000000024379", "UA56000000000066151"),  # Volyn, Rivne
        ("UA56000000000066151", "UA18000000000041385"),  # Rivne, Zhytomyr
        ("UA51000000000030770", "UA48000000000039575"),  # Odesa, Mykolaiv
        ("UA48000000000039575", "UA65000000000030969"),  # Mykolaiv, Kherson
        ("UA65000000000030969", "UA23000000000064947"),  # Kherson, Zaporizhzhia
        ("UA53000000000028050", "UA63000000000041885"),  # Poltava, Kharkiv
        ("UA14000000000091971", "UA44000000000018893"),  # Donetsk, Luhansk
    ],
)
def test_western_neighbour_lies_to_the_west(one, eastern):
    assert SHAPES[one].label_x < SHAPES[eastern].label_x


def test_map_is_read_once():
    assert read_map() is read_map()
