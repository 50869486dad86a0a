"""The sharing picture of an article: there for each public one, whole, and made once."""

from datetime import timedelta
from io import BytesIO
from threading import Thread

import PIL.Image
import pytest
from django.utils import timezone

from news import share_card
from news.models import Article
from news.share_card import HEIGHT, TITLE_SIZES, WIDTH, draw, plain
from tests.factories import KUPIANSK, image_bytes, make_article, make_image, upload_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]


def address(article):
    return f"/news/{article.pk}/card.jpg"


def picture(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    return PIL.Image.open(BytesIO(response.content))


def kept(media, article):
    return sorted((media / "share" / str(article.pk)).iterdir())


def test_an_article_without_cover_has_its_title_on_an_ornament(client):
    for article in (make_article(), make_article("Без місця", hromadas=[KUPIANSK])):
        assert picture(client.get(address(article))).size == (1200, 630)


def test_a_cover_is_cropped_around_its_focal_point(client):
    tall = PIL.Image.new("RGB", (1200, 2000), "red")
    tall.paste("blue", (0, 1400, 1200, 2000))
    file = BytesIO()
    tall.save(file, "JPEG")
    cover = make_image(content=file.getvalue(), focal_y=1.0)
    image = picture(client.get(address(make_article(cover=cover))))
    assert image.size == (1200, 630)
    assert image.getpixel((600, 300))[2] > 200


def test_a_cover_is_never_blown_up(client):
    middle = make_image(content=image_bytes((800, 800)))
    small = make_image(content=image_bytes((300, 300)))
    assert picture(client.get(address(make_article(cover=middle)))).size == (800, 420)
    assert picture(client.get(address(make_article(cover=small)))).size == (1200, 630)


def test_a_cover_whose_file_is_lost_gives_way_to_the_title(client, media):
    cover = upload_image(content=image_bytes((1300, 700)))
    article = make_article(cover=cover)
    cover.file.storage.delete(cover.file.name)
    response = client.get(share_card.share_card(article).url)
    assert picture(response).size == (1200, 630)
    assert "immutable" not in response["Cache-Control"]
    assert not (media / "share").exists() or not kept(media, article)


def test_its_words_are_in_the_language_of_the_article():
    cover = make_image("Майдан", content=image_bytes((1300, 700)))
    shown = [make_article(cover=cover), make_article("A square", cover=cover, language="en")]
    words = [share_card.share_card(article).alt for article in shown]
    assert words == ["Майдан", "A square"]
    assert share_card.share_card(make_article("Без обкладинки")).alt == "Без обкладинки"


def test_only_public_articles_have_one(client):
    waiting = make_article(published_at=timezone.now() + timedelta(minutes=1))
    for article in (waiting, make_article(state="draft"), make_article(state="archived")):
        assert client.get(address(article)).status_code == 404
    assert client.get("/news/999999999999999999/card.jpg").status_code == 404


def test_it_is_drawn_once_and_again_when_the_title_changes(client, media, monkeypatch):
    drawn = []
    monkeypatch.setattr(share_card, "draw", lambda *shown: drawn.append(shown) or b"JPEG")
    article = make_article()
    for _ in range(3):
        assert client.get(address(article)).content == b"JPEG"
    assert len(drawn) == 1
    article.title = "Нова назва"
    article.save()
    client.get(address(article))
    assert len(drawn) == 2
    assert len(kept(media, article)) == 1


def test_the_address_with_the_digest_stays_for_ever_and_changes_with_the_title(client):
    article = make_article()
    first = share_card.share_card(article).url
    assert "immutable" in client.get(first)["Cache-Control"]
    article.title = "Нова назва"
    article.save()
    assert share_card.share_card(article).url != first
    assert client.get(first)["Cache-Control"] == "public, max-age=300"


def test_many_who_ask_at_once_get_the_whole_picture(media):
    # Gathered before: a thread that asks the database would leave a connection of its own behind.
    article, answers = Article.objects.with_cards().get(pk=make_article().pk), []
    threads = [
        Thread(target=lambda: answers.append(share_card.kept(article, "digest"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert [path.name for path in kept(media, article)] == ["digest.jpg"]


def test_a_disk_that_is_full_stops_nobody(client, media):
    (media / "share").write_text("not a folder")
    assert picture(client.get(address(make_article()))).size == (1200, 630)


def test_the_longest_title_stands_whole_in_its_box():
    width, height = WIDTH - share_card.CLOTH - 2 * share_card.MARGIN, 380
    for title in ("Щ" * 300, "Самоврядування " * 20, "й " * 150, "Рада", "😀", ""):
        font, lines = share_card._fit(title, width, height, TITLE_SIZES)
        assert "".join("".join(lines).split()) == "".join(plain(title).split())
        assert all(font.getlength(line) <= width for line in lines)
        assert len(lines) * font.size * share_card.LEADING <= height


def test_words_that_fit_are_never_broken():
    for title in ("Новини місцевого самоврядування України", "Якась територіальна громада"):
        _, lines = share_card._fit(title, 680, 380, TITLE_SIZES)
        assert set(" ".join(lines).replace("\u00a0", " ").split()) == set(title.split())


def test_short_words_stay_with_the_next_one():
    text = "Громада в області й у районі — разом із містом та селом"
    _, lines = share_card._fit(text, 400, 600, [40])
    assert not any(line.split()[-1] in {"в", "й", "у", "та"} for line in lines)
    assert not any(line.startswith("—") for line in lines)


def test_what_the_font_lacks_is_left_out():
    assert plain("Вода 😀 тече") == "Вода тече"
    assert (
        plain("Куп’янськ — «Ґанок» № 5, 12\u00a0480 ₴") == "Куп’янськ — «Ґанок» № 5, 12\u00a0480 ₴"
    )
    assert plain("и\u0306") == "й"


def test_the_picture_is_light_enough_for_messengers():
    assert len(draw("Назва", "Громада", KUPIANSK, "Портал громад")) < 300_000
    assert PIL.Image.open(BytesIO(draw("А", "", "b", "Портал"))).size == (WIDTH, HEIGHT)
