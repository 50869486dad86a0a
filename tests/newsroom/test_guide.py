"""The editors' guide: docs/guide/ as pages of the newsroom."""

import re

import pytest
from django.urls import reverse

from newsroom.guide import FOLDER, chapters, read_chapter
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # its pages are files


def test_every_chapter_opens_for_every_role():
    for role in ("author", "editor", "admin"):
        client = signed_in(role)
        for slug, chapter in chapters().items():
            answer = client.get(reverse("admin:guide", args=[slug]))
            assert chapter.title in answer.content.decode()


def test_the_guide_begins_with_its_first_chapter():
    answer = signed_in("author").get(reverse("admin:guide_index"))
    assert answer.context["chapter"].slug == "persha-stattia"


def test_a_stranger_is_asked_to_sign_in():
    answer = signed_in("anonymous").get(reverse("admin:guide", args=["persha-stattia"]))
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("address", ["guide/no-such/", "guide/img/no.webp", "guide/img/take.py"])
def test_what_is_not_there_is_not_found(address):
    assert signed_in("author").get(f"/admin/{address}").status_code == 404


def test_every_link_and_picture_of_the_guide_leads_somewhere():
    client, anchors = signed_in("author"), {}
    pages = {slug: client.get(reverse("admin:guide", args=[slug])) for slug in chapters()}
    for slug, answer in pages.items():
        anchors[slug] = set(re.findall(r'id="([^"]+)"', answer.content.decode()))
    pictures = set()
    for chapter in chapters().values():
        for target in re.findall(r'(?:href|src)="([^"]+)"', chapter.html):
            path, _, anchor = target.partition("#")
            if "/img/" in path:
                pictures.add(path.rpartition("/")[2])
            assert not path or client.get(path).status_code == 200, target
            slug = path.strip("/").rpartition("/")[2] or chapter.slug
            assert not anchor or anchor in anchors[slug], target
    assert pictures == {path.name for path in (FOLDER / "img").glob("*.webp")}


def test_the_index_in_the_docs_names_every_chapter():
    named = re.findall(
        r"^\d+\. \[(.+)\]\(\d+-(.+)\.md\)$", (FOLDER / "README.md").read_text("utf-8"), re.M
    )
    assert named == [(chapter.title, slug) for slug, chapter in chapters().items()]


def test_a_chapter_is_read_from_its_text():
    chapter = read_chapter("x", "# Назва\n\n## Перше\n\nДив. [друге](2-druhe-tut.md#kinets).\n")
    assert chapter.title == "Назва"
    assert chapter.sections == (("pershe", "Перше"),)
    assert '<a href="/admin/guide/druhe-tut/#kinets">' in chapter.html
    assert '<h2 id="pershe">' in chapter.html


def test_a_text_without_a_title_is_refused():
    with pytest.raises(ValueError, match="no title"):
        read_chapter("x", "## Перше\n")
