"""The rows of Listed follow from articles and what they carry, whoever writes and however."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone

from news.models import Article, Kind, Listed, Tag
from news.models.listed import drop_triggers, rebuild, triggers
from tests.factories import KUPIANSK, LVIV_OBLAST, make_article, make_tag, oblast

pytestmark = pytest.mark.django_db


def rows():
    """Return what stands in the table, without the ids of its rows."""
    return set(Listed.objects.values_list("kind", "label", "language", "published_at", "article"))


def expected():
    """Return what should stand in it, read from the articles one by one."""
    found = set()
    for article in Article.objects.filter(state="published", published_at__isnull=False):
        for kind in Kind:
            for label in getattr(article, f"{kind.label}s").all():
                moment = article.published_at
                found.add((kind.value, label.pk, article.language, moment, article.pk))
    return found


def make_some():
    make_article("Перша", hromadas=[KUPIANSK], tags=["вода", "освіта"])
    make_article("Друга", oblasts=[LVIV_OBLAST], tags=["вода"], state="draft")
    make_article("Third", hromadas=[KUPIANSK], tags=["вода"], language="en")
    later = timezone.now() + timedelta(days=1)
    make_article("Четверта", oblasts=[LVIV_OBLAST], tags=["освіта"], published_at=later)


CHANGES = {
    "a state in bulk": lambda: Article.objects.update(state="published"),
    "withdrawn": lambda: Article.objects.filter(title="Перша").update(state="archived"),
    "a date": lambda: Article.objects.update(published_at=timezone.now()),
    "no date": lambda: Article.objects.filter(language="en").update(published_at=None),
    "a language": lambda: Article.objects.update(language="en"),
    "saved again": lambda: Article.objects.get(title="Друга").save(),
    "a tag given": lambda: Article.objects.get(title="Third").tags.add(make_tag("освіта")),
    "tags set": lambda: Article.objects.get(title="Перша").tags.set([make_tag("дороги")]),
    "tags cleared": lambda: make_tag("вода").articles.set([]),
    "a tag deleted": lambda: Tag.objects.filter(name="вода").delete(),
    "tags merged": lambda: make_tag("вода").merge_into(make_tag("освіта")),
    "an oblast taken": lambda: Article.objects.get(title="Перша").oblasts.set([]),
    "an article deleted": lambda: Article.objects.filter(title="Перша").delete(),
    "all deleted": lambda: Article.objects.all().delete(),
    "rows of labels moved": lambda: Article.tags.through.objects.filter(
        tag=make_tag("освіта")
    ).update(tag=Tag.objects.create(name="інша")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_follow_every_change(change):
    make_some()
    assert rows() == expected() != set()
    CHANGES[change]()
    assert rows() == expected()


def test_a_change_of_the_text_touches_no_row():
    make_some()
    before = set(Listed.objects.values_list("pk", flat=True))
    Article.objects.update(title="Інакше", views_imported=7)
    assert set(Listed.objects.values_list("pk", flat=True)) == before


def test_rows_that_are_rebuilt_are_the_same():
    make_some()
    before = rows()
    with connection.cursor() as cursor:
        rebuild(cursor)
    assert rows() == before


def there():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


def test_migrate_makes_missing_triggers_and_what_they_missed():
    assert set(triggers(connection.vendor)) <= there()
    drop_triggers()
    assert not set(triggers(connection.vendor)) & there()
    make_some()
    assert rows() == set()
    call_command("migrate", verbosity=0)
    assert set(triggers(connection.vendor)) <= there()
    assert rows() == expected() != set()
    make_article(oblasts=[oblast(LVIV_OBLAST)])
    assert rows() == expected()


def test_migrations_find_no_triggers_in_their_way():
    """SQLite makes a table anew to change a column, and renames none that a trigger reads."""
    make_some()
    news = apps.get_app_config("news")
    words = {"sender": news, "app_config": news, "verbosity": 0, "interactive": False}
    words |= {"using": "default", "apps": apps}
    pre_migrate.send(**words, plan=[("a migration", False)])
    assert not set(triggers(connection.vendor)) & there()
    Article.objects.filter(title="Друга").update(state="published")
    post_migrate.send(**words, plan=[("a migration", False)])
    assert rows() == expected()
