"""The Content-Security-Policy of pages: what it allows, and that no more is needed."""

import base64
import hashlib
import re

import pytest
from django.test import Client

from news import lists
from news.embeds import FRAME_HOSTS
from tests.factories import KUPIANSK, hromada, make_article, make_preview
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def rules(response):
    """Return the policy of a response as {directive: [sources]}."""
    parts = response["Content-Security-Policy"].split("; ")
    return {name: sources for name, *sources in (part.split() for part in parts)}


def hashes(html, element):
    """Return what a policy calls the elements of a page that hold text and have no attribute."""
    texts = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def addresses():
    article = make_article(hromadas=[KUPIANSK], tags=["партнерство"])
    place = hromada()
    return [
        "/",
        "/news/",
        "/news/?oblast=xx",
        article.get_absolute_url(),
        "/tags/",
        "/popular/",
        "/search/?q=рада",
        "/regions/",
        "/regions/find/?q=Ківшарівка",
        place.oblast.get_absolute_url(),
        place.get_absolute_url(),
        f"/embed/regions/{KUPIANSK}/",
        f"/embed/regions/{KUPIANSK}/code/",
        "/data/",
        "/feeds/",
        "/nothing/",
        "/en/",
    ]


def test_what_stands_inside_a_page_is_allowed_by_its_hash_alone(client):
    for address in addresses():
        response = client.get(address)
        html, policy = response.content.decode(), rules(response)
        assert len(hashes(html, "style")) == 1, address
        assert policy["style-src"] == ["'self'", *hashes(html, "style")], address
        assert set(hashes(html, "script")) <= set(policy["script-src"]), address
        assert "unsafe" not in response["Content-Security-Policy"], address
        assert "nonce" not in response["Content-Security-Policy"], address
        # What no hash allows: handlers and styles in attributes.
        assert not re.search(r"<[^>]*\s(style|on\w+)=", html), address


def test_a_page_loads_from_its_own_host_and_frames_only_the_providers_of_embeds(client):
    policy = rules(client.get("/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["frame-src"] == ["'self'", *(f"https://{host}" for host in FRAME_HOSTS)]
    assert policy["img-src"] == ["'self'", "data:"]  # which asks nobody
    own = {"'self'"} | {
        each for each in policy["style-src"] + policy["script-src"] if "sha" in each
    }
    for name, sources in policy.items():
        if name not in {"default-src", "base-uri", "frame-src", "frame-ancestors", "img-src"}:
            assert set(sources) <= own, name


def test_an_embed_may_stand_in_any_site(client):
    response = client.get(f"/embed/regions/{KUPIANSK}/")
    assert rules(response)["frame-ancestors"] == ["*"]
    assert "X-Frame-Options" not in response


def test_the_newsroom_has_the_same_policy_and_only_its_previews_stand_in_frames(client):
    editor = signed_in("editor")
    article = make_article(state="draft")
    usual = rules(client.get("/")) | {"style-src": ["'self'"]}  # nothing stands inside its pages
    assert rules(editor.get("/admin/")) == usual
    policy = rules(editor.get(f"/admin/news/article/{article.pk}/preview/"))
    assert policy["frame-ancestors"] == ["'self'"]
    assert rules(Client().get(make_preview(article)))["frame-ancestors"] == ["'none'"]


def test_a_page_of_an_error_is_allowed_its_style(monkeypatch):
    monkeypatch.setattr(lists, "popular_tags", lambda count: 1 / 0)
    response = Client(raise_request_exception=False).get("/tags/")
    assert response.status_code == 500
    assert set(hashes(response.content.decode(), "style")) <= set(rules(response)["style-src"])


@pytest.mark.parametrize("address", ["/robots.txt", "/feeds/all.rss", "/ornaments/kupiansk.svg"])
def test_what_is_no_page_may_load_nothing_either(address, client):
    response = client.get(address)
    assert rules(response)["default-src"] == ["'none'"]
