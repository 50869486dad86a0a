"""Tables of a body: rows equally long, a head of those rows that name columns.

`read` takes one apart, `written` gives its HTML.
"""

from itertools import takewhile

from news.markup_tree import Element, descendants, is_tag, number_of

MAX_SPAN = 50  # columns or rows of a cell
MAX_TABLE = 20_000  # places of a table; a larger one would grow by the square of what was sent


def read(table):
    """Return (cells as Elements, grid) of a table; the grid is None when it is no table but a
    layout of columns, or too large, and [] without rows."""
    rows = list(_rows(table))
    cells = [cell for _, row in rows for cell in row]
    if any(_holds_table(cell) for cell in cells):
        return cells, None
    grid, columns = _grid(rows)
    return cells, grid if columns * len(grid) <= MAX_TABLE else None


def _holds_table(cell):
    return any(node.tag == "table" for node in descendants(cell))


def _rows(table):
    """Yield (whether it is of the head, its cells) for each row with cells, the foot's last."""
    parts = [part for part in table.children if isinstance(part, Element)]
    parts.sort(key=lambda part: {"thead": 0, "tfoot": 2}.get(part.tag, 1))
    for part in parts:
        rows = [part] if part.tag == "tr" else part.children if part.tag != "caption" else []
        for row in rows:
            if is_tag(row, "tr"):
                cells = [cell for cell in row.children if is_tag(cell, "td") or is_tag(cell, "th")]
                if cells:
                    yield part.tag == "thead", cells


def _grid(rows):
    """Return (rows of cells as [tag, colspan, rowspan, Element or None], how many columns), all
    rows equally long; None are the cells that were missing. What is too large isn't filled up."""
    grid = [
        [
            [
                "th" if is_head else cell.tag,
                min(max(number_of(cell, "colspan", 1), 1), MAX_SPAN),
                min(max(number_of(cell, "rowspan", 1), 1), MAX_SPAN),
                cell,
            ]
            for cell in row
        ]
        for is_head, row in rows
    ]
    lengths = _lengths(grid)
    if lengths is None:
        for row in grid:
            for cell in row:
                cell[1:3] = 1, 1
        lengths = [len(row) for row in grid]
    columns = max(lengths, default=0)
    if columns * len(grid) <= MAX_TABLE:
        for row, length in zip(grid, lengths, strict=True):
            tag = "th" if all(cell[0] == "th" for cell in row) else "td"
            row += [[tag, 1, 1, None] for _ in range(columns - length)]
    return grid, columns


def written(grid, contents):
    """Return the HTML inside a table's tags: a head of those rows that name columns, the rest.

    `contents` is a function that returns the HTML inside a cell, an Element.
    """
    head = list(takewhile(lambda row: all(cell[0] == "th" for cell in row), grid))
    parts = [("thead", "col", head), ("tbody", "row", grid[len(head) :])]
    return "".join(
        f"<{tag}>{''.join(_row(row, scope, contents) for row in part)}</{tag}>"
        for tag, scope, part in parts
        if part
    )


def _lengths(grid):
    """Return how many columns each row takes; None when cells overlap or leave the table, or are
    too many to be told apart."""
    if sum(colspan * rowspan for row in grid for _, colspan, rowspan, _ in row) > MAX_TABLE:
        return None
    taken = [set() for _ in grid]
    for number, row in enumerate(grid):
        column = 0
        for _, colspan, rowspan, _ in row:
            while column in taken[number]:
                column += 1
            columns = set(range(column, column + colspan))
            below = taken[number : number + rowspan]
            if len(below) < rowspan or any(columns & one for one in below):
                return None
            for one in below:
                one.update(columns)
    # A hole before the end would be filled by the editor with a cell of its own.
    return None if any(one != set(range(len(one))) for one in taken) else [len(r) for r in taken]


def _row(row, scope, contents):
    return f"<tr>{''.join(_cell(*cell, scope, contents) for cell in row)}</tr>"


def _cell(tag, colspan, rowspan, element, scope, contents):
    attributes = f' scope="{scope}"' if tag == "th" else ""
    attributes += f' colspan="{colspan}"' if colspan > 1 else ""
    attributes += f' rowspan="{rowspan}"' if rowspan > 1 else ""
    html = contents(element) if element else ""
    return f"<{tag}{attributes}>{html}</{tag}>"
