"""How the checks over the whole site open a page and tell what they found."""


def open_kind(page, kind):
    """Open a page of a `Kind` in a browser; it must be the one that was asked for."""
    response = page.goto(kind.path)
    assert response.status == kind.status, (kind.name, response.status)
    assert page.evaluate("location.pathname") == kind.path.partition("?")[0]


def listed(wrong):
    """Return findings as lines of text: whole, as pytest cuts the lists that it compares."""
    return "\n" + "\n".join(map(str, wrong))
