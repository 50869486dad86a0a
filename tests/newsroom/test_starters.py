"""An article begins from a starter; administrators write the starters."""

from html import unescape

import pytest
from django.urls import reverse

from news import body
from news.models import Article
from newsroom.models import Starter
from tests.factories import make_tag
from tests.staff import outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

ADD = "/admin/news/article/add/"


def initial(client, **query):
    """Return what an empty form begins with."""
    return client.get(ADD, query).context["adminform"].form.initial


def test_there_are_three_from_the_first_day_and_they_are_clean():
    starters = list(Starter.objects.all())
    assert [starter.name for starter in starters] == ["Анонс", "Новина", "Інтерв’ю"]
    for starter in starters:
        assert body.clean(starter.body) == starter.body
        assert "[" in starter.body
        assert starter.lead


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_a_form_begins_from_a_starter_and_nothing_is_stored(role):
    starter = Starter.objects.get(name="Анонс")
    tag = make_tag("анонси")
    starter.tags.add(tag)
    client = signed_in(role)
    begun = initial(client, starter=starter.pk)
    assert (begun["lead"], begun["body"], begun["tags"]) == (starter.lead, starter.body, [tag.pk])
    page = unescape(client.get(ADD, {"starter": starter.pk}).content.decode())
    assert "<h2>Що буде</h2>" in page
    assert starter.lead in page
    assert not Article.objects.exists()


@pytest.mark.parametrize("starter", ["", "0", "abc", "9" * 30, "\x00", "1,2"])
def test_a_starter_that_is_none_begins_an_empty_form(starter):
    assert "body" not in initial(signed_in("editor"), starter=starter)


@pytest.mark.parametrize(
    ("role", "opened", "changed"),
    [("author", "shown", "refused"), ("editor", "shown", "refused"), ("admin", "shown", "done")],
)
def test_administrators_write_starters_and_the_rest_see_them(role, opened, changed):
    client = signed_in(role)
    starter = Starter.objects.get(name="Анонс")
    form = {"name": "Оголошення", "position": "1", "lead": "", "body": "<p onclick='x'>Так.</p>"}
    change = reverse("admin:newsroom_starter_change", args=[starter.pk])
    assert outcome(client.get(reverse("admin:newsroom_starter_changelist"))) == opened
    assert outcome(client.get(change)) == opened
    assert outcome(client.post(change, form)) == changed
    if changed == "done":
        starter.refresh_from_db()
        assert (starter.name, starter.body) == ("Оголошення", "<p>Так.</p>")
