"""The checks before publishing: what is found, what blocks, and where it leads."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from newsroom import revisions
from newsroom.checks import check
from newsroom.models import Revision, Starter
from newsroom.models.revision import Kind
from tests.factories import KUPIANSK, make_article, make_image
from tests.staff import article_form, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

ADD = "/admin/news/article/add/"
BLOCKING = {
    *("no_title", "no_text", "cover_alt", "image_alt", "table_header", "empty_heading"),
    *("empty_link", "silent_link"),
}


def article_with(body="<p>Текст.</p>", **fields):
    """Make a draft that lacks nothing but what `fields` and `body` spoil."""
    whole = {
        "state": "draft",
        "published_at": timezone.now() + timedelta(days=1),
        "cover": make_image(),
        "hromadas": [KUPIANSK],
        "tags": ["вода"],
        "source_name": "Рада",
        "source_url": "https://example.org/novyna",
    }
    return make_article(body=body, **(whole | fields))


def codes(article, **known):
    return [problem.code for problem in check(article, **known)]


def test_an_article_that_lacks_nothing_has_no_problems():
    assert check(article_with()) == []


def image(alt):
    return f'<figure><img src="/media/images/12.jpg"{alt}><figcaption>Підпис</figcaption></figure>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (image(""), "image_alt"),
        (image(' alt=""'), "image_alt"),
        (image(' alt=" "'), "image_alt"),
        (image(' alt="IMG_2034.JPG"'), "image_alt"),
        (image(' alt="Майдан перед ратушею"'), None),
        ("<table><tr><td>Село</td><td>5</td></tr></table>", "table_header"),
        ("<table><tr><th>Село</th></tr><tr><td>Лиман</td></tr></table>", None),
        ("<table><thead><tr><th>Село</th></tr></thead></table>", None),
        ("<p>а</p><h2>\u200b</h2>", "empty_heading"),
        ("<p>а</p><h2>—</h2><p>б</p>", "empty_heading"),
        ("<h2>Як було</h2><h3>Вода</h3><h2>Як буде</h2>", None),
        ("<h3>Одразу третій</h3><p>а</p>", "skipped_level"),
        ("<h2>Як було</h2><h4>Вода</h4>", "skipped_level"),
        ("<h2>А</h2><h3>Б</h3><h4>В</h4><h2>Г</h2>", None),
    ],
)
def test_pictures_tables_and_headings(body, code):
    assert codes(article_with(body)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("тут", "silent_link"),
        ("Тут.", "silent_link"),
        ("«тут»", "silent_link"),
        ("Читати далі…", "silent_link"),
        ("читати\u00a0далі →", "silent_link"),
        ("<strong>тут</strong>", "silent_link"),
        ("за&nbsp;посиланням", "silent_link"),
        ("Click here", "silent_link"),
        ("Read more", "silent_link"),
        ("→", "empty_link"),
        ("\u200b", "empty_link"),
        ("https://example.org/rishennia/12", "bare_address"),
        ("www.example.org", "bare_address"),
        ("example.org/rishennia", "bare_address"),
        ("рішення сесії № 12", None),
        ("докладніше про рішення сесії", None),
        ("зал «Тут»", None),
        ("council@example.org", None),
        ("example.org", None),
    ],
)
def test_the_text_of_a_link_says_where_it_leads(text, code):
    body = f'<p>Оголошення <a href="https://example.org/">{text}</a> на сайті.</p>'
    assert codes(article_with(body)) == ([code] if code else [])


def test_a_picture_that_is_a_link_speaks_by_its_alt():
    picture = '<img src="/media/images/1.jpg" alt="Афіша свята">'
    assert codes(article_with(f'<p><a href="https://example.org/">{picture}</a></p>')) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"lead": " "}, ["no_lead"]),
        ({"cover": None}, ["no_cover"]),
        ({"hromadas": []}, ["no_place"]),
        ({"hromadas": [], "oblasts": ["UA63000000000041885"]}, []),
        ({"tags": []}, ["no_tag"]),
        ({"source_url": ""}, ["no_source_url"]),
        ({"source_name": ""}, ["no_source_name"]),
        ({"source_name": "", "source_url": ""}, []),
        ({"title": "а" * 110}, []),
        ({"title": "а" * 111}, ["long_title"]),
        ({"title": "ГРОМАДА ВІДКРИЛА БІБЛІОТЕКУ"}, ["shouted_title"]),
        ({"title": "ЦНАП"}, []),
        ({"published_at": timezone.now() - timedelta(days=1)}, ["past_date"]),
        ({"published_at": timezone.now() - timedelta(days=1), "state": "published"}, []),
        ({"language": "en", "title": "Library in Куп’янськ", "lead": "It"}, ["cyrillic_title"]),
        ({"language": "en", "title": "Library", "lead": "Читальна"}, ["cyrillic_lead"]),
        ({"language": "en", "title": "Library", "lead": "The reading room"}, []),
        ({"lead": "", "body": ""}, ["no_text", "no_lead"]),
        ({"lead": "[Що сталося і чому це важливо.]"}, ["hint"]),
        ({"lead": "[…] так і [sic]", "body": "<p>«[Він] обрав [міський голова] [1]».</p>"}, []),
    ],
)
def test_what_stands_around_the_body(fields, expected):
    assert codes(article_with(**fields)) == expected


def test_a_cover_without_words_blocks():
    cover = make_image()
    cover.alt = ""
    cover.save()
    [problem] = check(article_with(cover=cover))
    assert (problem.code, problem.field, problem.blocks) == ("cover_alt", "cover", True)


@pytest.mark.parametrize("title", ["Громада відкрила бібліотеку", "ГРОМАДА  відкрила бібліотеку"])
def test_a_title_of_the_last_days_is_known_again_in_any_case(title):
    twin = make_article(title, published_at=timezone.now() - timedelta(days=29))
    [problem] = check(article_with(title="Громада відкрила бібліотеку"))
    assert problem.code == "twin"
    assert problem.link == reverse("admin:news_article_change", args=[twin.pk])


def test_older_titles_and_ones_own_are_no_twins():
    make_article("Зведення", published_at=timezone.now() - timedelta(days=31))
    make_article("Зведення", published_at=timezone.now(), state="archived")
    article = article_with(title="Зведення")
    assert check(article) == []
    assert check(article_with(title="Інше зведення")) == []


def test_a_draft_of_these_days_is_a_twin_too():
    make_article("Зведення", state="draft")
    assert codes(article_with(title="Зведення")) == ["twin"]


def test_what_the_law_demands_blocks_and_stands_first():
    body = (
        '<h2>…</h2><p><a href="https://example.org/">тут</a><a href="/a">.</a></p>'
        f"{image('')}<table><tr><td>1</td></tr></table><h4>Далі</h4>"
    )
    found = check(article_with(body, tags=[], hromadas=[], cover=None, lead=""))
    assert {problem.code for problem in found if problem.blocks} == {
        *("empty_heading", "silent_link", "empty_link", "image_alt", "table_header")
    }
    assert [problem.blocks for problem in found] == sorted(
        (problem.blocks for problem in found), reverse=True
    )
    for problem in found:
        assert problem.blocks is (problem.code in BLOCKING)
        assert ("ДСТУ EN 301 549" in problem.message) is problem.blocks


def test_a_problem_knows_its_block_of_the_body():
    body = f"<p>Перший.</p><ul><li>а</li><li>б</li></ul>{image('')}<p>Останній.</p>"
    [problem] = check(article_with(body))
    assert problem.block == 2


def test_a_hint_of_a_starter_that_was_left_is_found_in_its_block():
    for starter in Starter.objects.all():
        found = [
            (problem.field, problem.block)
            for problem in check(article_with(starter.body, lead=starter.lead))
            if problem.code == "hint"
        ]
        assert found == [("lead", None), ("body", 0)]
    half = article_with("<p>Є.</p><ul><li>Так</li><li>[Зупинка, маршрут.]</li></ul>", title="Є")
    [problem] = check(half)
    assert (problem.code, problem.block) == ("hint", 1)


def test_a_version_that_isnt_saved_is_checked_as_it_was_typed():
    article = article_with()
    data = revisions.snapshot(article) | {"lead": "", "tags": [{"id": None, "name": "нове"}]}
    assert codes(revisions.as_article(data, article)) == ["no_lead"]


# In the form

SILENT = '<p>Читайте <a href="https://example.org/">тут</a>.</p>'


@pytest.mark.parametrize("state", ["now", "published"])
def test_what_is_blocked_comes_back_with_all_that_was_typed(state):
    client = signed_in("editor")
    form = article_form(body=SILENT, byline="Набране ім’я", tags=["new:укриття"], state=state)
    response = client.post(ADD, form)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Статтю не опубліковано: спершу виправте це. Усе набране лишилося." in page
    assert "Посилання «тут» не каже, куди веде" in page
    assert 'value="Набране ім’я"' in page
    assert '<option value="new:укриття" selected>' in page
    assert not Article.objects.exists()
    assert client.post(ADD, form | {"state": "draft"}).status_code == 302


def test_scheduling_is_blocked_as_publishing_is():
    form = article_form(
        body=SILENT, state="scheduled", published_at_0="24.11.2099", published_at_1="09:00"
    )
    assert "не каже, куди веде" in signed_in("editor").post(ADD, form).content.decode()
    assert not Article.objects.exists()


def test_advice_blocks_nothing():
    signed_in("editor").post(ADD, article_form(title="а" * 200, state="now"))
    assert Article.objects.get().is_published()


def test_what_is_public_may_be_corrected_though_it_was_never_right():
    article = make_article(body=SILENT)
    change = reverse("admin:news_article_change", args=[article.pk])
    local = timezone.localtime(article.published_at)
    form = article_form(
        body=SILENT,
        title="Виправлений заголовок",
        state="published",
        published_at_0=f"{local:%d.%m.%Y}",
        published_at_1=f"{local:%H:%M}",
    )
    client = signed_in("editor")
    assert client.post(change, form).status_code == 302
    worse = form | {"body": f"{SILENT}<table><tr><td>1</td></tr></table>"}
    page = client.post(change, worse).content.decode()
    summary = page.partition('class="error-summary')[2].partition("</div>")[0]
    assert "Таблиця 1" in summary
    assert "куди веде" not in summary


def test_the_form_lists_the_problems_of_the_article_with_links_to_their_places():
    article = article_with(SILENT, lead="")
    page = signed_in("editor").get(reverse("admin:news_article_change", args=[article.pk]))
    text = page.content.decode()
    assert '<a href="#id_body" data-go data-block="0">Посилання «тут»' in text
    assert '<a href="#id_lead" data-go>Немає ліда' in text


def checks_of(client, article, revision=None):
    address = (
        reverse("admin:news_article_checks", args=[article.pk])
        if article
        else reverse("admin:news_article_checks_of_new")
    )
    return client.get(address, {"revision": revision} if revision else {})


def kept(article, user, draft=None, **changes):
    data = revisions.snapshot(article or Article(title="Нова")) | changes
    return Revision.objects.create(
        article=article, draft=draft, kind=Kind.AUTOSAVE, data=data, created_by=user
    )


def test_the_panel_checks_what_was_kept_last():
    client = signed_in("editor")
    article = article_with()
    revision = kept(article, client.user, lead="")
    assert "Усе гаразд" in checks_of(client, article).content.decode()
    assert "Немає ліда" in checks_of(client, article, revision.pk).content.decode()


def test_the_panel_of_an_article_that_isnt_saved_yet_is_its_writers():
    client, other = signed_in("editor"), signed_in("author")
    data = {"lead": "", "body": SILENT, "tags": [], "oblasts": [], "hromadas": [], "read_also": []}
    empty = Article(title="Нова")
    revision = Revision.objects.create(
        draft=uuid.uuid4(),
        kind=Kind.AUTOSAVE,
        created_by=client.user,
        data={"title": empty.title, "language": "uk", "state": "draft", "cover": None} | data,
    )
    assert "куди веде" in checks_of(client, None, revision.pk).content.decode()
    assert checks_of(other, None, revision.pk).status_code == 404


@pytest.mark.parametrize("revision", ["0", "abc", "9" * 40, "\x00"])
def test_a_version_that_is_none_is_answered(revision):
    assert checks_of(signed_in("editor"), make_article(), revision).status_code == 404


def test_the_panel_is_for_those_who_see_the_article():
    article = make_article(state="draft")
    assert checks_of(signed_in("author"), article).status_code == 403
    assert checks_of(signed_in("anonymous"), article).status_code == 302
    assert (
        signed_in("editor", username="other")
        .post(reverse("admin:news_article_checks", args=[article.pk]))
        .status_code
        == 405
    )


def test_the_title_is_compared_in_one_query(django_assert_num_queries):
    for number in range(5):
        make_article(f"Новина {number}")
    article = Article.objects.select_related("cover").get(pk=article_with().pk)
    with django_assert_num_queries(1):
        check(article, tags=[1], places=[1])


def test_an_address_that_browsers_take_and_python_does_not_is_checked_too():
    body = '<p><a href="https://[@example.org/a">https://example.org/a</a></p>'
    article = make_article(body=body)
    assert "[@example.org" in article.body or "%5B@example.org" in article.body
    assert "bare_address" in {problem.code for problem in check(article)}
