"""What stands in an article but lives elsewhere: videos and posts, from providers that we know.

A body holds them as a plain link in a figure, so that they outlive their provider; a page shows a
card, and asks the provider for nothing until the reader says so (static/js/embeds.js). The patterns
are written so that Python and JavaScript read them alike: the editor is given the same ones.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Provider:
    """`patterns` fit whole addresses; `address` and `frame` are made of the groups they find.

    `address` is what is stored and linked, `frame` what the reader's browser loads when asked.
    """

    key: str
    name: str
    patterns: tuple
    address: str
    frame: str
    offer: str  # on the button, an English message id


_SITE = r"^https?://(?:www\.|m\.|music\.)?"

PROVIDERS = (
    Provider(
        "youtube",
        "YouTube",
        (
            _SITE + r"youtube\.com/watch\?(?:[^#\s]*&)?v=([\w-]{11})(?:[&#]\S*)?$",
            _SITE + r"youtube(?:-nocookie)?\.com/(?:embed|shorts|live)/([\w-]{11})/?(?:[?#]\S*)?$",
            r"^https?://youtu\.be/([\w-]{11})/?(?:[?#]\S*)?$",
        ),
        "https://www.youtube.com/watch?v={0}",
        "https://www.youtube-nocookie.com/embed/{0}?autoplay=1",
        gettext_noop("Play the video here"),
    ),
    Provider(
        "vimeo",
        "Vimeo",
        (
            r"^https?://(?:www\.)?vimeo\.com/(\d{4,12})/?(?:[?#]\S*)?$",
            r"^https?://player\.vimeo\.com/video/(\d{4,12})/?(?:[?#]\S*)?$",
        ),
        "https://vimeo.com/{0}",
        "https://player.vimeo.com/video/{0}?dnt=1&autoplay=1",
        gettext_noop("Play the video here"),
    ),
    Provider(
        "telegram",
        "Telegram",
        (
            r"^https?://(?:www\.)?(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})/(\d{1,10})/?(?:[?#]\S*)?$",
        ),
        "https://t.me/{0}/{1}",
        "https://t.me/{0}/{1}?embed=1",
        gettext_noop("Show the post here"),
    ),
)

# Whom a page may put into a frame, for a Content-Security-Policy.
FRAME_HOSTS = tuple(dict.fromkeys(urlsplit(one.frame).netloc for one in PROVIDERS))


@dataclass(frozen=True)
class Embed:
    """One video or post: its Provider, the address that is stored, the one of its frame."""

    provider: Provider
    address: str
    frame: str


def find(address):
    """Return the Embed that a whole address means, or None when it is nobody's whom we know."""
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            if match := re.match(pattern, address, re.ASCII):
                parts = match.groups()
                return Embed(
                    provider, provider.address.format(*parts), provider.frame.format(*parts)
                )
    return None
