"""Every kind of page that a reader may meet, as one list, over a small newsroom made for it.

What must hold on all pages (no barrier, no sideways scrolling, no cookie …) is asked of this list:
who makes a new kind of page adds it here, and it is checked in every way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from digest import secrecy
from tests.factories import (
    KUPIANSK,
    hromada,
    make_article,
    make_image,
    make_preview,
    make_tag,
    read,
)
from tests.site.urls import BROKEN

KYIV = ZoneInfo("Europe/Kyiv")
PER_PAGE = 20  # articles of a list, so that there is a second page
SENTENCE = "Рада громади розповіла, на що піде зібране за рік і хто про це вирішує. "
PARAGRAPH = f"<p>{SENTENCE * 8}</p>"
BODY = f"""\
{PARAGRAPH}<h2>Хто прийде</h2><p>Запрошують <a href="/news/">усіх жителів</a>: {SENTENCE * 6}</p>
<figure><img src="/media/images/{{image}}.jpg" alt="Зала"><figcaption>Зала</figcaption></figure>
<h2>Скільки це коштує</h2>{PARAGRAPH}
<table><thead><tr><th>Рік</th><th>Дороги, грн</th><th>Школи, грн</th></tr></thead><tbody>
<tr><th>2024</th><td>1 250 000</td><td>3 480 000</td></tr>
<tr><th>2025</th><td>1 410 000</td><td>3 990 000</td></tr></tbody></table>
<h3>З чого платять</h3><ul><li>податок на землю</li><li>єдиний податок</li></ul>{PARAGRAPH}
<h2>Що далі</h2><ol><li>слухання</li><li>рішення</li></ol>
<blockquote><p>Кожна гривня має бути на видноті.</p></blockquote>{PARAGRAPH}
<figure><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">Запис</a></figure>"""
ENGLISH_BODY = """\
<h2>Who comes</h2><p>The council invites <a href="/en/news/">everybody</a> to the hearing.</p>
<table><tbody><tr><th>Day</th><th>Hour</th></tr><tr><td>Tuesday</td><td>10:00</td></tr></tbody>
</table>"""


