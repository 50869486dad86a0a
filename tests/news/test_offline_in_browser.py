"""Reading without a network, in a real browser with a real service worker."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news import offline, views
from news.models import Article
from tests.factories import KUPIANSK, hromada, make_article

LINE = re.compile(r"Збережено \d{1,2} \w+ \d{4}, \d\d:\d\d\. Зараз немає зв’язку\.")
KEPT = """async () => {
    const keys = await (await caches.open("pages")).keys();
    return keys.map(({ url }) => new URL(url).pathname + new URL(url).search);
}"""


@pytest.fixture
def page(browser, live_server):
    """A page of a reader whose browser may run the service worker."""
    context = browser.new_context(base_url=live_server.url, locale="uk-UA")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.console_errors = []
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def article(live_server):
    return make_article("Новина головної", hromadas=[KUPIANSK])


def wait_for_copies(page, *addresses):
    """Wait until all of these are kept on the device."""
    for _attempt in range(100):
        if set(addresses) <= set(page.evaluate(KEPT)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not kept: {set(addresses) - set(page.evaluate(KEPT))}")


def test_front_page_and_followed_articles_open_without_a_network(page, article):
    old = make_article(
        "Давня новина громади",
        hromadas=[KUPIANSK],
        published_at=timezone.now() - timedelta(days=400),
    )
    place = hromada().get_absolute_url()
    page.goto("/")
    wait_for_copies(page, "/", "/my/", article.get_absolute_url())
    page.goto(place)
    page.locator("[data-follow]").click()
    feed = f"/my/?regions={KUPIANSK}"
    wait_for_copies(page, feed, place, old.get_absolute_url())

    page.context.set_offline(True)
    page.goto("/")
    assert LINE.fullmatch(page.locator(".kept").inner_text())
    for one in (article, old):
        page.goto(one.get_absolute_url())
        assert page.locator("h1").inner_text() == one.title
        assert LINE.fullmatch(page.locator(".kept").inner_text())
    page.goto("/my/")
    expect(page.locator(".card")).to_have_count(2)
    assert LINE.fullmatch(page.locator(".kept").inner_text())

    page.goto("/news/999-nevidoma/")
    assert "цієї сторінки немає серед збережених" in page.locator(".kept").inner_text()
    link = page.locator("#articles + .saved a", has_text="Давня новина громади")
    link.click()
    assert page.locator("h1").inner_text() == old.title
    assert page.console_errors == []

    page.context.set_offline(False)
    page.goto("/")
    assert page.locator(".kept").count() == 0


def test_english_pages_have_english_lines(page, live_server):
    english = make_article("A library reopens", language="en")
    page.goto("/en/")
    wait_for_copies(page, "/en/", english.get_absolute_url())
    page.context.set_offline(True)
    page.goto(english.get_absolute_url())
    line = page.locator(".kept").inner_text()
    assert re.fullmatch(
        r"Saved on \d{1,2} \w+ \d{4}, \d\d:\d\d\. There is no connection now\.", line
    )
    page.goto("/en/tags/")
    assert page.locator("h1").inner_text() == "Reading without a connection"


def test_what_is_withdrawn_or_corrected_goes_with_the_next_contact(page, article):
    corrected = make_article("Новина з помилкою")
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url(), corrected.get_absolute_url())
    Article.objects.filter(pk=article.pk).update(state="archived")
    # A moment that the copy is older than, whatever the fraction of a second.
    later = timezone.now() + timedelta(seconds=2)
    Article.objects.filter(pk=corrected.pk).update(lead="Виправлений лід.", saved_at=later)
    # The front page's own copy is of this minute and isn't asked for again: nothing else is.
    page.goto("/")
    for _attempt in range(100):
        if article.get_absolute_url() not in page.evaluate(KEPT):
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.goto(article.get_absolute_url())
    assert page.locator("h1").inner_text() == "Читання без зв’язку"
    page.goto(corrected.get_absolute_url())
    assert "Виправлений лід." in page.locator("main").inner_text()


def test_an_article_that_is_gone_is_gone_from_the_device(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    Article.objects.filter(pk=article.pk).update(state="archived")
    assert page.goto(article.get_absolute_url()).status == 404
    page.wait_for_timeout(300)
    assert article.get_absolute_url() not in page.evaluate(KEPT)


def test_light_mode_fetches_nothing_in_the_background(page, article):
    page.goto("/offline/")
    page.evaluate("localStorage.setItem('light', 'on')")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_timeout(500)
    assert article.get_absolute_url() not in page.evaluate(KEPT)


def test_the_newsroom_and_the_api_are_never_touched(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    for address in ("/admin/login/", "/api/v1/tags", "/preview/forged/", "/feeds/all.json"):
        assert not page.goto(address).from_service_worker, address
    assert page.goto("/").from_service_worker
    assert not [key for key in page.evaluate(KEPT) if "admin" in key or "preview" in key]


def test_a_new_version_takes_over_and_drops_the_old_shell(page, article, monkeypatch):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    newer = re.sub(r'"version": "\w+"', '"version": "0123456789abcdef"', offline.worker_script())
    monkeypatch.setattr(offline, "script_now", lambda: newer)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    for _attempt in range(100):
        if sorted(page.evaluate("caches.keys()")) == ["pages", "shell-0123456789abcdef"]:
            break
        page.wait_for_timeout(50)
    else:
        raise AssertionError(page.evaluate("caches.keys()"))
    assert article.get_absolute_url() in page.evaluate(KEPT)
    page.goto(article.get_absolute_url())
    assert page.locator("h1").inner_text() == article.title


def test_a_broken_cache_never_breaks_the_site(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    key = article.get_absolute_url()
    page.evaluate(
        "key => caches.open('pages').then((pages) => pages.put(key, new Response()))", key
    )
    page.goto(key)
    assert page.locator("h1").inner_text() == article.title
    page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((one) => caches.delete(one))))"
    )
    page.goto("/")
    assert page.locator(".kept").count() == 0


def test_a_server_that_fails_leaves_the_copy_to_read(page, article, monkeypatch):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    monkeypatch.setattr(views, "article_context", None)
    page.goto(article.get_absolute_url())
    assert page.locator("h1").inner_text() == article.title
    assert "Сайт зараз не відповідає." in page.locator(".kept").inner_text()


@pytest.mark.soak
def test_a_slow_link_waits_four_seconds_and_then_shows_the_copy(page, article, monkeypatch):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    quick = views.article_context
    monkeypatch.setattr(views, "article_context", lambda found: time.sleep(6) or quick(found))
    page.goto(article.get_absolute_url())
    assert "Зв’язок повільний." in page.locator(".kept").inner_text()
    page.wait_for_timeout(4000)  # the fresh page has come meanwhile and is kept
    monkeypatch.undo()
    page.get_by_role("link", name="Спробувати ще раз").click()
    expect(page.locator(".kept")).to_have_count(0)


def test_what_is_saved_can_be_erased(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    page.goto("/offline/")
    page.get_by_role("button", name="Стерти збережене").click()
    expect(page.locator("#saved [role=status]")).to_contain_text("стерто")
    assert page.evaluate(KEPT) == []
