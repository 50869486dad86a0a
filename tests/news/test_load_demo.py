"""`load_demo`: the newsroom it makes, once. One whole run for the first class, covers small."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum

from news import body
from news.demo import files, newsroom
from news.models import (
    Article,
    Image,
    ReadAlso,
    RefusedViews,
    Tag,
    ViewsByDay,
    ViewsBySource,
    ViewsTotal,
)
from newsroom import demo as desk
from newsroom.models import Link, PreviewLink, Revision

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # noon in Kyiv


def write_article(folder, key="a", text="<p>Текст.</p>", **fields):
    """Write a made-up article's file; returns its path. Fields are given as TOML values."""
    head = {
        "language": '"uk"', "title": f'"Заголовок {key}"', "lead": '"Лід."', "byline": '""',
        "source_name": '""', "source_url": '""', "state": '"published"', "days_ago": "3",
        "at": '"12:40"', "views": "80", "tags": "[]", "oblasts": "[]", "hromadas": "[]",
        "cover_alt": '""', "cover_caption": '""', "translation_of": '""', "read_also": "[]",
        "change_note": '""',
    }  # fmt: skip
    lines = "\n".join(f"{name} = {value}" for name, value in (head | fields).items())
    (folder / "articles").mkdir(exist_ok=True)
    path = folder / "articles" / f"{key}.html"
    path.write_text(f"+++\n{lines}\n+++\n{text}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="class")
def demo(django_db_setup, django_db_blocker):
    """The whole demo, rolled back at the end of the class; returns what the load counted."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(newsroom, "COVER_SIZE", (384, 216))
        yield newsroom.load(files.read_tags(), files.read_articles(), NOW)
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demo")
class TestTheNewsroom:
    # It is loaded once.
    pytestmark = [
        pytest.mark.django_db,
        pytest.mark.xdist_group("demo"),
        pytest.mark.soak_on_postgres,
    ]

    def test_about_fifty_articles_in_two_languages_and_several_states(self, demo):
        assert demo["articles"] == Article.objects.count() == 50
        assert Article.objects.in_language("en").count() == 8
        assert Article.objects.in_language("en").exclude(translation_of__language="uk").count() == 0
        assert set(Article.objects.values_list("state", flat=True)) == {
            "draft", "review", "published", "archived",
        }  # fmt: skip
        assert any(article.is_scheduled(NOW) for article in Article.objects.all())

    def test_dates_span_two_years_and_none_is_scheduled_by_accident(self, demo):
        ages = {source.key: source.days_ago for source in files.read_articles()}
        assert max(ages.values()) >= 700
        for article in Article.objects.filter(published_at__gt=NOW):
            assert ages[article.imported_from.removeprefix("demo:")] < 0

    def test_drafts_have_no_date_and_are_the_authors_own(self, demo):
        for article in Article.objects.filter(state__in=["draft", "review"]):
            assert article.published_at is None
            assert article.created_by.username == "author"

    def test_every_article_has_places_tags_and_its_hromadas_oblasts(self, demo):
        for article in Article.objects.prefetch_related("tags", "oblasts", "hromadas"):
            assert article.tags.all()
            assert {h.oblast_id for h in article.hromadas.all()} <= {
                oblast.pk for oblast in article.oblasts.all()
            }

    def test_covers_are_drawn_and_described(self, demo):
        assert demo["covers"] == Image.objects.count() >= 20
        for image in Image.objects.all():
            assert image.width == 384
            assert image.alt
            assert image.credit

    def test_cards_are_picked_and_corrections_told(self, demo):
        assert ReadAlso.objects.values("article").distinct().count() >= 3
        for article in Article.objects.exclude(change_note=""):
            assert article.published_at < article.changed_at <= NOW

    def test_views_by_day_lie_within_the_articles_life(self, demo):
        assert demo["days of views"] == ViewsByDay.objects.count() > 500
        for row in ViewsByDay.objects.select_related("article"):
            assert row.article.published_at.date() <= row.day <= NOW.date()

    def test_views_add_up_to_the_totals_and_to_the_sources(self, demo):
        sums = [
            model.objects.aggregate(sum=Sum("count"))["sum"]
            for model in (ViewsByDay, ViewsTotal, ViewsBySource)
        ]
        assert len(set(sums)) == 1
        assert RefusedViews.objects.count() > 100

    def test_accounts_have_their_roles(self, demo):
        for name, group in newsroom.ACCOUNTS.items():
            user = authenticate(username=name, password=f"demo-{name}")
            assert user.is_staff
            assert not user.is_superuser
            assert user.groups.get().name == group

    def test_something_is_scheduled_for_tomorrow(self, demo):
        tomorrow = Article.objects.filter(published_at__gt=NOW).earliest("published_at")
        assert tomorrow.published_at == datetime(2026, 7, 2, 6, 0, tzinfo=UTC)

    def test_work_in_progress_is_on_the_desk_once(self, demo):
        desk.fill(NOW)
        waiting = Article.objects.filter(state="review")
        assert len(waiting) >= 2
        for article in waiting:
            states = article.revisions.order_by("pk").values_list("data__state", flat=True)
            assert list(states) == ["draft", "review"]
        counts = [model.objects.count() for model in (Revision, PreviewLink, Link)]
        assert counts == [2 * len(waiting) + 1, 1, 1]
        desk.fill(NOW)
        assert [model.objects.count() for model in (Revision, PreviewLink, Link)] == counts

    def test_second_run_makes_nothing(self, demo):
        before = Counter(articles=Article.objects.count(), tags=Tag.objects.count())
        made = newsroom.load(files.read_tags(), files.read_articles(), NOW + timedelta(days=1))
        assert not +made
        assert Counter(articles=Article.objects.count(), tags=Tag.objects.count()) == before


def test_texts_are_of_real_length_and_hold_only_what_a_body_may():
    for source in files.read_articles():
        length = len(body.plain_text(source.body))
        assert 1000 <= length <= 4000, source.key
        assert body.plain_text(body.clean(source.body)) == body.plain_text(source.body), source.key
        assert body.clean(source.body).count("<") == source.body.count("<"), source.key
        assert 40 <= len(source.title) <= 110, source.key
        assert source.lead not in body.plain_text(source.body), source.key


def test_article_of_a_later_hour_of_today_is_dated_some_minutes_ago(tmp_path):
    later = files.read_article(write_article(tmp_path, "b", days_ago="0", at='"23:50"'))
    sooner = files.read_article(write_article(tmp_path, "a", days_ago="0", at='"15:00"'))
    morning = files.read_article(write_article(tmp_path, "c", days_ago="0", at='"08:30"'))
    assert newsroom.date_of(morning, NOW) == datetime(2026, 7, 1, 5, 30, tzinfo=UTC)
    assert newsroom.date_of(sooner, NOW) < newsroom.date_of(later, NOW) < NOW
    assert NOW - newsroom.date_of(sooner, NOW) < timedelta(hours=1)
    assert later.at == time(23, 50)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": "broken"}, "a.html: not TOML"),
        ({"days_ago": '"3"'}, "a.html: days_ago is '3'"),
        ({"tags": "[1]"}, "a.html: tags is"),
        ({"at": '"25:00"'}, "a.html: at is"),
        ({"state": '"hidden"'}, "a.html: language is 'uk', state is 'hidden'"),
        ({"colour": '"red"'}, "a.html: fields missing or unknown: colour"),
        ({"read_also": '["none"]'}, "a.html: there is no other article 'none'"),
        ({"translation_of": '"b"'}, "a.html: 'b' is no original in another language"),
    ],
)
def test_malformed_file_is_named(tmp_path, fields, fault):
    write_article(tmp_path, "b")
    write_article(tmp_path, "a", **fields)
    with pytest.raises(files.Malformed, match=fault):
        files.read_articles(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"tags": '["небувале"]'}, "a.html: tags.toml has no tag «небувале»"),
        ({"hromadas": '["UA99"]'}, "a.html: the register has no 'UA99' among hromadas"),
    ],
)
def test_unknown_tag_or_place_is_named_with_the_file(tmp_path, fields, fault):
    write_article(tmp_path, "a", **fields)
    with pytest.raises(files.Malformed, match=fault):
        newsroom.load(files.read_tags(), files.read_articles(tmp_path), NOW)
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_command_refuses_a_public_server(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("load_demo")


@pytest.mark.django_db
def test_dry_run_says_what_would_be_and_writes_nothing(settings):
    settings.DEBUG = True
    out = StringIO()
    call_command("load_demo", dry_run=True, stdout=out)
    assert "nothing written: 3 accounts, 30 tags, 50 articles" in out.getvalue()
    assert not Article.objects.exists()
    assert not Tag.objects.exists()
