"""A long article has contents, and every heading of an article can be linked to."""

import pytest

from news.body import clean
from news.contents import LONG, contents, with_anchors
from news.templatetags.articles import body_html
from tests.factories import make_article

PARAGRAPH = f"<p>{'Громада радиться про бюджет. ' * (LONG // 25)}</p>"
THREE = (
    "<h2>Гроші</h2><p>а</p><h2>Що <em>далі</em>?</h2><p>б</p><h3>Дрібне</h3>"
    "<h2>«Вода» &amp; дім</h2>"
)


def test_an_id_is_made_of_the_words_and_stays_with_them():
    before, after = with_anchors("<h2>Що <em>далі</em>?</h2>"), with_anchors(THREE)
    assert before == '<h2 id="s-shcho-dali">Що <em>далі</em>?</h2>'
    assert before in after
    assert '<h3 id="s-dribne">Дрібне</h3>' in after


def test_equal_headings_and_headings_without_letters_get_ids_of_their_own():
    body = "<h2>Далі</h2><h2>Далі 2</h2><h3>Далі</h3><h4>Далі</h4><h2>***</h2><h2>…</h2>"
    shown = with_anchors(body)
    assert [part.partition('"')[0] for part in shown.split('id="')[1:]] == [
        "s-dali",
        "s-dali-2",
        "s-dali-3",
        "s-dali-4",
        "s-1",
        "s-1-2",
    ]


def test_what_only_looks_like_a_heading_is_left_alone():
    body = clean("<p>&lt;h2&gt;ні&lt;/h2&gt;</p>")
    assert with_anchors(body) == body


def test_ids_are_shown_and_never_stored():
    body = clean('<h2 id="main" onclick="x()">Main</h2>')
    assert body == "<h2>Main</h2>"
    assert body_html(body) == '<h2 id="s-main">Main</h2>'


def test_contents_name_the_parts_in_plain_words():
    assert contents(THREE + PARAGRAPH) == [
        ("s-hroshi", "Гроші"),
        ("s-shcho-dali", "Що далі?"),
        ("s-voda-dim", "«Вода» & дім"),
    ]


def test_a_short_text_and_one_of_few_parts_have_none():
    assert contents(THREE) == []
    assert contents("<h2>Раз</h2><h2>Два</h2>" + PARAGRAPH) == []


@pytest.mark.django_db
def test_every_entry_of_the_contents_leads_to_its_heading(client):
    article = make_article(body=THREE + PARAGRAPH)
    html = client.get(article.get_absolute_url()).content.decode()
    entries, text = html.split('<nav class="contents"')[1].split("</nav>", 1)
    for anchor, _ in contents(article.body):
        assert f'href="#{anchor}"' in entries
        assert text.count(f'id="{anchor}"') == 1
    assert "«Вода» &amp; дім</a>" in entries
    assert 'class="contents"' not in client.get(make_article().get_absolute_url()).content.decode()
