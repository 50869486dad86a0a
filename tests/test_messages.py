"""The texts of the pages are all translated, and what is compiled is what is written."""

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Those of the pages in locale/, and Django's own that the newsroom words otherwise.
SOURCES = {str(path.relative_to(ROOT)): path for path in ROOT.glob("[!.]*/**/LC_MESSAGES/*.po")}


def test_ukrainian_is_there():
    assert "locale/uk/LC_MESSAGES/django.po" in SOURCES


@pytest.mark.parametrize("name", SOURCES)
def test_every_message_is_translated(name):
    messages = polib.pofile(SOURCES[name])
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []
    assert [entry.msgid for entry in messages.obsolete_entries()] == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_compiled_file_is_of_today(name):
    path = SOURCES[name]
    assert path.with_suffix(".mo").is_file(), "run `make messages`"
    source, compiled = polib.pofile(path), polib.mofile(path.with_suffix(".mo"))
    assert compiled.metadata["Plural-Forms"] == source.metadata["Plural-Forms"]
    assert texts(compiled) == texts(source), "run `make messages`"


def texts(messages):
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): entry.msgstr_plural or entry.msgstr
        for entry in messages
    }
