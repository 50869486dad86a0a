"""From the form to a confirmed subscription, and nothing stored before."""

import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection

from digest import limits, secrecy
from digest.models import Attempt, Subscription
from tests.digest.subscribers import OURS, ask, last_link
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, make_tag

pytestmark = pytest.mark.django_db


def test_a_reader_asks_confirms_and_is_subscribed(client):
    make_tag("освіта")
    response = ask(client, what="some", regions=[KUPIANSK], tags=["osvita"], often="weekly")
    assert (response.status_code, response["Location"]) == (303, "/digest/asked/")
    [letter] = mail.outbox
    assert letter.to == ["olena@example.org"]
    assert "Куп’янська громада, Освіта." in letter.body
    link = last_link()
    assert client.get(link).status_code == 200
    assert not Subscription.objects.exists()  # programs for mail open links too
    response = client.post(link)
    assert response.status_code == 303
    subscription = Subscription.objects.get()
    assert (subscription.often, subscription.everything) == ("weekly", False)
    assert subscription.asked == {"regions": [KUPIANSK], "tags": ["osvita"]}
    assert "Готово" in client.get(response["Location"]).content.decode()


def test_the_english_form_brings_english_letters(client):
    ask(client, page="/en/digest/", language="en")
    [letter] = mail.outbox
    assert letter.subject == "Confirm the letters with news"
    link = last_link()
    assert link.startswith("/en/digest/confirm/")
    client.post(link)
    assert Subscription.objects.get().language == "en"


def test_nothing_of_an_address_is_stored_before_it_is_confirmed(client):
    ask(client, "tajemna@example.org")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("digest_") and table != "digest_attempt":
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                assert cursor.fetchone() == (0,), table
    # What is, is a hash under a key that is destroyed with the day.
    assert {field.name for field in Attempt._meta.fields} == {"id", "who", "at"}


def test_a_stored_address_is_encrypted_and_shown_nowhere(client):
    ask(client, "tajemna@example.org")
    response = client.post(last_link())
    row = str(Subscription.objects.values().get())
    assert "tajemna" not in row
    assert "example.org" not in row
    assert secrecy.unseal(Subscription.objects.get().sealed) == "tajemna@example.org"
    assert "tajemna" not in client.get(response["Location"]).content.decode()


def test_who_subscribes_twice_is_told_the_same_and_keeps_what_there_was(client):
    first = ask(client, what="some", regions=[KUPIANSK])
    client.post(last_link())
    second = ask(client, "Olena@Example.ORG", what="some", regions=[KHARKIV_OBLAST])
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    one, other = (letter.body.partition("http")[0] for letter in mail.outbox)
    assert one.replace("Куп’янська громада", "") == other.replace("Харківська область", "")
    client.post(last_link())
    assert Subscription.objects.get().regions == [KUPIANSK, KHARKIV_OBLAST]


def test_a_link_is_good_for_48_hours_and_not_longer(client):
    ask(client)
    link, now = last_link(), time.time()
    with patch("time.time", lambda: now + timedelta(hours=49).total_seconds()):
        response = client.post(link)
    assert response.status_code == 404
    assert "48 годин" in response.content.decode()
    assert not Subscription.objects.exists()
    assert client.post(link[:-5]).status_code == 404
    assert client.post(link).status_code == 303


