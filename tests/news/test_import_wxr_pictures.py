"""`import_wxr` and the pictures of a WordPress site: from a folder, with their words."""

import pytest

from news.models import Article, Image
from tests.news.wxr import attachment, item, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def run(tmp_path_factory):
    return running(tmp_path_factory.mktemp("wordpress"))


def test_pictures_of_the_text_come_from_the_folder_with_their_words(run):
    content = (
        '[caption id="attachment_5" align="aligncenter" width="300"]<a href="x"><img class="'
        'wp-image-5" src="https://old.example.org/wp-content/uploads/2024/05/maidan-300x200.jpg" '
        'alt="" /></a> Майдан після ремонту[/caption]\n\nТекст після знімка.'
    )
    out, err = run(
        attachment(5, "2024/05/maidan.jpg", caption="Майдан", alt="Люди на майдані"),
        item(6, content=content, excerpt="Лід."),
        uploads=["2024/05/maidan.jpg", "2024/05/maidan-300x200.jpg"],
    )
    image = Image.objects.get()
    assert err == ""
    assert (image.alt, image.caption) == ("Люди на майдані", "Майдан")
    assert Article.objects.get().body == (
        f'<figure><img src="/media/images/{image.pk}.jpg" alt="">'
        "<figcaption>Майдан після ремонту</figcaption></figure>\n<p>Текст після знімка.</p>"
    )
    assert "1 pictures taken into the library" in out


def test_gallery_becomes_figures_by_ids_or_of_the_whole_post(run):
    pictures = [attachment(n, f"2024/{n}.jpg", parent=8, caption=f"№ {n}") for n in (3, 4, 5)]
    run(
        *pictures,
        item(8, content="Текст.\n\n[gallery]", excerpt="Лід."),
        item(9, content='Текст.\n\n[gallery columns="2" ids="5,3"]', excerpt="Лід."),
        uploads=["2024/3.jpg", "2024/4.jpg", "2024/5.jpg"],
    )
    whole, chosen = Article.objects.order_by("pk")
    assert [f"№ {n}" in whole.body for n in (3, 4, 5)] == [True, True, True]
    assert chosen.body.index("№ 5") < chosen.body.index("№ 3")
    assert "№ 4" not in chosen.body
    assert Image.objects.count() == 3


def test_thumbnail_becomes_the_cover(run):
    run(
        item(8, meta={"_thumbnail_id": "3"}),
        attachment(3, "2024/rada.jpg", alt="Зала засідань"),
        uploads=["2024/rada.jpg"],
    )
    assert Article.objects.get().cover.alt == "Зала засідань"


def test_picture_that_is_not_there_is_counted_and_costs_nothing_else(run):
    shown = '<img src="https://old.example.org/wp-content/uploads/no.jpg"> Текст.'
    out, err = run(
        item(1, content=shown),
        item(2, content='<img src="http://10.0.0.1/uploads/a.jpg"><p>Текст.</p>'),
        item(3, meta={"_thumbnail_id": "77"}),
        uploads=["2024/other.jpg"],
    )
    assert "3 created" in out
    assert "Left out: 3 × picture that isn't in the folder" in out
    assert err == ""


def test_run_without_the_folder_takes_no_picture_away(run):
    shown = '<img src="https://old.example.org/wp-content/uploads/2024/a.jpg"> Текст.'
    pictured = item(1, content=shown, meta={"_thumbnail_id": "3"})
    run(pictured, attachment(3, "2024/a.jpg"), uploads=["2024/a.jpg"])
    before = Article.objects.values().get()
    out, _ = run(pictured, attachment(3, "2024/a.jpg"))
    assert "1 unchanged" in out
    out, err = run(item(1, content=shown + " Ще."), attachment(3, "2024/a.jpg"))
    assert "it came with pictures, and its new text would lose them" in err
    assert Article.objects.values().get() == before


def test_folder_that_comes_later_brings_the_pictures(run):
    shown = '<img src="https://old.example.org/wp-content/uploads/2024/a.jpg"> Текст.'
    run(item(1, content=shown))
    assert "<figure" not in Article.objects.get().body
    out, _ = run(item(1, content=shown), uploads=["2024/a.jpg"])
    assert "1 updated" in out
    assert "<figure" in Article.objects.get().body


def test_picture_that_many_posts_show_comes_into_the_library_once(run):
    """The words beside it differ from post to post, and stay in the texts."""
    shown = '<img src="https://old.example.org/wp-content/uploads/2024/herb{}.jpg" alt="{}"> Текст.'
    out, _ = run(
        item(1, content=shown.format("", "Герб громади")),
        item(2, content=shown.format("-300x200", "Герб")),
        item(3, content=shown.format("", "")),
        uploads=["2024/herb.jpg"],
    )
    image = Image.objects.get()
    assert image.alt == "Герб громади"
    assert "1 pictures taken into the library" in out
    assert [article.image_uses.get().image for article in Article.objects.all()] == [image] * 3
    assert {'alt="Герб"' in article.body for article in Article.objects.all()} == {True, False}


def test_gallery_of_the_block_editor_becomes_figures(run):
    picture = (
        '<!-- wp:image {{"id":{0}}} -->\n<figure class="wp-block-image size-large"><img src="'
        'https://old.example.org/wp-content/uploads/2024/{0}-1024x683.jpg" alt="" class="wp-image-'
        '{0}"/><figcaption class="wp-element-caption">№ {0}</figcaption></figure>\n'
        "<!-- /wp:image -->"
    )
    content = (
        '<!-- wp:gallery {"linkTo":"none"} -->\n<figure class="wp-block-gallery has-nested-images">'
        f"{picture.format(3)}\n\n{picture.format(4)}</figure>\n<!-- /wp:gallery -->"
    )
    run(
        *(attachment(n, f"2024/{n}.jpg") for n in (3, 4)),
        item(8, content=content, excerpt="Лід."),
        uploads=["2024/3.jpg", "2024/4.jpg"],
    )
    body = Article.objects.get().body
    assert body.count("<figure>") == 2
    assert body.index("№ 3") < body.index("№ 4")
