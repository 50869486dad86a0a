"""Whether a browser is a program that nobody looks at, by the name that it gives itself."""

import re
from functools import lru_cache

from crawlerdetect import providers

LONGEST = 1000  # characters; no browser's name is nearly as long
LEAST = 10  # and none as short

# Messengers that fetch a page to show a card of it, and programs that crawlerdetect doesn't list.
# Who reads inside Facebook, Instagram or Telegram has a browser whose name says more than that.
MORE = [
    *(r"^Viber\b", "TelegramBot", "WhatsApp\\/", "facebookexternalhit", "facebookcatalog"),
    *("meta-external", "SkypeUriPreview", r"^Signal\/", "Slack-Img", "vkShare"),
    *("axios", r"^got\b", "node-fetch", "undici", "okhttp", "aiohttp", "httpx", r"^Dart\/"),
    *("Scrapy", "PhantomJS", "Puppeteer", "Playwright", "Selenium", "Lighthouse"),
    *("ChatGPT-User", "OAI-SearchBot", "anthropic", "Bytespider"),
]


def divided(patterns):
    """Divide regular expressions: return (those that are plain words, in lower case; the rest).

    Nearly all are words, and to look for each takes a tenth of the time of one expression of all.
    """
    words, rest = [], []
    for pattern in patterns:
        word = re.sub(r"\\(\W)", r"\1", pattern)
        if re.fullmatch(r"(?:\w|[ /,:;!@#&=~\"'<>%-]|\\[^\w])+", pattern, re.ASCII):
            words.append(word.lower())
        else:
            rest.append(pattern.removeprefix(r"[a-z0-9\-_]*"))  # which says nothing in a search
    return tuple(words), rest


_words, _rest = divided([*providers.crawlers.data, *MORE])
_others = re.compile("|".join(_rest), re.IGNORECASE)
# What browsers say of themselves, some of which looks like a robot. One of crawlerdetect's, for
# processors, would cut off the beginning of other names.
_browsers = re.compile(
    "|".join(rf"{each}\b" if each == "[ ]Intel" else each for each in providers.exclusions.data),
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_robot(agent):
    """Say whether a User-Agent (a str without spaces around it, not empty) is of no reader."""
    if not LEAST <= len(agent) <= LONGEST:
        return True
    return _is_robots(_browsers.sub("", agent).lower())


@lru_cache(maxsize=4096)
def _is_robots(name):
    """The same of what is left without the words of browsers: many share it, whatever version."""
    return any(word in name for word in _words) or bool(_others.search(name))
