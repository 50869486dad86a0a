"""SECRET_KEY is changed: sessions and links to previews hold until the former key goes too."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone

from newsroom import preview
from newsroom.models import PreviewLink
from portal import environment
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

ANOTHER = "another-key-9876543210-zyxwvutsrqponmlkjihgfedcba"


def began_anew(monkeypatch):
    """What a server that was started with these settings has."""
    monkeypatch.setattr(preview, "_SIGNER", Signer(salt="newsroom.preview"))


def test_a_former_key_keeps_sessions_and_previews(settings, monkeypatch):
    editor, article = signed_in("editor"), make_article(state="draft")
    until = timezone.now() + timedelta(days=1)
    link = preview.address_of(PreviewLink.objects.create(article=article, expires_at=until))
    former, settings.SECRET_KEY = settings.SECRET_KEY, ANOTHER
    settings.SECRET_KEY_FALLBACKS = [former]
    began_anew(monkeypatch)
    assert editor.get("/admin/").status_code == 200
    assert editor.get(link, follow=True).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    began_anew(monkeypatch)
    assert editor.get(link, follow=True).status_code == 404
    assert editor.get("/admin/").status_code == 200  # its session was signed anew meanwhile


def test_without_it_everybody_signs_in_anew(settings):
    editor = signed_in("editor")
    settings.SECRET_KEY = ANOTHER
    assert editor.get("/admin/").status_code == 302


def test_several_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", " one, two,,")
    assert environment.texts("SECRET_KEY_FALLBACKS") == ["one", "two"]
    monkeypatch.delenv("SECRET_KEY_FALLBACKS")
    assert environment.texts("SECRET_KEY_FALLBACKS") == []
