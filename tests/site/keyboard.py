"""Going through a page with the Tab key, as one does who uses no mouse."""

# What has the focus: its words, whether it can be seen where the page has scrolled to (its first
# line, uncovered), and whether a mark shows that the focus is there.
STOP = """() => {
    const at = document.activeElement
    if (!at || at === document.body || at === document.documentElement) return null
    const box = at.getClientRects()[0] || at.getBoundingClientRect()
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1)
    const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1)
    const top = document.elementFromPoint(x, y)
    const isLine = element => {
        const style = getComputedStyle(element)
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    }
    // In the map the shape itself is drawn with another line than its neighbour's.
    const line = path => path && getComputedStyle(path).stroke + getComputedStyle(path).strokeWidth
    const isShape = at.closest("svg") && line(at.querySelector("path"))
        !== line(at.parentNode.querySelector("a:not(:focus) path"))
    return {
        html: at.outerHTML.slice(0, 120),
        words: (at.getAttribute("aria-label") || at.textContent || at.value || "").trim(),
        inMain: at.closest("main") !== null,
        isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
            && Boolean(top) && (at.contains(top) || top.contains(at)
                || Boolean(at.closest("svg")?.contains(top)) // an oblast around a city
                || Boolean(at.labels && [...at.labels].some(label => label.contains(top)))),
        isMarked: isLine(at) || [...at.children].some(isLine)
            || getComputedStyle(at).boxShadow !== "none" || Boolean(isShape)
            || at.type === "date", // the browser marks its days, months and calendar inside it
    }
}"""


def tab(page, key="Tab"):
    """Press Tab; return what has the focus then, a dict by STOP, or None when the page is left."""
    page.keyboard.press(key)
    return page.evaluate(STOP)


def tab_to(page, selector, limit=120):
    """Press Tab until the element of a selector has the focus; it must be reached, and visible."""
    for _ in range(limit):
        stop = tab(page)
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            assert stop["isSeen"], stop
            assert stop["isMarked"], stop
            return stop
    raise AssertionError(f"{limit} times Tab, and {selector} has never had the focus")


def stops(page, limit):
    """Press Tab from the top of the page to its end; return the stops, `limit` at the most."""
    found = []
    for _ in range(limit):
        stop = tab(page)
        if stop is None:
            break
        found.append(stop)
    return found


def choose(page, value, limit=40):
    """In the <select> that has the focus, go down by the arrow key to the option of a value."""
    for _ in range(limit):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{limit} times down, and {value} was not reached")
