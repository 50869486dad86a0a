"""The form of an article: what is kept, what is refused in words, what follows from saving."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article, ReadAlso
from tests.factories import KUPIANSK, hromada, make_article, make_image
from tests.staff import article_form, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

ADD = "/admin/news/article/add/"


def change(article):
    return reverse("admin:news_article_change", args=[article.pk])


def errors(response):
    """Return the errors that a form shows, as a dict of lists; {} when it was saved."""
    return response.context["adminform"].form.errors if response.context else {}


def test_a_plain_text_becomes_paragraphs_and_a_list():
    text = "Перший абзац.\n\nУгода охоплює:\n• воду;\n• освіту."
    signed_in("editor").post(ADD, article_form(body=text))
    assert Article.objects.get().body == (
        "<p>Перший абзац.</p>\n<p>Угода охоплює:</p>\n<ul><li>воду;</li><li>освіту.</li></ul>"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p onclick=alert(1)>Текст</p><script>alert(1)</script>",
        '<p>Текст<img src=x onerror="alert(1)"></p>',
        '<p><a href="javascript:alert(1)">Текст</a></p>',
        '<p>Текст</p><svg onload="alert(1)"><style>p{}</style>',
        "<p>Текст<!-- --><iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<div>" * 5000 + "Текст",
        "<p>Текст" + "<b><i>" * 3000,
        "<table><tr><td>Текст<math><mtext><script>alert(1)",
        "Текст &#x1F4A9; \ufeff\u202e\ud7ff",
    ],
)
def test_a_hostile_body_is_saved_clean(body):
    response = signed_in("editor").post(ADD, article_form(body=body))
    assert response.status_code == 302
    saved = Article.objects.get().body
    assert "Текст" in saved
    for evil in ("<script", "onerror", "onclick", "onload", "javascript:", "<iframe", "alert"):
        assert evil not in saved


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "Заповніть це поле."),
        ({"title": "\u200b \ufeff"}, "title", "Напишіть заголовок."),
        ({"title": "а" * 301}, "title", "не більше ніж 300 символів"),
        ({"body": "Текст\x00"}, "body", "недозволений знак"),
        (
            {"body": "", "lead": "", "state": "published"},
            "body",
            "Порожню статтю не можна опублікувати",
        ),
        ({"source_url": "javascript:alert(1)"}, "source_url", "https://"),
        ({"state": "secret"}, "state", "Оберіть зі списку"),
        ({"language": "ru"}, "language", "Оберіть зі списку"),
        ({"hromadas": ["abc"]}, "hromadas", "Такого варіанта немає"),
        ({"hromadas": ["9" * 30]}, "hromadas", "Оберіть зі списку"),
        ({"oblasts": ["0"]}, "oblasts", "Оберіть зі списку"),
        ({"cover": "abc"}, "cover", "Оберіть зі списку"),
        ({"cover": "9" * 30}, "cover", "Оберіть зі списку"),
        ({"tags": ["abc"]}, "tags", "Такого варіанта немає"),
        ({"published_at_0": "31.02.2026"}, "published_at", "Напишіть дату"),
        (
            {"published_at_0": "20.02.2026", "published_at_1": "25:00"},
            "published_at",
            "Напишіть час",
        ),
        ({"published_at_0": "20.02.2026"}, "published_at", "Напишіть час"),
        (
            {"published_at_0": "20.02.0001", "published_at_1": "00:00"},
            "published_at",
            "Рік має бути від 1991 до 2100",
        ),
        (
            {"published_at_0": "29.03.2026", "published_at_1": "03:30"},
            "published_at",
            "годинник переводять уперед",
        ),
    ],
)
def test_bad_input_is_refused_in_words_and_what_was_typed_stays(changes, field, words):
    response = signed_in("editor").post(ADD, article_form(byline="Набране ім’я", **changes))
    assert response.status_code == 200
    assert words in " ".join(errors(response)[field])
    assert 'value="Набране ім’я"' in response.content.decode()
    assert not Article.objects.exists()


def test_an_address_typed_without_a_scheme_is_a_safe_one():
    signed_in("editor").post(ADD, article_form(source_url="example.org/novyny"))
    assert Article.objects.get().source_url == "https://example.org/novyny"


def test_values_in_the_address_of_the_form_cannot_break_it():
    client = signed_in("editor")
    wrong = dict.fromkeys(("hromadas", "cover", "tags", "published_at", "state"), "abc")
    assert client.get(ADD, wrong).status_code == 200
    page = client.get(ADD, {"hromadas": hromada(KUPIANSK).pk}).content.decode()
    assert "Куп’янська міська громада · Куп’янський район, Харківська область" in page


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("24.11.2026", "09:00", datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("24.07.2026", "09:00", datetime(2026, 7, 24, 6, 0, tzinfo=UTC)),
        # Comes twice that night; the first, still in summer time, is meant.
        ("25.10.2026", "03:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_times_are_typed_and_shown_in_the_time_of_kyiv(day, time, moment):
    client = signed_in("editor")
    client.post(ADD, article_form(published_at_0=day, published_at_1=time))
    article = Article.objects.get()
    assert article.published_at == moment
    page = client.get(change(article)).content.decode()
    assert f'value="{day}"' in page
    assert f'value="{time}"' in page
    assert "За київським часом" in page


def test_publishing_without_a_date_takes_this_minute():
    before = timezone.now()
    signed_in("editor").post(ADD, article_form(state="published"))
    assert before <= Article.objects.get().published_at <= timezone.now()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 1, 8, 15, 42, 987654, tzinfo=UTC),
        datetime(2025, 10, 26, 1, 30, 5, tzinfo=UTC),  # 03:30 for the second time on that night
    ],
)
def test_a_date_that_was_not_changed_keeps_what_the_form_does_not_show(moment):
    client = signed_in("editor")
    article = make_article("Стара назва", published_at=moment)
    day, time = f"{timezone.localtime(moment):%d.%m.%Y %H:%M}".split()
    form = article_form(
        title="Нова назва", state="published", published_at_0=day, published_at_1=time
    )
    client.post(change(article), form)
    article.refresh_from_db()
    assert (article.title, article.published_at) == ("Нова назва", moment)
    version = article.version
    client.post(change(article), form)
    article.refresh_from_db()
    assert article.version == version  # nothing has changed: nobody else's form became stale
    assert article.revisions.count() == 2


def test_views_that_were_imported_since_the_form_was_opened_stay():
    client = signed_in("admin")
    article = make_article(state="draft", views_imported=10)
    page = client.get(change(article)).content.decode()
    assert 'name="initial-views_imported" value="10"' in page
    Article.objects.filter(pk=article.pk).update(views_imported=500)
    seen = {"initial-views_imported": "10", "views_imported": "10"}
    client.post(change(article), article_form(**seen))
    article.refresh_from_db()
    assert article.views_imported == 500
    client.post(change(article), article_form(**seen | {"views_imported": "20"}))
    article.refresh_from_db()
    assert article.views_imported == 20


def test_who_may_only_read_an_article_reads_its_words_and_no_html():
    client = signed_in("author")
    body = "<h2>Розділ</h2>\n<p>Рядок <strong>тексту</strong>.</p>"
    article = make_article(body=body, state="review", created_by=client.user)
    page = client.get(change(article)).content.decode()
    assert "<strong>тексту</strong>" in page
    assert "&lt;p&gt;" not in page


def test_who_made_and_who_saved_is_written_down():
    editor, admin = signed_in("editor"), signed_in("admin")
    editor.post(ADD, article_form())
    article = Article.objects.get()
    assert (article.created_by, article.saved_by) == (editor.user, editor.user)
    admin.post(change(article), article_form(title="Інакше"))
    article.refresh_from_db()
    assert (article.created_by, article.saved_by) == (editor.user, admin.user)


def test_a_hromada_brings_its_oblast():
    signed_in("editor").post(ADD, article_form(hromadas=[hromada(KUPIANSK).pk]))
    assert [str(oblast) for oblast in Article.objects.get().oblasts.all()] == ["Харківська область"]


@pytest.mark.parametrize(
    ("state", "published_at", "told"),
    [
        ("published", timedelta(days=-1), True),
        ("published", timedelta(days=1), False),
        ("draft", timedelta(days=-1), False),
    ],
)
def test_readers_are_told_of_a_correction_of_what_they_could_read(state, published_at, told):
    article = make_article(state=state, published_at=timezone.now() + published_at)
    local = timezone.localtime(article.published_at)
    form = article_form(
        state=state,
        published_at_0=f"{local:%d.%m.%Y}",
        published_at_1=f"{local:%H:%M}",
        change_note="Уточнено дату слухань",
    )
    client = signed_in("editor")
    client.post(change(article), form)
    article.refresh_from_db()
    assert (article.changed_at is not None) is told
    first = article.changed_at
    client.post(change(article), form | {"lead": "Інший лід"})  # the note is an old one now
    article.refresh_from_db()
    assert article.changed_at == first


def test_the_link_to_the_site_leads_to_the_article_or_to_its_preview():
    client = signed_in("editor")
    published, draft = make_article(), make_article(state="draft")
    assert (
        f'href="{published.get_absolute_url()}"' in client.get(change(published)).content.decode()
    )
    preview = reverse("admin:news_article_preview", args=[draft.pk])
    assert f'href="{preview}"' in client.get(change(draft)).content.decode()
    assert client.get(preview).status_code == 200


def picks(*articles, **changes):
    """Return what the inline of hand-picked cards sends."""
    form = {"picks-TOTAL_FORMS": str(len(articles))}
    for number, article in enumerate(articles):
        form |= {f"picks-{number}-to": article.pk, f"picks-{number}-position": number}
    return form | changes


def test_cards_are_picked_in_an_order():
    first, second = make_article("Перша"), make_article("Друга")
    signed_in("editor").post(ADD, article_form(title="З картками", **picks(second, first)))
    article = Article.objects.get(title="З картками")
    assert [pick.to for pick in article.picks.all()] == [second, first]


def test_wrong_cards_are_refused_in_words():
    client = signed_in("editor")
    others = [make_article(f"Стаття {number}") for number in range(5)]
    article = others[0]

    def refusal(*picked):
        response = client.post(change(article), article_form(**picks(*picked)))
        [formset] = response.context["inline_admin_formsets"]
        return f"{formset.formset.errors} {formset.formset.non_form_errors()}"

    assert "не може радити саму себе" in refusal(article)
    assert "щонайбільше 4" in refusal(*others)
    assert "Повторюється" in refusal(others[1], others[1])
    assert not ReadAlso.objects.exists()


def test_the_form_takes_as_many_queries_for_a_full_article_as_its_parts_need():
    client = signed_in("editor")
    article = make_article(hromadas=[KUPIANSK], tags=["вода"], cover=make_image())
    client.get(change(article))
    with CaptureQueriesContext(connection) as few:
        client.get(change(article))
    article.tags.add(*make_article(tags=[f"тег {number}" for number in range(20)]).tags.all())
    with CaptureQueriesContext(connection) as many:
        client.get(change(article))
    assert len(few) == len(many)


def test_a_card_that_is_there_already_is_refused_in_words():
    article, other = make_article(state="draft"), make_article("Інша")
    article.picks.create(to=other)
    form = article_form(
        **{"picks-TOTAL_FORMS": "1", "picks-0-to": str(other.pk), "picks-0-position": "0"}
    )
    response = signed_in("editor").post(change(article), form)
    assert response.status_code == 200
    assert "Цю статтю тут уже радять" in response.content.decode()
    assert article.picks.count() == 1