# One of each template and of each state that looks different: what `make test` opens in a browser.
# `make soak` and `make audit` open all kinds.
TYPICAL = (
    "front", "news filtered", "article", "regions", "find with results", "oblast", "hromada",
    "search", "my", "news with a mistake", "broken", "English article",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A page of one kind; `path` is its address without the host, `status` of its answer."""

    name: str
    path: str
    status: int = 200
    language: str = "uk"


def make_newsroom():
    """Make a newsroom in which every kind of page has something to show.

    Returns its articles by name: "rich" has all that a page may carry, "bare" next to nothing.
    """
    now = timezone.now()
    for number in range(PER_PAGE + 4):
        make_article(
            f"Громада звітує про роботу за тиждень {number + 1}",
            hromadas=[KUPIANSK],
            tags=["партнерство", "звіти"],
            published_at=now - timedelta(days=number * 5 + 1),
        )
    image = make_image(caption="Майдан перед ратушею", credit="Олена Коваль")
    make_tag("бюджет", name_en="budget", description="Звідки гроші громади і на що вони йдуть.")
    shown = {"hromadas": [KUPIANSK], "tags": ["партнерство", "бюджет"]}
    rich = make_article(
        "Громада кличе на бюджетні слухання й показує, куди йдуть податки",
        body=BODY.format(image=image.pk),
        cover=image,
        byline="Марта Гнатюк",
        source_name="Куп’янська міська рада",
        source_url="https://example.org/sluhannia?rik=2026&misiats=11",
        change_note="Виправлено суму в таблиці.",
        changed_at=now,
        views_imported=3089,
        **shown,
    )
    # A month that is known, for the archive and a filter by a whole month.
    bare = make_article(
        "Лише текст", lead="", published_at=datetime(2025, 7, 7, 12, 40, tzinfo=KYIV)
    )
    english = make_article(
        "A hromada invites everybody to hearings on its budget",
        language="en",
        translation_of=rich,
        lead="Where the taxes go is shown line by line.",
        body=ENGLISH_BODY,
        byline="Marta Hnatiuk",
        source_name="Council of Kupiansk",
        source_url="https://example.org/en/",
        **shown,
    )
    make_article("A second story in English", language="en", lead="Short.", body="<p>So.</p>")
    for article in (rich, bare, english):
        read(article)
    return {"rich": rich, "bare": bare, "english": english}


def typical(kinds):
    """Return those of a list of Kind that stand for all: TYPICAL."""
    found = [kind for kind in kinds if kind.name in TYPICAL]
    assert len(found) == len(TYPICAL)
    return found


def kinds_of(newsroom):
    """Return the list of Kind for what `make_newsroom` made; both languages."""
    draft, place = make_article("Чернетка слухань", state="draft"), hromada()
    paths = {
        "front": of("front"),
        "news": of("news"),
        "news filtered": of(
            "news", oblast=place.oblast.slug, tag="biudzhet", **{"from": "2025-07-01"}
        ),
        "news of a month": of("news", **{"from": "2025-07-01", "to": "2025-07-31"}),
        "news of nothing": of("news", oblast="lvivska-oblast"),
        "archive": of("archive"),
        "article": newsroom["rich"].get_absolute_url(),
        "article without cover": newsroom["bare"].get_absolute_url(),
        "preview": make_preview(draft),
        "topics": of("tags"),
        "topic": of("tag", "partnerstvo"),
        "most read": of("popular"),
        "regions": of("regions"),
        "find": of("find"),
        "find with results": of("find", q="Первомайський"),
        "find without results": of("find", q="Ніде"),
        "oblast": place.oblast.get_absolute_url(),
        "hromada": place.get_absolute_url(),
        "silent hromada": "/regions/lvivska-oblast/sheptytska/",
        "embed": of("embed", KUPIANSK),
        "search": of("search", q="слухання"),
        "search without results": of("search", q="ъъъ"),
        "empty search": of("search"),
        "feeds": of("feeds"),
        "feeds found": of("feeds", q="Куп’янськ", tag="budget"),
        "my": of("my"),
        "letters": of("digest"),
        "letters about a place": of("digest", regions=KUPIANSK, q="Чугуїв"),
        "letters asked for": of("digest_asked"),
        "letters unsubscribed": f"{reverse('digest_leave')}?t={secrecy.ticket(1)}",
        "offline": of("offline"),
        "accessibility": of("accessibility"),
        "open data": of("data"),
        "embed code": of("embed_code", KUPIANSK),
    }
    errors = {
        "news with a mistake": (of("news", oblast="xx", **{"from": "abc"}), 404),
        "expired preview": ("/preview/nothing/", 404),
        "broken link of a letter": (of("digest_manage", t="1.x"), 404),
        "not found": ("/nothing/", 404),
        "broken": (f"/{BROKEN}", 500),
    }
    with override("en"):
        english = {
            "front": of("front"),
            "news": of("news"),
            "news filtered": of("news", oblast=place.oblast.slug, **{"from": "2025-07-01"}),
            "archive": of("archive"),
            "article": newsroom["english"].get_absolute_url(),
            "topics": of("tags"),
            "topic": of("tag", "biudzhet"),
            "most read": of("popular"),
            "regions": of("regions"),
            "find with results": of("find", q="Pervomaiskyi"),
            "oblast": place.oblast.get_absolute_url(),
            "hromada": place.get_absolute_url(),
            "embed": of("embed", KUPIANSK),
            "search": of("search", q="hearings"),
            "search without results": of("search", q="nowhere"),
            "feeds": of("feeds"),
            "my": of("my"),
            "letters": of("digest"),
            "offline": of("offline"),
            "accessibility": of("accessibility"),
            "open data": of("data"),
            "embed code": of("embed_code", KUPIANSK),
        }
    return (
        [Kind(name, path) for name, path in paths.items()]
        + [Kind(name, path, status) for name, (path, status) in errors.items()]
        + [Kind(f"English {name}", path, language="en") for name, path in english.items()]
        + [
            Kind("English news with a mistake", "/en/news/?oblast=xx", 404, "en"),
            Kind("English not found", "/en/nothing/", 404, "en"),
            Kind("English broken", f"/en/{BROKEN}", 500, "en"),
        ]
    )


def of(name, *args, **query):
    """Return the path of an address by its name, in the language that is active."""
    return reverse(name, args=args, query=query or None)
