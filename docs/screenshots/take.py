"""Take the screenshots of this folder from a running demo newsroom.

    make run &   and then   .venv/bin/python docs/screenshots/take.py http://127.0.0.1:8000

Every kind of page at 390 and 1280 px, and the DARK ones also in dark, as small WebP files.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
LONGEST = 1600  # px of a page that are shown
KEPT_WIDTH = 760  # px of the file, at the most
DARK = {"front", "article", "regions", "hromada", "admin-article"}
PAGES = {
    "front": "/",
    "news": "/news/?oblast=kharkivska-oblast",
    "article": "/regions/UA63080090000067457/ > main .card a",
    "tags": "/tags/",
    "tag": "/tags/starosty/",
    "popular": "/popular/",
    "regions": "/regions/",
    "find": "/regions/find/?q=Первомайський",
    "oblast": "/regions/kharkivska-oblast/",
    "hromada": "/regions/UA63080090000067457/",
    "search": "/search/?q=бібліотека",
    "feeds": "/feeds/",
    "embed": "/embed/regions/UA63080090000067457/",
    "not-found": "/nothing/",
    "front-en": "/en/",
    "admin-login": "/admin/login/",
    "admin-desk": "/admin/",
    "admin-articles": "/admin/news/article/",
    "admin-article": "/admin/news/article/?state=review > #result_list .field-heading a",
    "admin-guide": "/admin/guide/",
    "admin-twins": "/admin/news/tag/twins/",
    "admin-links": "/admin/newsroom/link/",
    "admin-tags": "/admin/news/tag/",
    "admin-images": "/admin/news/image/",
}


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
                    # All that is kept is in view, so that no picture waits to be scrolled to.
                    viewport={"width": width, "height": LONGEST},
                    color_scheme=scheme,
                )
                page = context.new_page()
                for name, address in PAGES.items():
                    if (name in only or not only) and (scheme == "light" or name in DARK):
                        visit(page, site, address)
                        keep(page, FOLDER / f"{name}-{width}-{scheme}.webp")
                context.close()
        browser.close()


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
    page.wait_for_timeout(800)  # pictures are decoded after they have come


def keep(page, file):
    """Write what the page shows, down to LONGEST px, as WebP."""
    shot = Image.open(BytesIO(page.screenshot()))
    height = page.evaluate("Math.ceil(document.body.getBoundingClientRect().bottom)")
    shot = shot.crop((0, 0, shot.width, min(max(height, 400), LONGEST)))
    shot.thumbnail((KEPT_WIDTH, LONGEST), Image.Resampling.LANCZOS)
    shot.save(file, quality=45, method=6)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
