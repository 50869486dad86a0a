"""Take the pictures of the editors' guide from a running demo newsroom; its texts are made up.

make run &   and then   .venv/bin/python docs/guide/img/take.py http://127.0.0.1:8000
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1180, "height": 820}
KEPT_WIDTH = 960  # px of the file


def sign_in(page, role):
    page.goto("/admin/login/")
    page.fill("#id_username", role)
    page.fill("#id_password", f"demo-{role}")
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/admin/")


def keep(page, name):
    """Keep what is seen of a page now as a small WebP file."""
    page.wait_for_timeout(1500)  # pictures that wait to be scrolled to, and the checks
    shot = Image.open(BytesIO(page.screenshot()))
    shot = shot.resize((KEPT_WIDTH, round(shot.height * KEPT_WIDTH / shot.width)))
    shot.save(FOLDER / f"{name}.webp", quality=60, method=6)


def type_over(page, text):
    page.fill("#id_title", text)
    page.wait_for_timeout(1500)


def main(site):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page, colleague = (
            browser.new_context(
                base_url=site, viewport=SIZE, locale="uk-UA", timezone_id="Europe/Kyiv"
            ).new_page()
            for _ in range(2)
        )
        sign_in(page, "editor")
        keep(page, "desk")
        page.goto("/admin/news/image/")
        keep(page, "library")
        page.goto("/admin/news/article/?state=review")
        page.locator("#result_list .field-heading a").first.click()
        keep(page, "form")
        address = page.url
        sign_in(colleague, "admin")
        colleague.goto(address)
        title = page.input_value("#id_title")
        type_over(colleague, f"{title}: уточнений розклад")
        colleague.keyboard.press("Control+Enter")
        colleague.wait_for_load_state()
        type_over(page, f"Оновлено: {title[0].lower()}{title[1:]}")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(3000)
        keep(page, "conflict")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
