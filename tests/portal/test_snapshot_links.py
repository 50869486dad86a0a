"""What pages of a copy say: links that hold, and nothing that waits for a server in vain."""

import re

from django.conf import settings

from news import offline
from news.templatetags.styles import first_script
from portal.snapshot.links import ASKING, PAINTED, Links

SITE = settings.SITE_URL


def turned(html, path="/news/", depth=1, **options):
    text, found = Links(**options).html(html, path, f"{path[1:]}index.html", depth)
    return text, found


def test_link_that_holds_stays_as_it_is_and_is_needed():
    html = '<a href="/tags/voda/#top">Вода</a> <img src="/ornaments/UA1.svg" alt="">'
    assert turned(html) == (html, [("/tags/voda/", "", 1), ("/ornaments/UA1.svg", "", 1)])


def test_query_becomes_a_folder():
    html = '<a class="x" href="/news/?tag=voda&amp;from=2026-01-01">Далі</a>'
    text, found = turned(html)
    assert text == '<a class="x" href="/news/tag=voda/from=2026-01-01/">Далі</a>'
    assert found == [("/news/", "tag=voda&from=2026-01-01", 1)]
    assert turned('<a href="?period=day">', "/popular/")[0] == '<a href="/popular/period=day/">'


def test_what_needs_a_server_is_asked_of_the_live_site():
    for way in ("/my/", "/search/?q=a&amp;order=newest", "/api/v1/docs", "/en/my/?tags=a"):
        assert turned(f'<a href="{way}">') == (f'<a href="{SITE}{way}">', [])
    form = '<form method="get" action="/search/">'
    assert turned(form)[0] == f'<form method="get" action="{SITE}/search/">'


def test_other_sites_and_places_in_the_page_are_left_alone():
    html = (
        '<a href="https://example.org/?a=1&amp;b=2">a</a><a href="#main">b</a>'
        '<a href="mailto:a@example.org">c</a><a href="//cdn.example/x">d</a>'
        f'<link rel="canonical" href="{SITE}/news/">'
    )
    assert turned(html) == (html, [])


def test_words_that_look_like_links_are_left_alone():
    html = '<p>Пишіть href="/my/" так</p><textarea>&lt;a href="/my/"&gt;</textarea>'
    assert turned(html)[0] == html
    text = '<a title="a > b" data-src="/my/" href="/my/">x</a>'
    assert turned(text)[0] == f'<a title="a > b" data-src="/my/" href="{SITE}/my/">x</a>'


def test_pictures_of_all_sizes_are_needed():
    html = '<source srcset="/media/renditions/1/a.avif 480w, /media/renditions/1/b.avif 960w">'
    text, found = turned(html)
    assert text == html
    assert [path for path, _, _ in found] == [
        "/media/renditions/1/a.avif",
        "/media/renditions/1/b.avif",
    ]


def test_relative_links_lead_to_the_file_itself():
    html = (
        '<a href="/">a</a><a href="/news/?before=20260101T000000Z-1#x">b</a>'
        '<img srcset="/media/renditions/1/a.avif 2x" src="/media/renditions/1/a.jpg">'
    )
    text, _ = turned(html, "/en/news/", relative=True)
    assert text == (
        '<a href="../../index.html">a</a>'
        '<a href="../../news/before=20260101T000000Z-1/index.html#x">b</a>'
        '<img srcset="../../media/renditions/1/a.avif 2x" src="../../media/renditions/1/a.jpg">'
    )


def test_list_ends_where_it_is_told_to():
    html = '<a rel="next" href="/news/?before=20260101T000000Z-1">Старіші</a>'
    assert turned(html, pages=2, depth=1)[1] == [("/news/", "before=20260101T000000Z-1", 2)]
    text, found = turned(html, pages=2, depth=2)
    assert text == html.replace("/news/", f"{SITE}/news/")
    assert found == []


def test_scripts_that_ask_a_server_and_the_counting_are_left_out():
    html = (
        '<link rel="manifest" href="/manifest.webmanifest">\n'
        '<script type="module" src="/static/js/theme.0123456789ab.js"></script>\n'
        '<script type="module" src="/static/js/app.0123456789ab.js"></script>\n'
        '<script type="module" src="/static/js/count.js" data-count="/news/1/view"></script>'
        '<noscript><img src="/news/1/view.gif" alt="" width="1" height="1" hidden></noscript>'
    )
    text, found = turned(html)
    assert text == '<script type="module" src="/static/js/theme.0123456789ab.js"></script>\n'
    assert found == [("/static/js/theme.0123456789ab.js", "", 1)]


def test_every_script_that_asks_a_server_is_known():
    """A new one would wait for an answer that no copy gives."""
    folder = settings.BASE_DIR / "static" / "js"
    names = {
        path.stem for path in folder.glob("*.js") if not path.stem.startswith(offline.NEWSROOM)
    }
    asking = {
        name
        for name in names
        if re.search(r"\bfetch\(|serviceWorker|caches\.", (folder / f"{name}.js").read_text())
    }
    more = asking
    while more:
        more = {
            name
            for name in names - asking
            if any(f'"./{one}.js"' in (folder / f"{name}.js").read_text() for one in asking)
        }
        asking |= more
    assert asking == set(ASKING)


def test_page_from_a_disk_looks_as_without_scripts():
    """Browsers run no module from there, so that what a module makes work must not be shown."""
    assert PAINTED in first_script()[0]
    text, _ = turned(f"<script>{first_script()[0]}</script>", relative=True)
    assert '/^file/.test(location)||h.add("js")' in text


def test_note_stands_before_the_content_in_the_language_of_the_page():
    assert "Це копія сайту." in turned('<main id="main">')[0].partition("<main")[0]
    english = turned('<main id="main">', "/en/news/")[0]
    assert "This is a copy" in english
    assert 'href="/en/copy/"' in english


def test_redirect_leads_on_without_a_server():
    html = Links().redirect("/tags/voda/", "tags/stara/index.html")
    assert '<meta http-equiv="refresh" content="0; url=/tags/voda/">' in html
    assert f'<link rel="canonical" href="{SITE}/tags/voda/">' in html
    html = Links(relative=True).redirect("/tags/voda/", "tags/stara/index.html")
    assert 'content="0; url=../../tags/voda/index.html">' in html
    assert 'url=https://example.org/?a=1&amp;b=2"' in Links().redirect(
        "https://example.org/?a=1&b=2", "a/index.html"
    )


def test_sitemap_names_the_files_of_its_parts():
    text, found = Links().sitemap(
        f"<loc>{SITE}/sitemap-articles.xml?p=2</loc><loc>{SITE}/news/1/</loc><loc>https://x/</loc>"
    )
    assert text == (
        f"<loc>{SITE}/sitemap-articles.p=2.xml</loc><loc>{SITE}/news/1/</loc><loc>https://x/</loc>"
    )
    assert found == [("/sitemap-articles.xml", "p=2", 1), ("/news/1/", "", 1)]


def test_modules_and_styles_bring_what_they_load():
    links = Links()
    script = 'import { a } from "./dialog.0123.js";\nawait import("../b.js");'
    assert links.needed(script, "/static/js/x.js") == [
        ("/static/js/dialog.0123.js", "", 1),
        ("/static/b.js", "", 1),
    ]
    style = "a{background:url(../img/a.svg)}b{background:url('data:image/png;base64,x')}"
    assert links.needed(style, "/static/css/x.css") == [("/static/img/a.svg", "", 1)]
