"""From draft to the readers by buttons: what each role is offered, and what the server allows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from newsroom import states
from newsroom.states import Stage
from tests.factories import make_article
from tests.staff import article_form, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

ADD = "/admin/news/article/add/"
LIST = "/admin/news/article/"
STAGES = [str(stage) for stage in Stage]


def at_stage(stage, **fields):
    """Make an article of a stage: a scheduled one comes out tomorrow."""
    if stage == "scheduled":
        return make_article(published_at=timezone.now() + timedelta(days=1), **fields)
    article = make_article(state=stage, **fields)
    if stage in {"draft", "review"}:
        Article.objects.filter(pk=article.pk).update(published_at=None)
        article.refresh_from_db()
    return article


def change(article):
    return reverse("admin:news_article_change", args=[article.pk])


def sent(article, state, moment=None):
    """Return what a button of the form sends: the date stays as it is unless `moment` is given."""
    moment = moment or article.published_at
    local = moment and timezone.localtime(moment)
    return article_form(
        title=article.title,
        lead=article.lead,
        body=article.body,
        state=state,
        published_at_0=f"{local:%d.%m.%Y}" if local else "",
        published_at_1=f"{local:%H:%M}" if local else "",
    )


def buttons(client, address):
    """Return {value: label} of the buttons of state that a form offers."""
    return {each.value: each.label for each in client.get(address).context["buttons"]}


def said(response):
    [message] = response.context["messages"]
    return str(message)


OFFERED = {
    "draft": ["review", "scheduled", "now", "archived"],
    "review": ["draft", "scheduled", "now", "archived"],
    "scheduled": ["scheduled", "now", "unscheduled", "archived"],
    "published": ["draft", "archived"],
    "archived": ["draft", "published"],
}


@pytest.mark.parametrize("stage", STAGES)
def test_an_editor_is_offered_the_moves_of_the_stage(stage):
    assert list(buttons(signed_in("editor"), change(at_stage(stage)))) == OFFERED[stage]


def test_an_author_is_offered_to_save_and_to_send_to_review():
    client = signed_in("author")
    draft = make_article(state="draft", created_by=client.user)
    assert buttons(client, change(draft)) == {"review": "Надіслати на перевірку"}
    page = client.get(change(draft)).content.decode()
    assert '<button type="submit" name="_save"' in page
    assert "Зберегти чернетку" in page


def test_the_buttons_say_when_the_article_comes_out():
    moment = timezone.make_aware(timezone.datetime(2099, 11, 24, 9, 0))
    draft = make_article(state="draft", published_at=moment)
    offered = buttons(signed_in("editor"), change(draft))
    assert offered["scheduled"] == "Запланувати на 24 листопада 2099, 09:00 (Київ)"
    assert offered["now"] == "Опублікувати зараз"
    Article.objects.update(published_at=moment.replace(year=2025))
    offered = buttons(signed_in("admin"), change(draft))
    assert offered["scheduled"] == "Запланувати…"
    assert offered["now"] == "Опублікувати з датою 24 листопада 2025, 09:00"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("state", ["draft", "review", "published", "archived"])
@pytest.mark.parametrize("role", ["author", "editor"])
def test_the_server_allows_only_what_the_table_knows(role, stage, state):
    client = signed_in(role)
    article = at_stage(stage, created_by=client.user)
    before = article.state
    allowed = {
        "author": {("draft", "draft"), ("draft", "review")},
        "editor": {
            *((stage, stage) for stage in STAGES),
            *(("draft", state) for state in ("review", "published", "archived")),
            *(("review", state) for state in ("draft", "published", "archived")),
            *(("scheduled", state) for state in ("draft", "published", "archived")),
            *(("published", state) for state in ("draft", "archived")),
            *(("archived", state) for state in ("draft", "published")),
        },
    }[role]
    client.post(change(article), sent(article, state))
    expected = state if (stage, state) in allowed else before
    assert Article.objects.get().state == expected


@pytest.mark.parametrize("move", ["now", "scheduled", "unscheduled"])
def test_an_author_makes_no_move_of_an_editor(move):
    client = signed_in("author")
    response = client.post(ADD, article_form(state=move))
    assert "не для вашої ролі" in response.content.decode()
    assert not Article.objects.exists()


def test_a_way_that_is_none_is_refused_in_words_and_what_was_typed_stays():
    article = make_article()
    response = signed_in("editor").post(change(article), sent(article, "review") | {"lead": "Нове"})
    page = response.content.decode()
    assert "Звідси вона не може стати такою: на перевірці." in page
    assert "Нове</textarea>" in page


@pytest.mark.parametrize("days", [None, 3])
def test_publishing_now_means_this_minute(days):
    draft = at_stage("draft")
    moment = days and timezone.now() + timedelta(days=days)
    before = timezone.now()
    signed_in("editor").post(change(draft), sent(draft, "now", moment))
    draft.refresh_from_db()
    assert before <= draft.published_at <= timezone.now()
    assert draft.is_published()


def test_publishing_with_a_date_of_the_past_keeps_it():
    draft = make_article(state="draft", published_at=timezone.now() - timedelta(days=3))
    signed_in("editor").post(change(draft), sent(draft, "now"))
    article = Article.objects.get()
    assert article.is_published()
    assert article.published_at == draft.published_at


def test_scheduling_asks_for_a_moment():
    draft = at_stage("draft")
    response = signed_in("editor").post(change(draft), sent(draft, "scheduled"))
    assert "Поставте день і час" in response.content.decode()
    assert Article.objects.get().state == "draft"


def test_scheduling_for_the_past_is_refused_in_words():
    draft = at_stage("draft")
    moment = timezone.make_aware(timezone.datetime(2025, 11, 24, 9, 0))
    response = signed_in("editor").post(change(draft), sent(draft, "scheduled", moment))
    page = response.content.decode()
    assert "24 листопада 2025, 09:00 за Києвом уже минуло." in page
    assert 'value="24.11.2025"' in page
    assert Article.objects.get().state == "draft"
    # The form still holds the state that the row has: the next save is of a draft.
    assert '<input type="hidden" name="state" value="draft"' in page


def test_unscheduling_takes_the_date_away():
    """Left there, it would be past one day, and «publish» would bury the article under it."""
    article = at_stage("scheduled")
    signed_in("editor").post(change(article), sent(article, "unscheduled"))
    article.refresh_from_db()
    assert (article.state, article.published_at) == ("draft", None)


def test_saving_a_scheduled_article_keeps_its_minute():
    article = at_stage("scheduled")
    client = signed_in("editor")
    form = sent(article, "published") | {"title": "Інакше"}
    client.post(change(article), form)
    article.refresh_from_db()
    assert (article.title, article.is_scheduled()) == ("Інакше", True)


def test_the_date_of_a_published_article_may_be_corrected():
    article = make_article()
    # In no hour that comes twice in autumn.
    moment = datetime(2026, 3, 18, 12, 40, tzinfo=ZoneInfo("Europe/Kyiv"))
    signed_in("editor").post(change(article), sent(article, "published", moment))
    article.refresh_from_db()
    assert article.published_at == moment


def test_saving_stays_in_the_form_and_moving_on_goes_to_the_list():
    client = signed_in("editor")
    response = client.post(ADD, article_form(_save=""), follow=True)
    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == change(article)
    assert "Чернетку збережено" in said(response)
    response = client.post(change(article), sent(article, "now"), follow=True)
    assert response.redirect_chain[-1][0] == LIST
    article.refresh_from_db()
    assert "Опубліковано: «Громада відкрила бібліотеку»." in said(response)
    assert f'href="{article.get_absolute_url()}">Подивитися на сайті' in said(response)


def test_the_list_that_one_came_from_keeps_its_filters():
    client = signed_in("editor")
    article = at_stage("review")
    address = f"{change(article)}?_changelist_filters=state%3Dreview"
    response = client.post(address, sent(article, "now"))
    assert response["Location"] == f"{LIST}?state=review"


@pytest.mark.parametrize(
    ("stage", "move", "words"),
    [
        ("draft", "review", "Надіслано на перевірку: «"),
        ("review", "draft", "Повернуто автору: знову чернетка"),
        ("published", "draft", "Знято з публікації: знову чернетка"),
        ("scheduled", "unscheduled", "Розклад скасовано: знову чернетка"),
        ("archived", "draft", "Відновлено з архіву: знову чернетка"),
        ("archived", "published", "Опубліковано: «"),
        ("published", "archived", "Перенесено в архів: «"),
        ("published", "published", "Збережено, на сайті вже нова версія"),
    ],
)
def test_what_was_done_is_said_in_words(stage, move, words):
    article = at_stage(stage)
    response = signed_in("editor").post(change(article), sent(article, move), follow=True)
    assert said(response).startswith(words)


def test_an_author_who_sent_to_review_is_led_to_the_list():
    client = signed_in("author")
    draft = make_article(state="draft", created_by=client.user)
    response = client.post(change(draft), sent(draft, "review", None), follow=True)
    assert response.redirect_chain[-1][0] == LIST
    assert "Надіслано на перевірку" in said(response)


def test_where_an_article_is_stands_in_words():
    moment = timezone.make_aware(timezone.datetime(2099, 7, 1, 9, 5))
    scheduled = make_article(published_at=moment)
    words = "заплановано на 1 липня 2099, 09:05 (Київ)"
    assert states.describe(scheduled) == words
    assert words in signed_in("editor").get(change(scheduled)).content.decode()
