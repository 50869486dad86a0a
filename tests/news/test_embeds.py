"""Pictures, videos and posts in a body, as they are shown: nothing loads from elsewhere unasked."""

import re

import pytest
from django.utils.translation import override
from playwright.sync_api import expect

from news import embeds
from news.body import clean, expand, images_of
from news.templatetags.articles import body_html
from tests.factories import make_article, make_image

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("http://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42s", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", YOUTUBE),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0", YOUTUBE),
        ("https://vimeo.com/76979871?share=copy", "https://vimeo.com/76979871"),
        ("https://player.vimeo.com/video/76979871", "https://vimeo.com/76979871"),
        ("https://t.me/s/hromada_news/123?single", "https://t.me/hromada_news/123"),
        ("https://www.youtube.com/watch?v=short", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        ("https://evil.example/https://youtu.be/dQw4w9WgXcQ", None),
        ("javascript:https://youtu.be/dQw4w9WgXcQ", None),
        ("https://youtu.be/dQw4w9WgXcQ\n<script>", None),
        ("https://t.me/hromada_news", None),
        ("https://example.org/", None),
    ],
)
def test_addresses_of_providers_are_known(address, stored):
    found = embeds.find(address)
    assert (found and found.address) == stored
    if found:
        assert clean(f'<figure><a href="{address}">Назва</a></figure>') == (
            f'<figure><a href="{stored}" rel="noopener">Назва</a></figure>'
        )


def test_a_frame_comes_from_few_hosts_only():
    assert embeds.FRAME_HOSTS == ("www.youtube-nocookie.com", "player.vimeo.com", "t.me")


def test_a_figure_with_another_link_is_a_paragraph():
    html = '<figure><a href="https://example.org/">Назва</a></figure>'
    assert clean(html) == '<p><a href="https://example.org/" rel="noopener">Назва</a></p>'


def test_a_card_is_a_link_that_holds_what_its_button_will_load():
    body = clean(f'<figure><a href="{YOUTUBE}">Лічильник &amp; «вода»</a></figure>')
    with override("en"):
        shown = body_html(body)
    assert shown == (
        '<figure class="embed" '
        'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1" '
        'data-offer="Play the video here" data-warning="YouTube will know that you watch it.">'
        f'<a href="{YOUTUBE}" rel="noopener"><span>YouTube</span> Лічильник &amp; «вода»</a>'
        '</figure><script type="module" src="/static/js/embeds.js"></script>'
    )
    assert body_html("<p>а</p>") == "<p>а</p>"
    assert expand(body, absolute=True) == body  # for feeds and the API a plain link


@pytest.mark.django_db
def test_a_picture_is_shown_sized_with_caption_and_credit(django_assert_num_queries):
    image = make_image(credit="Оксана <Коваль>")
    other = make_image()
    gone = 9_999_999
    body = clean(
        f'<figure><img src="/media/images/{image.pk}.jpg" alt="Міст &quot;новий&quot;">'
        "<figcaption>Через <b>Оскіл</b></figcaption></figure>"
        f'<figure><img src="/media/images/{other.pk}.jpg" alt="б"></figure>'
        f'<figure><img src="/media/images/{gone}.jpg" alt="в"><figcaption>Давній</figcaption>'
        f'</figure><figure><img src="/media/images/{gone}.jpg" alt="г"></figure>'
    )
    with override("en"), django_assert_num_queries(1):
        shown = expand(body)
    first, second, third = shown.strip().split("\n")
    assert re.search(r'<img src="/media/renditions/\d+/\S+\.jpg"', first)
    assert ' alt="Міст &quot;новий&quot;" loading="lazy"' in first
    assert ' width="64" height="36"' in first
    assert first.endswith(
        "<figcaption>Через <strong>Оскіл</strong> "
        '<span class="credit">Photo: Оксана &lt;Коваль&gt;</span></figcaption></figure>'
    )
    assert "figcaption" not in second
    assert third == "<p>Давній</p>"
    with django_assert_num_queries(0):
        assert images_of("<p>а</p>") == {}
        assert expand("<p>а</p>") == "<p>а</p>"


@pytest.mark.django_db
def test_a_feed_asks_once_for_all_pictures(client, django_assert_max_num_queries):
    images = [make_image(alt=f"{n}") for n in range(4)]
    for image in images:
        body = f'<figure><img src="/media/images/{image.pk}.jpg" alt="Міст"></figure>'
        make_article(f"Стаття {image.pk}", body=body)
    with django_assert_max_num_queries(6):
        items = client.get("/feeds/all.json").json()["items"]
    assert len(items) == 4
    for item in items:
        address = r"http://testserver/media/renditions/\d+/[\w-]+\.jpg"
        picture = rf'<img src="{address}" alt="Міст" width="64" height="36">'
        assert re.search(f"<figure>{picture}</figure>", item["content_html"])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_asked_of_a_provider_before_the_reader_presses(page, live_server):
    asked = []
    page.route(
        re.compile(r"^https://"), lambda route: (asked.append(route.request.url), route.abort())
    )
    article = make_article(body=f'<figure><a href="{YOUTUBE}">Лічильник</a></figure>')
    page.goto(article.get_absolute_url())
    button = page.locator(".embed button")
    button.wait_for()
    page.wait_for_timeout(300)
    assert asked == []
    button.focus()
    page.keyboard.press("Enter")
    frame = page.locator(".embed iframe")
    expect(frame).to_have_attribute("title", "YouTube Лічильник")
    expect(frame).to_have_attribute("src", re.compile("^https://www.youtube-nocookie.com/embed/"))
    expect(page.locator(".embed a")).to_have_attribute("href", YOUTUBE)
    for _ in range(600):
        if asked:
            break
        page.wait_for_timeout(100)
    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"]
