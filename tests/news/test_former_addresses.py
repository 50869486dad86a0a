"""Addresses of the portal that an article came from lead to it; others cost one query more."""

import pytest
from django.test import Client

from news.models import FormerAddress
from news.models.former_address import former_path
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = factories.make_article()
    FormerAddress.objects.create(path="/2019/05/вода", article=article)
    FormerAddress.objects.create(path="/index.php?id=5", article=article)
    FormerAddress.objects.create(path="/?p=5", article=article)
    return article


@pytest.mark.parametrize(
    "address",
    [
        "/2019/05/вода/",
        "/2019/05/вода",
        "/2019/05/%D0%B2%D0%BE%D0%B4%D0%B0/",
        "/2019/05/вода/?utm_source=x",
        "/index.php?id=5",
        "/?p=5",
    ],
)
def test_former_address_leads_to_the_article(article, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "status"), [("/2019/05/", 404), ("/index.php?id=6", 404), ("/?p=6", 200)]
)
def test_other_addresses_are_what_they_were(article, client, address, status):
    assert client.get(address).status_code == status


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_article_that_is_not_public_is_not_betrayed(article, client, state):
    article.state = state
    article.save()
    assert client.get("/2019/05/вода/").status_code == 404


def test_page_of_ours_goes_before_a_former_address(article, client):
    FormerAddress.objects.create(path="/tags", article=article)
    assert client.get("/tags/").status_code == 200


def test_only_not_found_asks_and_once(article, client, django_assert_num_queries):
    client.get("/немає/")  # what a page keeps is there then
    with django_assert_num_queries(1):
        client.get("/немає-теж/?a=b")


def test_nothing_is_redirected_but_reading(article):
    assert Client().post("/2019/05/вода/").status_code == 404


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://old.example.org/a/b/", "/a/b"),
        ("https://old.example.org/%D0%B2%D0%BE%D0%B4%D0%B0/?x=1#y", "/вода?x=1"),
        ("/index.php?view=article&id=5", "/index.php?id=5&view=article"),
        ("https://old.example.org/?p=5", "/?p=5"),
        ("https://old.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("http://[broken/", ""),
        ("/a%00b", ""),
        ("/" + "а" * 500, ""),
    ],
)
def test_addresses_are_stored_in_one_form(address, path):
    assert former_path(address) == path
