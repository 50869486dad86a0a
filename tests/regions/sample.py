"""A small codifier of real places, ways to change it, and the ministry's form of file."""

import re
import zipfile
from functools import cache

from regions.codifier import CATEGORY, LEVELS, NAME, read_snapshot

KYIV = "UA80000000000093317"
KHARKIV_OBLAST = "UA63000000000041885"
DNIPRO_OBLAST = "UA12000000000090473"
KUPIANSK_RAION = "UA63080000000032022"
LOZOVA_RAION = "UA63100000000059237"
NIKOPOL_RAION = "UA12080000000023578"
SYNELNYKOVE_RAION = "UA12140000000011720"
KUPIANSK = "UA63080090000067457"  # Куп’янська, and in it, after its centre:
KIVSHARIVKA = "UA63080090020061282"
ZLATOPIL = "UA63100090000052019"  # Златопільська, and its centre:
ZLATOPIL_CITY = "UA63100090010068250"
POKROVSKA_URBAN = "UA12080090000039979"  # the two Покровські of Нікопольський район
POKROVSKA_RURAL = "UA12080110000055958"
POKROVSKA = "UA12140250000015858"  # and that of Синельниківський район

HROMADAS = (KUPIANSK, ZLATOPIL, POKROVSKA_URBAN, POKROVSKA_RURAL, POKROVSKA)
SETTLEMENTS = 3  # kept of each hromada

STAMP = "ЗАТВЕРДЖЕНО\nнаказом Міністерства від 26 листопада 2020 року № 290"


@cache
def codifier():
    """Return the snapshot with five hromadas only, three of them of one name."""
    whole = read_snapshot()
    parents = {row.katottg: row.parent for row in whole.rows}
    kept = {KYIV}
    for hromada in HROMADAS:
        kept |= {hromada, parents[hromada], parents[parents[hromada]]}
        inside = [row.katottg for row in whole.rows if row.parent == hromada]
        kept.update(inside[:SETTLEMENTS])
    return whole._replace(rows=tuple(row for row in whole.rows if row.katottg in kept))


def rows():
    """Return the Rows of the sample. The whole register is read for them, once in a process."""
    return codifier().rows


def row(rows, katottg):
    """Return the Row of a code."""
    return next(one for one in rows if one.katottg == katottg)


def with_row(rows, code, **fields):
    """Return `rows` with other values for the place of a code: name=, parent=, category=, …"""
    return tuple(one._replace(**fields) if one.katottg == code else one for one in rows)


def without(rows, *codes):
    """Return `rows` without the places of `codes`."""
    return tuple(one for one in rows if one.katottg not in codes)


def columns(rows, one):
    """Return the five columns of codes for a Row: those of the places it lies in, and its own."""
    parents = {place.katottg: place.parent for place in rows}
    codes, code = [], one.katottg
    while code:
        codes.insert(0, code)
        code = parents.get(code, "")
    return [*codes, *[None] * (5 - len(codes))]


def write_xlsx(path, rows, extra=(), titles=(*LEVELS, CATEGORY, NAME), saved=None):
    """Write a table as the ministry's: a stamp, a title, the header, `rows`, then `extra` rows.

    `saved` is the datetime that the file's properties give, by default that of now.
    """
    import openpyxl  # takes as long as a dozen tests

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([None] * 5 + [STAMP])
    sheet.append([])
    sheet.append(["Кодифікатор"])
    sheet.append(list(titles))
    for one in rows:
        sheet.append([*columns(rows, one), one.category, one.name])
    for cells in extra:
        sheet.append(list(cells))
    book.save(path)
    if saved:
        _set_saved(path, saved)


def _set_saved(path, saved):
    """openpyxl always writes the time of now."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stamp = rb"\g<1>" + saved.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>"
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", stamp, parts[core])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
