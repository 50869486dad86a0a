"""A draft can be shown to those without an account: by a signed link that expires."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing

from news.preview import LIFETIME, preview_path
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_draft_is_shown_as_readers_will_see_it(client):
    draft = make_article("Чернетка", state="draft")
    response = client.get(preview_path(draft))
    html = response.content.decode()
    assert "<h1>Чернетка</h1>" in html
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "data-count" not in html
    assert not response.cookies


def test_an_english_draft_has_an_english_frame(client):
    draft = make_article("Draft", state="draft", language="en", lead="", body="<p>Text.</p>")
    html = client.get(preview_path(draft)).content.decode()
    assert '<html lang="en">' in html
    assert "This is a preview" in html


def test_the_link_expires_and_cannot_be_forged(client):
    draft = make_article("Чернетка", state="draft")
    path = preview_path(draft)
    late = signing.time.time() + LIFETIME.total_seconds() + 60
    with mock.patch.object(signing.time, "time", return_value=late):
        response = client.get(path)
    assert response.status_code == 404
    assert "більше не працює" in response.content.decode()
    assert client.get(path.replace("/preview/", "/preview/x")).status_code == 404
    other = signing.dumps(draft.pk, salt="something else")
    assert client.get(f"/preview/{other}/").status_code == 404


def test_lifetime_is_bounded():
    assert timedelta(days=1) <= LIFETIME <= timedelta(days=14)
