"""What the owner of an address does with the link of a letter; nobody else can."""

import pytest
from django.utils.http import urlencode

from digest import secrecy
from digest.models import Subscription
from tests.digest.subscribers import make_subscription
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_tag

pytestmark = pytest.mark.django_db


def link(name, subscription, before=""):
    return f"{before}/digest/{name}/?t={secrecy.ticket(subscription.pk)}"


def test_the_link_of_a_letter_shows_what_was_chosen_and_changes_it(client):
    make_tag("освіта")
    one = make_subscription(regions=[KUPIANSK])
    html = client.get(link("manage", one)).content.decode()
    assert f'value="{KUPIANSK}" checked' in html
    fields = {"what": "some", "regions": [KHARKIV_OBLAST], "tags": ["osvita"]}
    response = client.post(
        link("manage", one), fields | {"often": "weekly", "language": "en"}, follow=True
    )
    assert response.redirect_chain[0][1] == 303
    assert response.redirect_chain[0][0].startswith("/en/digest/manage/")
    assert "Saved." in response.content.decode()
    one.refresh_from_db()
    assert (one.often, one.language, one.everything) == ("weekly", "en", False)
    assert one.asked == {"regions": [KHARKIV_OBLAST], "tags": ["osvita"]}


def test_nothing_chosen_is_said_and_changes_nothing(client):
    one = make_subscription(regions=[KUPIANSK])
    response = client.post(link("manage", one), {"what": "some", "often": "daily"})
    assert response.status_code == 400
    assert "принаймні одне місце" in response.content.decode()
    one.refresh_from_db()
    assert one.regions == [KUPIANSK]


def test_another_place_is_found_without_a_script(client):
    one = make_subscription(regions=[KUPIANSK])
    path = f"{link('manage', one)}&q=Чугуїв"
    html = client.get(path).content.decode()
    assert "Чугуївська" in html
    assert f'name="t" value="{secrecy.ticket(one.pk)}"' in html


def test_opening_the_link_to_unsubscribe_ends_nothing_and_the_button_does(client):
    one = make_subscription()
    other = make_subscription("other@example.org")
    html = client.get(link("unsubscribe", one)).content.decode()
    assert "Більше не надсилати листів?" in html
    assert Subscription.objects.count() == 2
    html = client.post(link("unsubscribe", one)).content.decode()
    assert "Вашу адресу і ваш вибір стерто" in html
    assert list(Subscription.objects.all()) == [other]
    assert "Вас не підписано" in client.get(link("unsubscribe", one)).content.decode()
    assert client.get(link("manage", one)).status_code == 404


@pytest.mark.parametrize("name", ["manage", "unsubscribe", "confirm"])
@pytest.mark.parametrize(
    "token", ["", "1", "1.x", "x.y", "9" * 30 + ".a", "²._", "1.\x00", "a" * 9999]
)
def test_a_link_that_we_did_not_make_opens_nothing(client, name, token):
    make_subscription()
    path = f"/digest/{name}/?{urlencode({'t': token})}"
    for method in (client.get, client.post):
        response = method(path)
        assert response.status_code == 404
        assert "Це посилання не діє" in response.content.decode()
    assert Subscription.objects.count() == 1


def test_a_ticket_opens_only_its_own_subscription():
    one, other = make_subscription("a@example.org"), make_subscription("b@example.org")
    number, code = secrecy.ticket(one.pk).split(".")
    assert secrecy.read_ticket(f"{number}.{code}") == one.pk
    assert secrecy.read_ticket(f"{other.pk}.{code}") is None
    assert secrecy.read_ticket(f"{number}.{code[:-1]}") is None


def test_another_key_knows_no_link_and_no_address(settings):
    ticket, sealed = secrecy.ticket(1), secrecy.seal("olena@example.org")
    wish, lookup = secrecy.wish({"e": "x"}), secrecy.lookup("olena@example.org")
    settings.DIGEST_KEY = "another-key-of-letters-0123456789-abcdefghijklmnop"
    assert secrecy.read_ticket(ticket) is None
    assert secrecy.read_wish(wish) is None
    assert secrecy.lookup("olena@example.org") != lookup
    with pytest.raises(secrecy.Unreadable):
        secrecy.unseal(sealed)


def test_an_address_is_sealed_differently_each_time():
    assert secrecy.seal("olena@example.org") != secrecy.seal("olena@example.org")


def test_the_longest_wish_fits_its_link():
    tags = [f"{number:02}{'i' * 98}" for number in range(30)]
    wish = {"e": "a" * 242 + "@example.org", "l": "uk", "o": "weekly", "r": [], "t": tags}
    assert secrecy.read_wish(secrecy.wish(wish)) == wish
