"""Reading without a network, in a real browser with a real service worker."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news import offline, views
from news.models import Article
from tests.browser import PATIENCE, wait_for
from tests.factories import KUPIANSK, hromada, make_article

LINE = re.compile(r"^Збережено \d{1,2} \S+ \d{4}, \d\d:\d\d\. Зараз немає зв’язку\.\s*$")
IS_KEPT = """async ([address, words]) => {
    const copy = await (await caches.open("pages")).match(address);
    return Boolean(copy) && (await copy.text()).includes(words);
}"""
KEPT = """async () => {
    const keys = await (await caches.open("pages")).keys();
    return keys.map(({ url }) => new URL(url).pathname + new URL(url).search);
}"""


@pytest.fixture
def page(browser, live_server):
    """A page of a reader whose browser may run the service worker."""
    context = browser.new_context(base_url=live_server.url, locale="uk-UA")
    context.set_default_timeout(PATIENCE)
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
    for address in addresses:
        wait_for(page, IS_KEPT, arg=[address, ""])


def wait_until_gone(page, address):
    """Wait until no copy of an address is kept on the device."""
    wait_for(page, "async address => !(await caches.match(address))", arg=address)


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
    expect(page.locator(".kept")).to_have_text(LINE)
    for one in (article, old):
        page.goto(one.get_absolute_url())
        expect(page.locator("h1")).to_have_text(one.title)
        expect(page.locator(".kept")).to_have_text(LINE)
    page.goto("/my/")
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".kept")).to_have_text(LINE)

    page.goto("/news/999-nevidoma/")
    expect(page.locator(".kept")).to_contain_text("цієї сторінки немає серед збережених")
    link = page.locator("#articles + .saved a", has_text="Давня новина громади")
    link.click()
    expect(page.locator("h1")).to_have_text(old.title)
    assert page.console_errors == []

    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator(".kept")).to_have_count(0)


def test_english_pages_have_english_lines(page, live_server):
    english = make_article("A library reopens", language="en")
    page.goto("/en/")
    wait_for_copies(page, "/en/", english.get_absolute_url())
    page.context.set_offline(True)
    page.goto(english.get_absolute_url())
    line = r"^Saved on \d{1,2} \S+ \d{4}, \d\d:\d\d\. There is no connection now\.\s*$"
    expect(page.locator(".kept")).to_have_text(re.compile(line))
    page.goto("/en/tags/")
    expect(page.locator("h1")).to_have_text("Reading without a connection")


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
    wait_until_gone(page, article.get_absolute_url())
    wait_for(page, IS_KEPT, arg=[corrected.get_absolute_url(), "Виправлений лід."])
    page.context.set_offline(True)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text("Читання без зв’язку")
    page.goto(corrected.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Виправлений лід.")


def test_an_article_that_is_gone_is_gone_from_the_device(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    Article.objects.filter(pk=article.pk).update(state="archived")
    assert page.goto(article.get_absolute_url()).status == 404
    wait_until_gone(page, article.get_absolute_url())


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
    names = "caches.keys().then(names => names.sort().join())"
    wait_for(page, f"{names}.then(names => names === 'pages,shell-0123456789abcdef')")
    assert article.get_absolute_url() in page.evaluate(KEPT)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text(article.title)


def test_a_broken_cache_never_breaks_the_site(page, article):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    key = article.get_absolute_url()
    page.evaluate(
        "key => caches.open('pages').then((pages) => pages.put(key, new Response()))", key
    )
    page.goto(key)
    expect(page.locator("h1")).to_have_text(article.title)
    page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((one) => caches.delete(one))))"
    )
    page.goto("/")
    expect(page.locator(".kept")).to_have_count(0)


def test_a_server_that_fails_leaves_the_copy_to_read(page, article, monkeypatch):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    monkeypatch.setattr(views, "public_article", None)
    page.goto(article.get_absolute_url())
    expect(page.locator("h1")).to_have_text(article.title)
    expect(page.locator(".kept")).to_contain_text("Сайт зараз не відповідає.")


@pytest.mark.soak
def test_a_slow_link_waits_four_seconds_and_then_shows_the_copy(page, article, monkeypatch):
    page.goto("/")
    wait_for_copies(page, article.get_absolute_url())
    quick = views.public_article
    monkeypatch.setattr(views, "public_article", lambda found: time.sleep(6) or quick(found))
    page.goto(article.get_absolute_url())
    expect(page.locator(".kept")).to_contain_text("Зв’язок повільний.")
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
