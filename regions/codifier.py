"""Reading the codifier (КАТОТТГ): the ministry's .xlsx file, or our compact snapshot of it.

The codifier is order 290 of the Ministry of Communities and Territories of 26.11.2020, as amended;
the ministry publishes it as a table. A row stands for one place. Its columns are the codes of the
places it lies in, its own code last, then a letter for its category and its name. Both readers
below give the same `Codifier` and refuse as a whole what is no codifier: half a register is none.
"""

import gzip
import re
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ukrainian.folding import fold, mend

SNAPSHOT = Path(__file__).parent / "data" / "register.tsv.gz"

# What a file may hold at most. The ministry's: 1.3 MB, 12 MB unpacked, 31,748 rows, about a
# million tags of XML. A file of 240 kB can unpack to one row of eight million cells, on which a
# reader spends minutes and gigabytes.
MAX_BYTES = 30_000_000
MAX_UNPACKED = 150_000_000
MAX_TAGS = 2_500_000
MAX_ROWS = 60_000
PIECE = 256 * 1024
HEADER_WITHIN = 30  # rows: an approval stamp and a title stand above the header

LEVELS = [
    "Перший рівень",
    "Другий рівень",
    "Третій рівень",
    "Четвертий рівень",
    "Додатковий рівень",
]
CATEGORY = "Категорія об’єкта"
NAME = "Назва об’єкта"

# At which level a category stands, and how many characters of its code say where the place is: the
# two of «UA» and two digits for the oblast, two the raion, three the hromada, three the settlement.
# T, «селище міського типу», is gone since law 3285-IX (26.01.2024); older editions have it.
LEVEL = {"O": 0, "K": 0, "P": 1, "H": 2, "M": 3, "T": 3, "X": 3, "C": 3, "B": 4}
WIDTH = (4, 6, 9, 12)
PLACE_OF_LEVEL = ("an oblast", "a raion", "a hromada", "a settlement")

# Editions of the codifier had Latin letters that look like Cyrillic ones («Вiйтовецька», 2024), and
# Cyrillic ones in the column of categories.
_LOOKALIKES = str.maketrans("ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху")
_CATEGORY_LOOKALIKES = str.maketrans("ОКРНМТХСВ", "OKPHMTXCB")
_HYPHENS = str.maketrans("‐‑‒–—−", "------")
_KATOTTG = re.compile("UA[0-9]{17}")
_NAME = re.compile(r"[А-ЯҐЄІЇ][А-ЯҐЄІЇа-яґєії’ .\d-]{0,99}")


# What openpyxl raises for files that aren't tables, or are broken inside.
_BROKEN = (
    *(InvalidFileException, SyntaxError, zipfile.BadZipFile, zlib.error, RuntimeError),
    *(AttributeError, KeyError, IndexError, TypeError, ValueError),
)


class Refused(ValueError):
    """The file is no codifier, or a broken one; says the row (counted from 1) and the reason."""


class Row(NamedTuple):
    """One place of the codifier. City districts are left out.

    ``number``    the row of the file, counted from 1
    ``katottg``   the place's code, 19 characters
    ``category``  O oblast or republic, K city with special status, P raion, H hromada, M city,
                  X settlement (селище), C village
    ``name``      the bare name, mended: «Харківська», «Куп’янський», «Куп’янська», «Ківшарівка»
    ``parent``    the code of the place it lies in; "" for the first level
    """

    number: int
    katottg: str
    category: str
    name: str
    parent: str


class Codifier(NamedTuple):
    """The whole codifier.

    ``rows``     in the order of the file: the centre of a hromada first among its settlements
    ``edition``  the day on which it was published or last saved
    ``source``   what the file says of itself above its table: the orders that it rests on
    """

    rows: tuple[Row, ...]
    edition: date
    source: str


def read_xlsx(path, today=None):
    """Return the Codifier in the ministry's .xlsx file at `path`.

    The edition is the day on which the file was last saved, by its own properties; `today` (a
    date, default: the day of UTC) stands in where there is none or one in the future. Raises
    Refused, and OSError where the file can't be read at all.
    """
    today = today or datetime.now(UTC).date()
    path = Path(path)
    _check_size(path)
    try:
        # Given the file itself, openpyxl leaves it to us to close, also when it stops half-way.
        with path.open("rb") as file:
            workbook = load_workbook(file, read_only=True, data_only=True)
            saved = workbook.properties.modified
            cells = workbook.worksheets[0].iter_rows(max_row=MAX_ROWS + 1, values_only=True)
            with closing(cells):
                numbered = enumerate(cells, start=1)
                columns, source = _read_header(numbered)
                rows = _checked(_table_rows(numbered, columns))
    except Refused:
        raise
    except _BROKEN as error:
        raise Refused(f"this is no .xlsx table: {error}") from error
    edition = saved.date() if saved and saved.date() <= today else today
    return Codifier(rows, edition, source or path.name)


def _check_size(path):
    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"the file is larger than {MAX_BYTES:,} bytes")
    unpacked = tags = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    while piece := file.read(PIECE):
                        unpacked += len(piece)
                        tags += piece.count(b"<")
                        if unpacked > MAX_UNPACKED:
                            raise Refused(f"the file unpacks to more than {MAX_UNPACKED:,} bytes")
                        if tags > MAX_TAGS:
                            raise Refused(f"the file holds more than {MAX_TAGS:,} tags of XML")
    except Refused:
        raise
    except _BROKEN as error:
        raise Refused(f"this is no .xlsx file: {error}") from error


