"""DIGEST_KEY is changed: nobody is lost, no link in a letter breaks, the former key can go."""

import io

import pytest
from django.core.management import CommandError, call_command

from digest import secrecy
from digest.models import Subscription
from tests.digest.subscribers import ask, last_link, make_subscription

pytestmark = pytest.mark.django_db

ANOTHER = "another-key-of-letters-9876543210-zyxwvutsrqponm"


@pytest.fixture
def changed(settings):
    """Someone has subscribed under the former key; gives (the subscription, its ticket)."""
    subscription = make_subscription("olena@example.org")
    ticket = secrecy.ticket(subscription.pk)
    settings.DIGEST_KEY, settings.DIGEST_KEY_FALLBACKS = ANOTHER, [settings.DIGEST_KEY]
    return subscription, ticket


def reseal(*words):
    out = io.StringIO()
    call_command("reseal_subscribers", *words, stdout=out)
    return out.getvalue()


def test_what_the_former_key_made_is_still_understood(changed, client):
    subscription, ticket = changed
    assert secrecy.unseal(subscription.sealed) == "olena@example.org"
    assert secrecy.read_ticket(ticket) == subscription.pk
    assert Subscription.objects.of("Olena@example.org").get() == subscription
    assert client.get("/digest/manage/", {"t": ticket}).status_code == 200


def test_who_subscribes_again_is_not_there_twice(changed, client):
    ask(client, "olena@example.org", often="weekly")
    client.post(last_link())
    found = Subscription.objects.get()
    assert (found.pk, found.often) == (changed[0].pk, "weekly")
    assert found.lookup == secrecy.lookup("olena@example.org")


def test_all_is_sealed_anew_and_the_former_key_can_go(changed, settings):
    make_subscription("andrii@example.org")  # under today's key
    assert "encrypt anew: 1." in reseal("--dry-run")
    assert "encrypted anew: 1." in reseal()
    assert "encrypted anew: 0." in reseal()
    settings.DIGEST_KEY_FALLBACKS = []
    found = {secrecy.unseal(each.sealed) for each in Subscription.objects.all()}
    assert found == {"olena@example.org", "andrii@example.org"}
    assert Subscription.objects.of("olena@example.org").exists()
    assert secrecy.read_ticket(changed[1]) is None


def test_an_address_of_an_unknown_key_is_told_and_kept(changed, settings):
    settings.DIGEST_KEY_FALLBACKS = []
    before = Subscription.objects.get().sealed
    with pytest.raises(CommandError, match="left as they are: 1."):
        reseal()
    assert Subscription.objects.get().sealed == before
