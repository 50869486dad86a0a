"""Take the screenshots of this folder from a running demo newsroom.

    make run &   and then   .venv/bin/python docs/screenshots/take.py http://127.0.0.1:8000

Every kind of page at 390 and 1280 px, light and dark, as small WebP files.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
WINDOW = 900  # px high
LONGEST = 1600  # px of a page that are shown
KEPT_WIDTH = 760  # px of the file, at the most
NEWSROOM = "admin-"  # its pages are kept in the light scheme only, but for those of DARK
DARK = {"admin-article"}
PAGES = {
    "front": "/",
    "news": "/news/?oblast=kharkivska-oblast",
    "news-mistake": "/news/?hromada=Іванівка&from=abc",
    "archive": "/news/archive/",
    "article": "/regions/UA63080090000067457/ > main .card a",
    "article-table": "/news/ > main .card a",
    "article-light-mode": "/regions/UA63080090000067457/ > main .card a",
    "tags": "/tags/",
    "tag": "/tags/starosty/",
    "popular": "/popular/?period=month",
    "regions": "/regions/",
    "find": "/regions/find/?q=Первомайський",
    "oblast": "/regions/kharkivska-oblast/",
    "hromada": "/regions/UA46120130000026331/",
    "search": "/search/?q=бібліотека",
    "search-nothing": "/search/?q=ъъъ",
    "feeds": "/feeds/",
    "my": "/my/",
    "offline": "/offline/",
    "accessibility": "/accessibility/",
    "embed": "/embed/regions/UA63080090000067457/",
    "not-found": "/nothing/",
    "en-front": "/en/",
    "en-article": "/en/news/ > main .card a",
    "en-hromada": "/en/regions/kharkivska-oblast/kupianska/",
    "admin-login": "/admin/login/",
    "admin-desk": "/admin/",
    "admin-front": "/admin/front/",
    "admin-articles": "/admin/news/article/",
    "admin-article": "/admin/news/article/?state=review > #result_list .field-heading a",
    "admin-guide": "/admin/guide/",
    "admin-twins": "/admin/news/tag/twins/",
    "admin-links": "/admin/newsroom/link/",
    "admin-tags": "/admin/news/tag/",
    "admin-images": "/admin/news/image/",
}
# What the reader has chosen before, kept in the browser (static/js/).
KEPT = {
    "article-light-mode": {"light": "on"},
    "my": {"followed": '{"regions": ["UA63080090000067457"], "tags": ["starosty"]}'},
}
PICTURES = """() => Promise.all(
    [...document.images]
        .filter(image => image.checkVisibility() && image.getBoundingClientRect().y < innerHeight)
        .map(image => image.decode())
)"""


def main(site, only=()):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for scheme in ("light", "dark"):
            for width in (390, 1280):
                context = browser.new_context(
                    viewport={"width": width, "height": WINDOW},
                    color_scheme=scheme,
                    locale="uk-UA",
                    timezone_id="Europe/Kyiv",
                    service_workers="block",
                )
                page = context.new_page()
                for name, address in PAGES.items():
                    is_shown = scheme == "light" or name in DARK or not name.startswith(NEWSROOM)
                    if (name in only or not only) and is_shown:
                        remember(page, site, KEPT.get(name, {}))
                        visit(page, site, address)
                        keep(page, FOLDER / f"{name}-{width}-{scheme}.webp")
                context.close()
        browser.close()


def remember(page, site, chosen):
    """Let the browser's storage hold what is chosen ({key: text}), and nothing else."""
    page.set_viewport_size({**page.viewport_size, "height": WINDOW})
    page.goto(f"{site}/offline/")
    page.evaluate("localStorage.clear()")
    page.evaluate("all => { for (const key in all) localStorage[key] = all[key] }", chosen)


def visit(page, site, address):
    """Open an address, or the first link of a selector on it; sign in where the admin asks."""
    path, _, selector = address.partition(" > ")
    page.goto(site + path)
    if "/admin/login/" in page.url and path != "/admin/login/":
        page.fill("#id_username", "admin")
        page.fill("#id_password", "demo-admin")
        page.press("#id_password", "Enter")
        page.goto(site + path)
    if selector:
        page.goto(site + page.get_attribute(selector, "href"))
    # All that is kept is in view, so that no picture waits to be scrolled to.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**page.viewport_size, "height": min(height, LONGEST)})
    page.evaluate(PICTURES)
    page.wait_for_timeout(300)


def keep(page, file):
    """Write what the page shows, down to LONGEST px, as WebP."""
    shot = Image.open(BytesIO(page.screenshot()))
    height = page.evaluate("Math.ceil(document.body.getBoundingClientRect().bottom)")
    shot = shot.crop((0, 0, shot.width, min(max(height, 400), LONGEST)))
    shot.thumbnail((KEPT_WIDTH, LONGEST), Image.Resampling.LANCZOS)
    shot.save(file, quality=34, method=6)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
