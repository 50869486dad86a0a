"""`rebuild_related`: the words of all articles and what is related to each, anew."""

from io import StringIO

import pytest
from django.core.management import call_command

from news import corpus, relating
from news.models import Keyword, RelatedArticles, RelatedChange
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_all_is_found_anew_and_told_in_numbers(monkeypatch):
    count = corpus.count
    monkeypatch.setattr(corpus, "count", lambda: count(names=False))
    for number in range(3):
        make_article(f"Водогін {number}", tags=["вода"])
    make_article("Чернетка", state="draft")
    assert relating.work()
    Keyword.objects.all().delete()
    RelatedArticles.objects.update(found="", least=0)
    out = StringIO()
    call_command("rebuild_related", stdout=out)
    assert "3 published articles" in out.getvalue()
    assert Keyword.objects.filter(article__title="Водогін 1", word="водогін").exists()
    assert all(row.found.count(":") == 4 for row in RelatedArticles.objects.all())
    assert RelatedArticles.objects.count() == 3
    assert not RelatedChange.objects.exists()