@pytest.mark.parametrize(
    "address",
    ["", "olena", "olena@", "@example.org", "o l@example.org", "a@b@example.org", "о@example.org",
     "olena@example", "olena@example.org\nBcc: x@example.org", "a" * 250 + "@example.org",
     "olena@.org", "olena@exa\x00mple..org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(client, address):
    response = ask(client, address)
    assert response.status_code == 400
    html = response.content.decode()
    assert 'aria-invalid="true"' in html
    assert "адрес" in html
    assert mail.outbox == []


def test_a_host_in_ukrainian_is_an_address(client):
    assert ask(client, "olena@Громада.УКР").status_code == 303
    assert mail.outbox[0].to == ["olena@xn--80aaf0b8afn.xn--j1amh"] or mail.outbox[0].to[
        0
    ].startswith("olena@xn--")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": "some"}, "принаймні одне місце"),
        ({"what": "some", "regions": ["UA00000000000000000"]}, "принаймні одне місце"),
        ({"what": "some", "tags": [f"tema-{n}" for n in range(31)]}, "щонайбільше про 30"),
    ],
)
def test_what_letters_are_about_has_to_be_said(client, fields, words):
    response = ask(client, **fields)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_a_form_of_another_site_sends_nothing(client):
    for headers in (
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {},
    ):
        response = client.post("/digest/", {"email": "olena@example.org"}, **headers)
        assert response.status_code == 403
    assert mail.outbox == []
    older = {"HTTP_ORIGIN": "http://testserver"}
    assert client.post("/digest/", {"email": "olena@example.org"}, **older).status_code == 303


def test_a_machine_that_fills_in_every_field_is_told_the_same_and_gets_nothing(client):
    assert ask(client, website="https://spam.example").status_code == 303
    assert mail.outbox == []


def test_one_address_gets_three_letters_a_day(client):
    for _ in range(limits.TO_ADDRESS + 2):
        assert ask(client).status_code == 303
    assert len(mail.outbox) == limits.TO_ADDRESS
    ask(client, "inshyi@example.org")
    assert len(mail.outbox) == limits.TO_ADDRESS + 1


def test_one_client_asks_twenty_times_an_hour(client):
    codes = [
        ask(client, f"reader{n}@example.org").status_code for n in range(limits.FROM_CLIENT + 1)
    ]
    assert codes == [303] * limits.FROM_CLIENT + [429]
    response = ask(client, "last@example.org")
    assert response["Retry-After"] == "3600"
    assert "надто часто" in response.content.decode()
    values = {"email": "another@example.org", "what": "all"}
    assert client.post("/digest/", values, REMOTE_ADDR="203.0.113.9", **OURS).status_code == 303


def test_a_mail_server_that_is_away_is_said_so_and_the_form_keeps_what_was_written(
    client, settings, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = ask(client)
    assert response.status_code == 503
    html = response.content.decode()
    assert "зараз не вдалося надіслати" in html
    assert 'value="olena@example.org"' in html
    assert "olena" not in caplog.text


def test_an_address_that_the_server_refuses_is_told_to_nobody(client, office, caplog):
    office.replies["olena@example.org"] = "550 5.1.1 olena@example.org unknown"
    response = ask(client)
    assert (response.status_code, response["Location"]) == (303, "/digest/asked/")
    assert "olena" not in caplog.text


def test_the_form_knows_places_and_topics_of_its_link_and_finds_others(client):
    make_article(tags=["освіта", "культура"])
    html = client.get(f"/digest/?regions={KUPIANSK}&tags=osvita").content.decode()
    assert f'name="regions" value="{KUPIANSK}" checked' in html
    assert 'name="tags" value="osvita" checked' in html
    assert 'name="tags" value="kultura">' in html
    html = client.get(f"/digest/?regions={KUPIANSK}&q=Чугуїв").content.decode()
    assert "Чугуївська" in html
    assert f'name="regions" value="{KUPIANSK}" checked' in html


def test_pages_of_letters_set_no_cookie_and_those_of_one_person_are_kept_by_nobody(client):
    ask(client)
    link = last_link()
    pages = ["/digest/", "/digest/asked/", link, "/digest/manage/?t=x", "/digest/unsubscribe/?t=x"]
    for path in pages:
        response = client.get(path)
        assert not response.cookies, path
        if "?t=" in path:
            assert response["Cache-Control"] == "private, no-store"
            assert response["Referrer-Policy"] == "no-referrer"
            assert 'name="robots" content="noindex' in response.content.decode()


@pytest.mark.parametrize("path", ["/regions/kharkivska-oblast/kupianska/", "/tags/osvita/"])
def test_places_and_topics_lead_to_the_form(client, path):
    make_article(tags=["освіта"], hromadas=[KUPIANSK])
    assert 'class="by-mail" href="/digest/?' in client.get(path).content.decode()