def _table_rows(numbered, columns):
    """Yield the Rows of a table; `numbered` gives pairs of a row's number and its cells."""
    for number, cells in numbered:
        if number > MAX_ROWS:
            raise Refused(f"row {number}: the table is longer than {MAX_ROWS:,} rows")
        values = [_text(cells, column) for column in columns]
        codes, category, name = values[:5], values[5], values[6]
        if not (category or name or any(map(_KATOTTG.fullmatch, codes))):
            continue  # an empty row, or a note under the table
        category = category.translate(_CATEGORY_LOOKALIKES)
        if category not in LEVEL:
            raise Refused(
                f"row {number}: «{category}» is none of the categories {', '.join(LEVEL)}"
            )
        level = LEVEL[category]
        if any(codes[level + 1 :]) or not codes[level]:
            raise Refused(
                f"row {number}: the code of {category} «{name}» doesn't stand in «{LEVELS[level]}»"
            )
        if category != "B":
            parent = codes[level - 1] if level else ""
            yield Row(number, codes[level], category, name, parent)


def _read_header(numbered):
    """Read up to the header; return the places of our seven columns and the text above them."""
    wanted = [fold(title) for title in (*LEVELS, CATEGORY, NAME)]
    above = []
    for number, cells in numbered:
        titles = [fold(str(cell or "")) for cell in cells]
        if wanted[0] in titles:
            missing = [title for title in wanted if title not in titles]
            if missing:
                raise Refused(f"row {number}: the header has no column «{missing[0]}»")
            return [titles.index(title) for title in wanted], mend(" ".join(above))
        above.extend(str(cell) for cell in cells if cell)
        if number >= HEADER_WITHIN:
            break
    raise Refused(f"no header with «{LEVELS[0]}» in the first {HEADER_WITHIN} rows")


def _text(cells, column):
    value = cells[column] if column < len(cells) else None
    return "" if value is None else mend(str(value))


def _checked(rows):
    """Return a tuple of the Rows, mended, where each has a code of its own and a known parent."""
    checked = {}
    for row in rows:
        if not _KATOTTG.fullmatch(row.katottg):
            raise Refused(f"row {row.number}: «{row.katottg}» is no KATOTTG code")
        level = LEVEL[row.category]
        if row.katottg[WIDTH[level] : 14].strip("0"):
            raise Refused(
                f"row {row.number}: {row.katottg} isn't the code of {PLACE_OF_LEVEL[level]}"
            )
        if row.katottg in checked:
            raise Refused(
                f"row {row.number}: {row.katottg} stands already in row "
                f"{checked[row.katottg].number}"
            )
        name = mend(row.name).translate(_HYPHENS).translate(_LOOKALIKES)
        if not _NAME.fullmatch(name):
            raise Refused(f"row {row.number}: «{row.name[:100]}» is no name of a place")
        category = "X" if row.category == "T" else row.category
        checked[row.katottg] = row._replace(name=name, category=category)
    inhabited = set()
    for row in checked.values():
        level = LEVEL[row.category]
        parent = checked.get(row.parent)
        # Two towns lie in an oblast, outside any hromada: Прип’ять and Чорнобиль.
        allowed = {0: (None,), 1: (0,), 2: (1,), 3: (2, 0)}[level]
        if (LEVEL[parent.category] if parent else None) not in allowed:
            raise Refused(
                f"row {row.number}: «{row.name}» lies in «{row.parent}», which is no place of the "
                "level above"
            )
        inhabited.add(row.parent)
    for row in checked.values():
        if row.category == "H" and row.katottg not in inhabited:
            raise Refused(f"row {row.number}: the hromada «{row.name}» has no settlement")
    if not checked:
        raise Refused("the table has no rows")
    return tuple(checked.values())


def read_snapshot(path=SNAPSHOT):
    """Return the Codifier in a snapshot that `write_snapshot` has made; default: the one we keep.

    Raises Refused.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    facts = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    parents = {}

    def rows():
        for number, line in enumerate(lines, start=1):
            if line.startswith("#"):
                continue
            katottg, category, name, *other_parent = line.split("\t")
            level = LEVEL[category]
            parent = other_parent[0] if other_parent else _parent(katottg, level, parents)
            parents[katottg[: WIDTH[level]]] = katottg
            yield Row(number, katottg, category, name, parent)

    return Codifier(_checked(rows()), date.fromisoformat(facts["edition"]), facts["source"])


def write_snapshot(codifier, path):
    """Write the Codifier as a compact snapshot: code, category and name, separated by tabs.

    A fourth column gives the place it lies in, where that doesn't follow from the code.
    """
    parents = {}
    lines = [f"# edition: {codifier.edition.isoformat()}", f"# source: {codifier.source}"]
    for row in codifier.rows:
        level = LEVEL[row.category]
        fields = [row.katottg, row.category, row.name]
        if row.parent != _parent(row.katottg, level, parents):
            fields.append(row.parent)
        parents[row.katottg[: WIDTH[level]]] = row.katottg
        lines.append("\t".join(fields))
    text = "\n".join(lines) + "\n"
    # With no time in it the same codifier gives the same file, byte for byte.
    Path(path).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _parent(katottg, level, parents):
    """Return the code of the place that `katottg` lies in by its own digits."""
    if level == 0:
        return ""
    return parents.get(katottg[: WIDTH[level - 1]]) or parents.get(katottg[: WIDTH[0]], "")
