"""A page of the old portal, imported, reads on our site as it did there, only better.

The page here is made up in the form of a real one. Where the real one stands beside the repository
it goes the same way; its sentences are nobody's to copy.
"""

import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from news.models import Article
from tests.factories import hromada, make_article

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "seed" / "page.txt"
MADE_UP = """\
Школи-сестри: Куп’янська громада домовилася про спільні уроки з громадою за кордоном

Із вересня 2025 року учні двох громад мають спільні уроки природничих наук.


Перші заняття відбулися дистанційно: учителі готували їх разом протягом літа.

Домовленість передбачає:

  • спільні уроки двічі на місяць;

  • обмін методичними матеріалами;

  • літню школу для учителів;

  • щорічний звіт обом громадам.

До речі, розклад уроків буде відкритим.

07.07.2025 - 12:40 | Переглядів: 3089
Школи-сестри: Куп’янська громада домовилася про спільні уроки з громадою за кордоном

Теги:

співробітництво партнерство

Область:

Харківська область

Громади:

Куп'янська територіальна громада

Джерело:

Куп'янська міська рада

Читайте також:

18 березня 2026

Чужий заголовок про інше

Чужий заголовок про...

Чужий лід, якого ми не беремо...

17 березня 2026

Другий чужий заголовок

Другий чужий...

Ще один чужий лід...

17 березня 2026

Третій чужий заголовок

Третій чужий...

Третій чужий лід...

16 березня 2026

Четвертий чужий заголовок

Четвертий чужий...

Четвертий чужий лід...
"""


@pytest.fixture(params=["made up", *(["real"] if REAL.is_file() else [])])
def old_page(request, tmp_path):
    if request.param == "real":
        return REAL
    file = tmp_path / "page.txt"
    file.write_text(MADE_UP, encoding="utf-8")
    return file


def run(file):
    out = StringIO()
    call_command("import_pages", file, stdout=out)
    return out.getvalue()


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_every_field_is_on_the_page(old_page, client):
    for number in range(4):
        make_article(f"Сусідня новина {number}")
    assert "1 created" in run(old_page)
    article = Article.objects.latest("pk")
    moved = client.get(f"/news/{article.pk}/")
    assert moved.status_code == 301
    assert moved["Location"] == article.get_absolute_url()
    html = client.get(article.get_absolute_url()).content.decode()
    shown = words(html)

    lines = [line.strip() for line in old_page.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    date_line = next(number for number, line in enumerate(lines) if "Переглядів" in line)
    for line in lines[:date_line]:
        assert words(line.removeprefix("•")) in shown
    assert f"<h1>{lines[0]}</h1>" in unescape(html)
    assert html.count("<ul><li>") == 1
    assert re.search(r"<ul>(<li>[^<]+</li>){4}</ul>", html)
    for fact in ("07.07.2025 - 12:40", "Переглядів: 3089", "Теги:", "Джерело:", "Читайте також:"):
        assert fact in shown
    for address in (
        "/tags/spivrobitnytstvo/",
        "/tags/partnerstvo/",
        "/regions/kharkivska-oblast/",
        "/regions/kharkivska-oblast/kupianska/",
    ):
        assert f'href="{address}"' in html
        assert article.get_absolute_url() in client.get(address).content.decode()
    assert hromada().name in shown
    assert article.source_name.endswith("міська рада")
    assert article.source_name in shown
    assert html.count('<article class="card">') == 4
    for line in lines[date_line + 2 :]:
        if "..." in line:
            assert line not in shown, "the cards of the old page belong to other articles"


def test_importing_again_changes_nothing(old_page):
    assert "4 × card of another article" in run(old_page)
    before = Article.objects.values().get()
    assert "1 unchanged" in run(old_page)
    assert Article.objects.values().get() == before
