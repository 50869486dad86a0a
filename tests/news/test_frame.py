"""The frame of every page: its first script, light mode by header, compression, static names."""

import gzip
import re

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from news.templatetags.styles import first_script, stylesheet
from portal.static_files import HashedStaticFiles
from tests.factories import make_article, make_image
from tests.staff import signed_in


def test_the_first_script_stays_tiny():
    script, _ = first_script()
    assert len(script) <= 300
    assert "//" not in script


def test_a_style_that_isnt_there_is_named():
    with pytest.raises(FileNotFoundError, match="css/nothing.css"):
        stylesheet("base", "nothing")


def test_the_dark_theme_is_one_however_it_was_chosen():
    """It stands twice: phones that know no light-dark() take it from two places."""
    css = (settings.BASE_DIR / "static/css/variables.css").read_text(encoding="utf-8")
    by_system, chosen = css.split("prefers-color-scheme: dark")[1].split('data-theme="dark"')
    colours = [re.findall(r"--([\w-]+): (#\w+);", part) for part in (by_system, chosen)]
    assert colours[0] == colours[1]
    assert len(colours[0]) > 10


@pytest.mark.django_db
def test_who_saves_data_gets_a_page_in_light_mode(client):
    light, other = client.get("/", headers={"save-data": "on"}), client.get("/")
    assert '<html lang="uk" class="light-mode">' in light.content.decode()
    assert '<html lang="uk">' in other.content.decode()
    for response in (light, other):
        assert "Save-Data" in response["Vary"]


@pytest.mark.django_db
def test_what_is_no_page_is_the_same_for_all(client):
    assert "Save-Data" not in client.get("/feeds/all.rss").get("Vary", "")


@pytest.mark.django_db
def test_every_picture_waits_until_it_is_shown(client, media):
    """Light mode rests on this: a picture that CSS hides isn't fetched when it is lazy."""
    article = make_article(cover=make_image())
    make_article("Без обкладинки")
    for path in ("/", "/news/", article.get_absolute_url(), "/popular/", "/en/"):
        html = client.get(path).content.decode()
        html = re.sub(r"<noscript>.*?</noscript>", "", html)  # a pixel that counts
        assert html.count("<img ") == html.count(' loading="lazy"'), path


@pytest.mark.django_db
def test_text_is_compressed_for_readers_and_in_the_newsroom(client):
    make_article()
    for reader, path in (
        (client, "/"),
        (client, "/feeds/all.rss"),
        (client, "/api/v1/articles/"),
        (signed_in("editor"), "/admin/"),
    ):
        plain = reader.get(path)
        response = reader.get(path, headers={"accept-encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip", path
        assert len(gzip.decompress(response.content)) == len(plain.content), path
        assert "Accept-Encoding" in response["Vary"], path


@pytest.mark.django_db
def test_pictures_are_not_compressed_again(client, media):
    url = make_image().rendition("card").urls["jpg"]
    response = client.get(url, headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.django_db
def test_a_picture_of_text_is_compressed(client):
    response = client.get("/ornaments/kupiansk.svg", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"


def test_a_module_imports_another_by_the_name_that_changes_with_its_content(tmp_path):
    storage = HashedStaticFiles(location=tmp_path)
    files = {
        "js/page.js": b'import {say} from "./parts/say.js";\nsay();\n',
        "js/parts/say.js": b"export const say = () => {};\n",
    }
    for name, content in files.items():
        storage.save(name, ContentFile(content))
    done = list(storage.post_process({name: (storage, name) for name in files}))
    assert not [problem for _, _, problem in done if isinstance(problem, Exception)]
    names = storage.hashed_files
    page = (tmp_path / names["js/page.js"]).read_text()
    assert f'"./{names["js/parts/say.js"].removeprefix("js/")}"' in page
