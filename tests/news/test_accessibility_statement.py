"""The statement of accessibility says what the last audit found, and no more."""

import json
import re

import pytest

from news import accessibility

CYRILLIC = re.compile("[\u0400-\u04ff]")
BARRIER = {"id": "image-alt", "impact": "serious", "help": "Images must have alternative text"}


def page_of(kind, violations=(), incomplete=0):
    return {
        "kind": kind,
        "path": "/",
        "violations": list(violations),
        "incomplete": incomplete,
        "passes": 40,
    }


@pytest.fixture
def audit(monkeypatch, tmp_path):
    """A function that makes the statement stand on an audit with these pages."""
    path = tmp_path / "audit.json"

    def write(*pages):
        found = {"date": "2026-11-23", "axe": "4.10.2", "tags": [], "sizes": [390, 1280]}
        path.write_text(json.dumps(found | {"schemes": ["light", "dark"], "pages": pages}))

    last_audit = accessibility.last_audit
    monkeypatch.setattr(accessibility, "last_audit", lambda: last_audit(path))
    return write


def read(client, path="/accessibility/"):
    response = client.get(path)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", main).split())


@pytest.mark.usefixtures("audit")
def test_without_an_audit_nothing_is_claimed(client):
    text = read(client)
    assert "ще не перевіряли, тому про відповідність ми не заявляємо" in text
    assert "Що перевірено" not in text


def test_a_clean_audit_claims_no_more_than_it_saw(client, audit):
    audit(page_of("front", incomplete=2), page_of("English oblast"))
    text = read(client)
    assert "Портал частково відповідає" in text
    assert "перевірка 23 листопада 2026 року не знайшла перешкод" in text
    assert "axe 4.10.2 відкрила 2 види сторінок, кожен за ширини 390 і 1280 пікселів" in text
    assert "У 2 випадках вона не змогла вирішити" in text
    assert "Перша сторінка Область, англійською" in text
    assert "Знайдені перешкоди" not in text


def test_what_was_found_is_named(client, audit):
    audit(page_of("front"), page_of("article", [BARRIER | {"nodes": 3}]))
    text = read(client)
    assert "знайшла 1 перешкоду; її названо нижче" in text
    assert "Images must have alternative text (image-alt)" in text


def test_the_english_statement_is_english(client, audit):
    audit(page_of("front"), page_of("article", [BARRIER | {"nodes": 1}]), page_of("somewhere"))
    text = read(client, "/en/accessibility/")
    assert "The automatic check of 23 November 2026 found 1 barrier" in text
    assert not CYRILLIC.search(text)


def test_readers_are_told_where_to_write(client, settings):
    settings.CONTACT_EMAIL = ""
    assert "ще не вказала своєї адреси" in read(client)
    settings.CONTACT_EMAIL = "hazeta@example.org"
    assert 'href="mailto:hazeta@example.org"' in client.get("/accessibility/").content.decode()


def test_the_audit_in_the_repository_can_be_read():
    found = accessibility.last_audit()
    assert found is None or all(page.passes for page in found.pages)
