"""The queue of places from texts of the archive: filled by a command, decided by editors."""

from datetime import date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom.models import Proposal
from regions.models import Hromada
from tests.factories import KUPIANSK, make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/admin/proposals/"
BODY = "<p>У Куп’янській громаді відкрили бібліотеку.</p>"


def propose(**options):
    """Run the command; return what it printed."""
    out = StringIO()
    call_command("propose_places", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def kupiansk():
    return Hromada.objects.get(katottg=KUPIANSK)


@pytest.fixture
def editor():
    return signed_in("editor")


def decide(client, **pressed):
    return client.post(QUEUE, pressed, follow=True).content.decode()


def test_the_command_proposes_and_gives_nothing_to_articles(kupiansk):
    article = make_article(body=BODY)
    assert "1 articles read, 1 of them name places: 1 proposals" in propose()
    assert not article.hromadas.exists()
    assert not article.oblasts.exists()
    proposal = Proposal.objects.open().get()
    assert (proposal.article, proposal.hromada) == (article, kupiansk)
    assert proposal.words == [
        {
            "part": "body",
            "before": "У ",
            "text": "Куп’янській громаді",
            "after": " відкрили бібліотеку.",
        }
    ]


def test_only_published_articles_without_a_place_are_read_unless_all_are_asked_for(kupiansk):
    make_article(body=BODY, state="draft")
    make_article(body=BODY + "<p>І в Згурівській громаді.</p>", hromadas=[kupiansk])
    assert "no article" in propose()
    assert "1 proposals" in propose(all=True)
    assert Proposal.objects.open().get().hromada.short_name == "Згурівська"


def test_an_article_is_read_once_in_each_version_so_that_a_stopped_run_goes_on():
    first, second = make_article(body=BODY), make_article(body="<p>Про громади.</p>")
    propose(limit=1)
    assert not Proposal.objects.exists()  # the newest was read, which names nothing
    propose(limit=1)
    assert Proposal.objects.get().article == first
    assert "no article" in propose()
    second.body = BODY
    second.save()
    assert "1 articles read" in propose()
    assert "2 articles read" in propose(again=True)
    assert Proposal.objects.count() == 2


def test_days_bound_what_is_read_and_a_dry_run_writes_nothing():
    late = timezone.make_aware(datetime(2026, 3, 1, 23, 30))  # in UTC it is another day
    make_article(body=BODY, published_at=late)
    day, before, after = date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 2)
    assert "no article" in propose(since=after)
    assert "no article" in propose(until=before)
    assert "1 articles read" in propose(since=day, until=day, dry_run=True)
    assert not Proposal.objects.exists()
    with pytest.raises(CommandError, match="before"):
        propose(since=after, until=day)


def test_accepting_gives_the_place_and_its_oblast_with_a_version_and_a_line_in_the_log(
    editor, kupiansk
):
    article = make_article(body=BODY)
    propose()
    page = decide(editor, accept=Proposal.objects.get().pk)
    assert "Додано «Куп’янська міська територіальна громада»" in page
    assert list(article.hromadas.all()) == [kupiansk]
    assert list(article.oblasts.all()) == [kupiansk.oblast]
    kept = article.revisions.accepted().first()
    assert kept.created_by == editor.user
    assert "Додано місця" in kept.note
    assert not Proposal.objects.exists()
    assert "Черга порожня" in page


def test_what_is_refused_is_not_proposed_again_and_can_be_restored(editor):
    article = make_article(body=BODY)
    propose()
    decide(editor, refuse=Proposal.objects.get().pk)
    propose(again=True)
    assert not Proposal.objects.open().exists()
    assert str(article) in editor.get(f"{QUEUE}?refused=1").content.decode()
    decide(editor, restore=Proposal.objects.get().pk)
    assert Proposal.objects.open().get().decided_by is None


def test_what_was_refused_in_the_form_never_comes_into_the_queue(editor, kupiansk):
    article = make_article(body=BODY)
    editor.post(
        f"/admin/news/article/{article.pk}/suggestions/?json", {"refuse": f"hromadas:{kupiansk.pk}"}
    )
    assert "0 proposals" in propose()


def test_an_ambiguous_name_is_chosen_by_the_editor_and_never_by_accepting_all(editor):
    article = make_article("Олександрівська громада купила автобус", body=BODY)
    propose()
    page = editor.get(QUEUE)
    assert "Котре тут?" in page.content.decode()
    clear = page.context["clear"].split()
    assert [Proposal.objects.get(pk=pk).hromada.short_name for pk in clear] == ["Куп’янська"]
    chosen = Proposal.objects.filter(name="Олександрівська").last()
    decide(editor, accept=chosen.pk)
    assert list(article.hromadas.all()) == [chosen.hromada]
    assert [one.name for one in Proposal.objects.open()] == [""]


def test_all_of_a_page_are_accepted_at_once(editor):
    for number in range(3):
        make_article(f"Новина {number}", body=BODY + "<p>І в Згурівській громаді.</p>")
    propose()
    page = decide(editor, accept=editor.get(QUEUE).context["clear"])
    assert "Додано 6 місць: 3 статті змінено." in page
    assert not Proposal.objects.exists()


def test_what_the_article_got_meanwhile_waits_no_more(editor, kupiansk):
    article = make_article(body=BODY)
    propose()
    stale = Proposal.objects.get().pk
    article.hromadas.add(kupiansk)
    assert "Черга порожня" in editor.get(QUEUE).content.decode()
    assert "хтось був швидший" in decide(editor, accept=stale)
    propose()
    assert not Proposal.objects.exists()


def test_the_desk_shows_editors_what_waits_and_in_how_many_queries(
    editor, django_assert_max_num_queries
):
    assert "Місця з тексту" not in editor.get("/admin/").content.decode()
    for number in range(3):
        make_article(f"Новина {number}", body=BODY)
    propose()
    assert "Місця з тексту" in editor.get("/admin/").content.decode()
    assert "Місця з тексту" not in signed_in("author").get("/admin/").content.decode()
    with django_assert_max_num_queries(12):
        editor.get(QUEUE)


@pytest.mark.parametrize("nonsense", ["x", "999999999999999999999", "0", "-1", " "])
def test_nonsense_changes_nothing(editor, nonsense):
    make_article(body=BODY)
    propose()
    for action in ("accept", "refuse", "restore"):
        assert "Куп’янська" in decide(editor, **{action: nonsense, "at": nonsense})


def test_what_was_refused_for_a_text_that_nobody_saved_is_forgotten_after_a_month(kupiansk):
    refused = {"hromada": kupiansk, "state": "refused"}
    old = Proposal.objects.create(draft=uuid4(), **refused)
    new = Proposal.objects.create(draft=uuid4(), **refused)
    Proposal.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=31))
    propose()
    assert list(Proposal.objects.all()) == [new]
