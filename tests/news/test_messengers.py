"""What Telegram and Viber show of a link: title, description and picture, by what they document.

Both read Open Graph (ogp.me) in the HTML that the server sends. Telegram keeps of a page its
site_name, title, description and photo (core.telegram.org/constructor/webPage), and takes photos by
address up to 5 MB, whose sides are at most 10,000 pixels in sum and 1 : 20 (sendPhoto in
core.telegram.org/bots/api). Viber takes JPEG up to 1 MB (developers.viber.com, picture message).
WhatsApp, which is the strictest, shows no picture beyond 300 kB.
"""

import random
from html.parser import HTMLParser
from io import BytesIO
from urllib.robotparser import RobotFileParser

import PIL.Image
import pytest

from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, image_bytes, make_article, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]

SITE = "https://portal.example"
PREVIEWERS = [
    "TelegramBot (like TwitterBot)",
    "Viber/23.1.0 CFNetwork/1494.0.7 Darwin/23.4.0",
    "WhatsApp/2.24.1 A",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
]
READ_AT_MOST = 32_000  # bytes of a page by which all that they need has been said


class Head(HTMLParser):
    """The properties of a page by their names, in their order, each with all its values."""

    def __init__(self, text):
        super().__init__()
        self.properties = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "meta" and (name := said.get("property") or said.get("name")):
            self.properties.setdefault(name, []).append(said["content"])


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def addresses():
    """Return the addresses of one page of each kind that people send to each other."""
    cover = make_image("Майдан", content=image_bytes((1600, 900)))
    place = hromada()
    return [
        make_article("Громада відкрила «Школу» & сад", hromadas=[KUPIANSK]).get_absolute_url(),
        make_article(cover=cover).get_absolute_url(),
        make_article("A school opens", lead="", language="en").get_absolute_url(),
        *(place.get_absolute_url(), place.oblast.get_absolute_url()),
        *("/", "/en/", "/news/", "/regions/", "/tags/", "/popular/", "/feeds/"),
        f"/en/news/?hromada={KUPIANSK}",
        f"/news/?oblast={KHARKIV_OBLAST}",
    ]


def test_every_page_has_what_a_preview_is_made_of(client):
    for address in addresses():
        response = client.get(address, follow=True)
        head = Head(response.content.decode()[:READ_AT_MOST])
        one = {name: values[0] for name, values in head.properties.items()}
        for name in ("title", "type", "image", "url", "description", "site_name", "locale"):
            values = head.properties.get(f"og:{name}", [])
            assert len(values) == 1, (address, name)
            assert values[0].strip(), (address, name)
        assert one["og:type"] in ("article", "website")
        assert one["og:locale"] in ("uk_UA", "en_GB")
        assert one["og:url"].startswith(f"{SITE}/")
        # Shown beside the title, the name of the site would stand there twice.
        assert not one["og:title"].endswith(one["og:site_name"]) or address in ("/", "/en/")
        assert len(one["og:description"]) <= 200
        assert "<" not in one["og:title"] + one["og:description"]
        assert one["twitter:card"] == "summary_large_image"  # by it Telegram shows it large


def test_the_picture_is_as_it_is_told(client):
    for address in addresses():
        response = client.get(address, follow=True)
        properties = Head(response.content.decode()).properties
        # What follows a picture is told of it (ogp.me, structured properties).
        named = [name for name in properties if name.startswith("og:image")]
        assert named == ["og:image"] + [
            f"og:image:{name}" for name in ("type", "width", "height", "alt")
        ]
        (url,) = properties["og:image"]
        assert url.startswith(f"{SITE}/")
        assert url.partition("?")[0].endswith(".jpg")
        for user_agent in PREVIEWERS:
            sent = client.get(url.removeprefix(SITE), headers={"User-Agent": user_agent})
            assert sent.status_code == 200
            assert sent["Content-Type"] == properties["og:image:type"][0] == "image/jpeg"
            assert not sent.cookies
        content = b"".join(sent) if sent.streaming else sent.content
        assert len(content) <= 300_000
        size = tuple(int(properties[f"og:image:{name}"][0]) for name in ("width", "height"))
        assert PIL.Image.open(BytesIO(content)).size == size
        assert size[0] >= 600  # what is smaller stands as a thumbnail beside the words
        assert sum(size) <= 10_000
        assert 1.5 < size[0] / size[1] < 2.1


def test_the_heaviest_photograph_is_light_enough(client):
    noise = random.Random(7).randbytes(1600 * 900 * 3)
    file = BytesIO()
    PIL.Image.frombytes("RGB", (1600, 900), noise).save(file, "JPEG", quality=95)
    article = make_article(cover=make_image(content=file.getvalue()))
    sent = client.get(f"/news/{article.pk}/card.jpg")
    assert 50_000 < len(sent.content) <= 300_000
    assert PIL.Image.open(BytesIO(sent.content)).size == (1200, 630)


@pytest.mark.parametrize("user_agent", PREVIEWERS)
def test_previewers_get_the_page_that_readers_get(user_agent, client):
    for address in (make_article().get_absolute_url(), hromada().get_absolute_url()):
        page = client.get(address, headers={"User-Agent": user_agent})
        assert page.status_code == 200
        assert page.content == client.get(address).content
        assert not page.cookies


@pytest.mark.parametrize("user_agent", PREVIEWERS)
def test_previewers_may_read_pages_and_pictures(user_agent, client):
    article = make_article()
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    paths = article.get_absolute_url(), f"/news/{article.pk}/card.jpg", "/card.jpg", "/regions/"
    assert all(robots.can_fetch(user_agent, SITE + path) for path in paths)
