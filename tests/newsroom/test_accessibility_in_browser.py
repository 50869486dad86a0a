"""Every kind of page of the newsroom passes axe (WCAG 2.2 AA): light, dark, narrow and wide."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from news.models import FrontPage
from newsroom import revisions
from newsroom.models import Link, LinkUse, Starter
from newsroom.models.revision import Kind
from tests.browser import sign_in
from tests.factories import KUPIANSK, make_article, make_image, make_tag, make_user

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,  # it would ask for imported style sheets anew, by wrong addresses
}
BODY = """\
<h2>Хто прийде</h2>
<p>Запрошують <a href="/news/">усіх жителів</a>.</p>
<figure><img src="/media/images/{image}.jpg" alt="Зала"><figcaption>Зала ради</figcaption></figure>
<table><tbody><tr><th>День</th><th>Година</th></tr><tr><td>Вівторок</td><td>10:00</td></tr></tbody></table>
<figure><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">Запис</a></figure>"""


@pytest.fixture
def things():
    """One of everything that the newsroom shows: {name: row}; the editor is signed in later."""
    image = make_image(credit="Олена Коваль")
    tag = make_tag()
    make_tag("співробітництва")
    article = make_article(
        "Громада кличе на бюджетні слухання",
        body=BODY.format(image=image.pk),
        cover=image,
        tags=[tag],
        hromadas=[KUPIANSK],
        source_name="Рада",
        source_url="https://example.org/sluhannia",
    )
    revisions.keep(article, None, Kind.PUBLISH)
    first = article.revisions.first()
    article.title, article.body = "Громада скликає слухання", article.body.replace("усіх", "всіх")
    article.save()
    second = revisions.keep(article, None)
    silent = '<p>Розклад <a href="https://example.org/">тут</a>.</p>'
    FrontPage.objects.get(language="uk").pin(article)
    draft = make_article("Чернетка без усього", state="draft", lead="", body=silent)
    make_article("На перевірці", state="review")
    link = Link.objects.create(url="https://example.org/sluhannia", status=404, failures=3)
    LinkUse.objects.create(link=link, article=article)
    return {
        "article": article,
        "draft": draft,
        "image": image,
        "tag": tag,
        "first": first,
        "second": second,
        "starter": Starter.objects.first(),
        "colleague": make_user("author"),
    }


def addresses(things):
    """Return {name of a page: its address}."""

    def of(name, *args, **query):
        return reverse(f"admin:{name}", args=args, query=query or None)

    article, draft = things["article"].pk, things["draft"].pk
    return {
        "desk": of("index"),
        "search": of("search", q="слухання"),
        "silent places": of("silent"),
        "front page": of("front"),
        "statistics": of("statistics"),
        "statistics with a mistake": of("statistics_article", article, period="own", to="x"),
        "articles": of("news_article_changelist"),
        "new article": of("news_article_add"),
        "from a starter": of("news_article_add", starter=things["starter"].pk),
        "published article": of("news_article_change", article),
        "draft with problems": of("news_article_change", draft),
        "preview": of("news_article_preview", article),
        "history": of("news_article_history", article),
        "compare": of("news_article_compare", article, a=things["first"].pk, b=things["second"].pk),
        "delete an article": of("news_article_delete", draft),
        "images": of("news_image_changelist"),
        "image": of("news_image_change", things["image"].pk),
        "new image": of("news_image_add"),
        "tags": of("news_tag_changelist"),
        "tag": of("news_tag_change", things["tag"].pk),
        "similar tags": of("news_tag_twins"),
        "links": of("newsroom_link_changelist"),
        "starter": of("newsroom_starter_change", things["starter"].pk),
        "log": of("admin_logentry_changelist"),
        "accounts": of("auth_user_changelist"),
        "new account": of("auth_user_add"),
        "hromadas": of("regions_hromada_changelist"),
        "password": of("password_change"),
        "own security": of("security"),
        "how another signs in": of("auth_user_sign_in", things["colleague"].pk),
        "guide": of("guide_index"),
        "errors": reverse("admin_errors"),
    }


# Those that have most on them; `make soak` looks at all, and at both widths.
TYPICAL = ("desk", "articles", "draft with problems", "compare", "images", "similar tags")


def barriers(page):
    """Return what axe says against a page in both schemes, and whether it is too wide; or ""."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [
            f"{scheme} {violation['id']}: {node['html'][:160]}"
            for violation in Axe().run(page, options=RULES).response["violations"]
            for node in violation["nodes"]
        ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return "\n".join(found + ([f"{wide} px too wide"] if wide > 0 else []))


@pytest.mark.parametrize(
    ("width", "all_pages"),
    [
        (1280, False),
        pytest.param(390, True, marks=pytest.mark.soak),
        pytest.param(1280, True, marks=pytest.mark.soak),
    ],
)
def test_no_page_has_a_barrier(context, page, things, width, all_pages):
    sign_in(context, page.home, "admin")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    found, missing = "", []
    page.on("response", lambda answer: answer.status >= 400 and missing.append(answer.url))
    for name, address in addresses(things).items():
        if not all_pages and name not in TYPICAL:
            continue
        assert page.goto(address).status == 200, name
        assert page.url.endswith(address) or name == "guide", name
        if page.locator("#id_body").count():
            page.locator(".ProseMirror").wait_for()
        said = barriers(page)
        found += f"\n== {name}\n{said}" if said else ""
    if found:
        pytest.fail(found)  # whole: pytest cuts the texts that it compares
    assert missing == []
    assert page.console_errors == []


@pytest.mark.soak
def test_a_conflict_and_a_refused_form_have_no_barrier(context, page, things):
    sign_in(context, page.home)
    page.emulate_media(reduced_motion="reduce")
    article = things["draft"]
    page.goto(reverse("admin:news_article_change", args=[article.pk]))
    page.locator(".ProseMirror").wait_for()
    article.title = "Інший заголовок від колеги"
    article.save()
    page.fill("#id_title", "Мій заголовок")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page).to_have_title(re.compile("Статтю тим часом зберегли"))
    assert barriers(page) == ""
    page.goto(reverse("admin:news_article_change", args=[article.pk]))
    page.locator(".ProseMirror").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Опублікувати").click()
    expect(page.locator("#error-summary, .error-summary")).to_be_visible()
    assert barriers(page) == ""


def test_signing_in_has_no_barrier(page, live_server):
    page.goto("/admin/login/")
    assert barriers(page) == ""
