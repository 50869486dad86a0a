"""What bench/serving.py found, as the Markdown of docs/performance.md."""

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def of(found):
    """Return the tables of a list of results, a str."""
    parts = [not_kept(found), *[kept(one) for one in found if one["cached"]], others(found)]
    searched = [one for one in found if "searches" in one]
    if searched:  # bench/serving.py alone doesn't
        parts.append(searches(searched))
    return "\n".join(parts)


def not_kept(found):
    """Return the table of what pages cost in CPU, divided by a view with one query."""
    rows = [["page, not kept", "queries", *map(name_of, found)]]
    rows.append(["---", *["---:"] * (len(found) + 1)])
    rows.append(["a view with one query", "1", *[f"1.0 ({least(one):.1f} ms)" for one in found]])
    for kind in found[0]["queries"]:
        counts = sorted({one["queries"][kind] for one in found})
        ratios = [f"{one['uncached'][kind] / least(one):.1f}" for one in found]
        rows.append([kind, "–".join(map(str, counts)), *ratios])
    return table(rows)


def kept(one):
    """Return the table of pages from the page cache, beside other ways to send the same bytes."""
    names = ["portal", "bare", "bytes", "nginx", "deploy"]
    ways = [name for name in names if name in next(iter(one["cached"].values()))]
    titles = {
        "portal": "portal",
        "bare": "ready view",
        "bytes": "bytes alone",
        "nginx": "nginx",
        "deploy": "through nginx",
    }
    rows = [["page, kept", "bytes", "a second", "× a ready view", "of bytes alone"]]
    if "nginx" in ways:
        rows[0] += ["of nginx", "through nginx, of nginx"]
    rows[0] += [f"µs, {titles[name]}" for name in ways]
    rows.append(["---", *["---:"] * (len(rows[0]) - 1)])
    for kind, found in one["cached"].items():
        rate = {name: found[name][0] for name in ways}
        row = [kind, f"{one['bytes'][kind]:,}", f"{rate['portal']:,.0f}"]
        row.append(f"{rate['portal'] / rate['bare']:.1f}")
        row.append(f"{rate['portal'] / rate['bytes']:.2f}")
        if "nginx" in ways:
            row += [f"{rate[name] / rate['nginx']:.2f}" for name in ("portal", "deploy")]
        rows.append(row + [f"{found[name][1]:.0f}" for name in ways])
    return table(rows)


def others(found):
    """Return the table of views, of articles made for many at once, and of memory."""
    rows = [
        ["newsroom", "views a second", "CPU of a view", "of a view with one query"]
        + ["answered", "counted", "article, many at once, of a view with one query", "a worker"],
        ["---", *["---:"] * 7],
    ]
    for one in found:
        views, at_once = one["views"], one["uncached, at once"]
        rows.append(
            [
                name_of(one),
                f"{views['rate']:,.0f}",
                f"{views['cpu']:.2f} ms",
                f"{views['cpu'] / least(one):.2f}",
                f"{views['answered']:,}",
                f"{views['counted']:,}",
                f"{at_once['article'][0] / at_once['one query'][0]:.2f}",
                f"{max(one['memory']):.0f} MB",
            ]
        )
    return table(rows)


def searches(found):
    """Return the table of what bench/searching.py measured."""
    rows = [
        ["newsroom, 200 queries", "search, half below", "95 % below", "its page, half below"]
        + ["95 % below", "half, of a bare view"],
        ["---", *["---:"] * 5],
    ]
    for one in found:
        told = one["searches"]
        times = [told[what][part] for what in ("search", "page") for part in ("p50", "p95")]
        ratio = f"{times[2] / told['bare']:.1f}"
        rows.append([name_of(one), *(f"{each:.1f} ms" for each in times), ratio])
    return table(rows)


def name_of(one):
    return f"{NAMES[one['database']]}, {one['articles']:,}"


def least(one):
    """Return the milliseconds of CPU of a view with one query in a run."""
    return one["uncached"]["one query"]


def table(rows):
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
