"""What pages weigh on their way to the first reader; bench/bytes.py measures more."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from portal.page_entry import GZIP, QUICK
from tests.factories import KUPIANSK, make_article
from tests.texts import real_body

KB = 1024
TITLES = [
    "Куп’янська громада відкрила виїзний центр послуг для переселенців у Харкові",
    "Вода на двадцять сіл: у громаді завершили другу чергу водогону",
    "Старости приймають тепер і в суботу: новий графік та телефони",
    "Бібліотека у валізі: книжки доставляють до тимчасових домівок",
    "Школа на три зміни: як громада облаштувала підземні класи",
    "Бюджет участі: мешканці обрали сім проєктів із двадцяти трьох",
]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def article():
    """An article of 4,000 characters with everything that most have, among others like it."""
    for days, title in enumerate(TITLES, 1):
        make_article(
            title,
            lead=f"{title}. Що змінилося, розповіли в міській раді та показали на місці.",
            hromadas=[KUPIANSK],
            tags=["партнерство", "послуги"],
            published_at=timezone.now() - timedelta(days=days),
        )
    return make_article(
        "Громада підписала меморандум про співпрацю з дев’ятьма сусідами",
        lead="Спільно берегтимуть ліси, возитимуть сміття й утримуватимуть пожежну частину.",
        body=real_body(4000),
        hromadas=[KUPIANSK],
        tags=["партнерство", "послуги", "бюджет"],
        source_name="Куп’янська міська рада",
        source_url="https://example.org/rada/novyny/memorandum",
        byline="Відділ новин",
    )


def weight(content):
    """Return the bytes of the heavier of the two packings that the server gives a first reader."""
    packed = brotli.compress(content, quality=QUICK), gzip.compress(content, GZIP)
    return max(map(len, packed))


def modules(html):
    """Return the paths of the scripts of a page, those included that they import."""
    found = set()
    waiting = [Path(finders.find(name)) for name in re.findall(r'src="/static/(.*?\.js)"', html)]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            imports = re.findall(r'\bfrom\s*"(\..*?)"|\bimport\s*"(\..*?)"', path.read_text())
            waiting += [path.parent / (named or bare) for named, bare in imports]
    return found


def everything(html):
    """Return the compressed bytes of all that a page loads but pictures, itself included."""
    linked = re.findall(r'<link rel="stylesheet" href="/static/(.*?)"', html)
    files = [*modules(html), *(Path(finders.find(name)) for name in linked)]
    return weight(html.encode()) + sum(weight(path.read_bytes()) for path in files)


def test_an_article_of_4000_characters_comes_with_its_first_flight(client, article):
    response = client.get(article.get_absolute_url())
    headers = sum(len(f"{name}: {value}\r\n") for name, value in response.items())
    assert len(response.content) > 8000  # two bytes a letter: the text is in it
    assert weight(response.content) + headers <= 14 * KB


def test_an_article_is_light_with_all_that_it_loads(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    assert everything(html) <= 30 * KB
    assert sum(weight(path.read_bytes()) for path in modules(html)) <= 10 * KB


def test_the_front_page_is_light_with_all_that_it_loads(client, article):
    for number in range(60):
        make_article(
            f"{TITLES[number % 6]} ({number})",
            lead=TITLES[(number + 1) % 6],
            tags=[f"тема {number % 10}"],
            hromadas=[KUPIANSK],
        )
    assert everything(client.get("/").content.decode()) <= 40 * KB


def test_every_page_blocks_its_first_paint_with_nothing(client, article):
    """What CSS it needs stands inside; what it links is for paper, and scripts are modules."""
    for path in ("/", "/news/", article.get_absolute_url(), "/regions/", "/my/", "/nothing/"):
        html = client.get(path).content.decode()
        for link in re.findall(r'<link rel="stylesheet".*?>', html):
            assert 'media="print"' in link, path
        for script in re.findall(r"<script .*?>", html):
            assert 'type="module"' in script or "ld+json" in script, path
