"""A browser and its device in words, as the list of sessions shows them."""

import re

# The first that is found counts: Edge and Opera call themselves Chrome too, and Chrome Safari.
BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/|Opera",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrome/|CriOS/|Chromium/",
    "Safari": r"Safari/",
}
DEVICES = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "ChromeOS": r"CrOS",
    "macOS": r"Mac OS X|Macintosh",
    "Linux": r"Linux|X11",
}


def in_words(agent):
    """Return a User-Agent header (a str) as «Firefox, Windows»; what isn't known is left out."""
    agent = agent[:500]
    return ", ".join(filter(None, (_first(BROWSERS, agent), _first(DEVICES, agent)))) or (
        "невідомий браузер"
    )


def _first(known, agent):
    return next((name for name, pattern in known.items() if re.search(pattern, agent)), "")
