"""`import_wxr`: what becomes of the posts of a WordPress site. All made up."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from news.models import Article, FormerAddress, Tag
from tests import factories
from tests.news import wxr
from tests.news.wxr import item, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path_factory):
    return running(tmp_path_factory.mktemp("wordpress"))


def test_post_becomes_an_article_with_byline_tags_views_and_its_state(run):
    out, err = run(
        item(
            7,
            title="Вода &#8211; у кожен двір",
            tags={"Вода": "category", "водогін": "post_tag", "Без категорії": "category"},
            meta={"post_views_count": "1203", "_edit_last": "1"},
        )
    )
    article = Article.objects.published().get()
    assert err == ""
    assert "1 created" in out
    assert article.title == "Вода – у кожен двір"
    assert article.lead == "Майстерня працює щовівторка."
    assert article.body == "<p>Лагодять усе.</p>"
    assert article.byline == "Олена Прикладна"
    assert article.views_imported == 1203
    assert article.published_at.isoformat() == "2024-05-08T13:05:00+00:00"
    assert {tag.name for tag in article.tags.all()} == {"Вода", "водогін"}


def test_second_run_changes_nothing(run):
    run(item(1), item(2))
    before = list(Article.objects.values())
    out, err = run(item(1), item(2))
    assert "0 created, 0 updated, 2 unchanged" in out
    assert err == ""
    assert list(Article.objects.values()) == before


def test_categories_that_name_one_place_become_places(run):
    names = ["Київська область", "Згурівська ОТГ", "Миколаївська громада", "громада і школа"]
    run(item(1, tags=dict.fromkeys(names, "category")))
    article = Article.objects.get()
    assert [place.katottg for place in article.oblasts.all()] == [factories.KYIV_OBLAST]
    assert [place.short_name for place in article.hromadas.all()] == ["Згурівська"]
    # There are several of Mykolaiv, none of them in that oblast.
    assert {tag.name for tag in article.tags.all()} == set(names[2:])


def test_oblast_among_the_categories_decides_between_namesakes(run):
    run(item(1, tags={"Львівська область": "category", "Миколаївська громада": "post_tag"}))
    article = Article.objects.get()
    assert article.hromadas.get().oblast.katottg == factories.LVIV_OBLAST
    assert not article.tags.exists()


@pytest.mark.parametrize(
    ("status", "state"),
    [("draft", "draft"), ("pending", "review"), ("private", "draft"), ("publish", "published")],
)
def test_states_are_those_of_wordpress(run, status, state):
    run(item(status=status))
    assert Article.objects.get().state == state


def test_scheduled_post_waits_for_its_minute(run):
    run(item(status="future", gmt="2099-05-08 13:05:00"))
    assert Article.objects.get().is_scheduled()


def test_post_with_a_password_is_not_published(run):
    run(item(password="таємниця"))
    assert Article.objects.get().state == "draft"


def test_draft_needs_no_date(run):
    run(item(status="draft", gmt="0000-00-00 00:00:00", date="0000-00-00 00:00:00"))
    assert Article.objects.get().published_at is None


def test_pages_and_what_else_there_is_are_skipped_and_counted(run):
    out, err = run(
        item(1),
        item(2, kind="page"),
        item(3, kind="page"),
        item(4, kind="nav_menu_item"),
        item(5, status="trash"),
        item(6, more="\t\t<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>\n" * 3),
    )
    assert "2 created, 0 updated, 0 unchanged, 4 skipped, 0 refused" in out
    assert "Left out: 3 × comment" in out
    assert "Skipped: 2 × page" in out
    assert "Skipped: 1 × post that is «trash»" in out
    assert err == ""


def test_old_addresses_lead_to_the_article(run, client):
    link = "https://old.example.org/2024/05/%D0%B2%D0%BE%D0%B4%D0%B0/"
    run(item(9, link=link, meta={"_wp_old_slug": "zastarila"}))
    article = Article.objects.get()
    for address in ("/2024/05/%D0%B2%D0%BE%D0%B4%D0%B0/", "/2024/05/zastarila", "/?p=9"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())
    assert FormerAddress.objects.count() == 3


def test_video_is_shown_as_one_and_unknown_shortcodes_are_told(run):
    out, _ = run(
        item(
            content="https://www.youtube.com/watch?v=abcdefghijk\n\n"
            '[su_button url="https://example.org/"]Подати заявку[/su_button]\n\n'
            "Текст [від редакції] лишається.",
            excerpt="Лід.",
        )
    )
    body = Article.objects.get().body
    assert '<figure><a href="https://www.youtube.com/watch?v=abcdefghijk"' in body
    assert "<p>Подати заявку</p>" in body
    assert "[від редакції]" in body
    assert "Left out: 1 × shortcode [su_button]" in out


def test_text_of_the_block_editor_keeps_its_paragraphs(run):
    content = (
        "<!-- wp:paragraph -->\n<p>Перший.</p>\n<!-- /wp:paragraph -->\n\n"
        "<!-- wp:list -->\n<ul><li>раз</li><li>два</li></ul>\n<!-- /wp:list -->"
    )
    run(item(content=content, excerpt="Лід."))
    assert Article.objects.get().body == "<p>Перший.</p>\n<ul><li>раз</li><li>два</li></ul>"


def test_blocks_without_a_text_of_their_own_are_told(run):
    out, _ = run(
        item(
            content="<!-- wp:paragraph -->\n<p>Перший.</p>\n<!-- /wp:paragraph -->\n"
            '<!-- wp:latest-posts {"postsToShow":3} /-->\n<!-- wp:block {"ref":12} /-->\n'
            "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n<p>Другий.</p>",
            excerpt="Лід.",
        )
    )
    assert Article.objects.get().body == "<p>Перший.</p>\n<p>Другий.</p>"
    assert "Left out: 1 × block latest-posts" in out
    assert "Left out: 1 × block block" in out


def test_frame_of_a_video_becomes_its_card_and_others_are_told(run):
    out, _ = run(
        item(
            content='<iframe width="560" src="//www.youtube.com/embed/abcdefghijk"></iframe>\n\n'
            '<iframe src="https://map.example.org/"></iframe>Адреса.',
            excerpt="Лід.",
        )
    )
    body = Article.objects.get().body
    assert '<figure><a href="https://www.youtube.com/watch?v=abcdefghijk"' in body
    assert "Адреса." in body
    assert "Left out: 1 × <iframe>" in out


def test_file_is_linked_once(run):
    address = "https://old.example.org/wp-content/uploads/2024/plan.pdf"
    content = (
        f'<!-- wp:file {{"id":9}} -->\n<div class="wp-block-file"><a href="{address}">План</a>'
        f'<a href="{address}" class="wp-block-file__button" download>Завантажити</a></div>\n'
        "<!-- /wp:file -->"
    )
    run(item(content=content, excerpt="Лід."))
    assert Article.objects.get().body == f'<p><a href="{address}" rel="noopener">План</a></p>'


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_older_exports_are_read_too(tmp_path, version):
    """WXR 1.0 has no authors in its head and calls the domain of tags «tag»."""
    head = wxr.HEAD.replace("/1.2/", f"/{version}/").replace(">1.2<", f">{version}<")
    head = re.sub("<wp:author>.*</wp:author>\n", "", head)
    topics = {"Вода": "category", "водогін": "tag"}
    file = tmp_path / "export.xml"
    file.write_text(wxr.export(item(1, creator="Олена", tags=topics), head=head), encoding="utf-8")
    call_command("import_wxr", file, stdout=StringIO())
    article = Article.objects.get()
    assert article.byline == "Олена"
    assert {tag.name for tag in article.tags.all()} == set(topics)


def test_lines_and_lists_of_the_older_editor(run):
    content = (
        "Рядок один\nрядок два\n\n<h2>Заголовок</h2>\nТекст\n<ul>\n<li>раз</li>\n</ul>\nКінець"
    )
    run(item(content=content, excerpt="Лід."))
    assert Article.objects.get().body == (
        "<p>Рядок один<br>рядок два</p>\n<h2>Заголовок</h2>\n<p>Текст</p>\n"
        "<ul><li>раз</li></ul>\n<p>Кінець</p>"
    )


def test_places_of_posts_without_any_wait_for_an_editor(run):
    text = "Рада Згурівської громади Київської області зібралася на сесію."
    out, _ = run(
        item(1, content=text),
        item(2, content=text, tags={"Куп’янська ТГ": "category"}),
        detect_places=True,
    )
    assert "1 articles wait for an editor" in out
    assert not Article.objects.get(proposals__hromada__short_name="Згурівська").hromadas.exists()


def test_dry_run_writes_nothing(run):
    out, _ = run(item(tags={"вода": "post_tag"}), dry_run=True)
    assert "Dry run, nothing written: 1 created" in out
    assert not Article.objects.exists()
    assert not Tag.objects.exists()
