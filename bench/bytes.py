"""What pages weigh and how they load, in a real browser with an empty cache.

    make bytes                (takes a minute or two; needs Chromium; asks no data of yours)

Fills a demo newsroom in a temporary folder, starts the production server on it and asks it for each
kind of page. Prints Markdown tables for docs/performance.md; exits with 1 where a budget is broken.

Bytes are those of the answers' bodies as they came over the wire, as the browser's own tools count
them. The slow link is the browser's emulation: 400 ms and 400 kbit/s, without the round trips that
setting up a connection takes. What moved while it loaded is the sum of all layout shifts, with the
page scrolled to its end.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import servers

KB = 1024
# In bytes, but for the last two: seconds, and the sum of layout shifts.
BUDGETS = {
    "article, html": 14 * KB,
    "article, all but pictures": 30 * KB,
    "article, scripts": 10 * KB,
    "front, all but pictures": 40 * KB,
    "article, largest paint": 2.5,
    "moved": 0.01,
}
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}

WATCH = """
window.moved = 0;
window.largest = 0;
const watch = (type, tell) => {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(tell));
  observer.observe({type, buffered: true});
};
watch("layout-shift", (shift) => { window.moved += shift.value; });
watch("largest-contentful-paint", (paint) => { window.largest = paint.startTime; });
"""


def manage(environment, *arguments, **changes):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment | changes, check=True)  # noqa: S603


def fill(environment):
    """Make the newsroom of a new DATA_DIR; return {kind of page: path}."""
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_register", "--yes", "--verbosity", "0")
    manage(environment, "load_demo", "--verbosity", "0", DEBUG="on")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    os.environ |= environment | {"DJANGO_SETTINGS_MODULE": "portal.settings"}

    import django

    django.setup()
    from django.utils import timezone

    from news import renditions
    from news.models import Article
    from news.models.article import State
    from tests.texts import real_body

    renditions.finish()
    model = Article.objects.published().in_language("uk").filter(hromadas__isnull=False).first()
    text = Article.objects.create(
        title="Громада підписала меморандум про співпрацю з дев’ятьма сусідами",
        lead="Спільно берегтимуть ліси, возитимуть сміття й утримуватимуть пожежну частину.",
        body=real_body(4000),
        state=State.PUBLISHED,
        published_at=timezone.now(),
        byline="Відділ новин",
        source_name=model.source_name,
        source_url=model.source_url,
    )
    text.tags.set(model.tags.all())
    text.hromadas.set(model.hromadas.all())
    text.bring_oblasts()
    pictured = Article.objects.published().in_language("uk").exclude(cover=None)
    place = text.hromadas.select_related("oblast").first()
    english = Article.objects.published().in_language("en").first()
    return {
        "article": text.get_absolute_url(),
        "article, pictures": pictured.first().get_absolute_url(),
        "article, English": english.get_absolute_url(),
        "front": "/",
        "front, English": "/en/",
        "news": "/news/",
        "news, filters": f"/news/?oblast={place.oblast.slug}",
        "archive": "/news/archive/",
        "topics": "/tags/",
        "topic": text.tags.first().get_absolute_url(),
        "most read": "/popular/",
        "search": "/search/?q=громада",
        "regions": "/regions/",
        "find": "/regions/find/?q=Ківшарівка",
        "oblast": place.oblast.get_absolute_url(),
        "hromada": place.get_absolute_url(),
        "my feed": "/my/",
        "feeds": "/feeds/",
        "accessibility": "/accessibility/",
        "not found": "/nothing/",
    }


def visit(browser, address, width=390, slow=False):
    """Load an address with an empty cache; return {"sizes": {kind: bytes}, "largest", "moved"}.

    The kinds are the browser's: Document, Stylesheet, Script, Image and others; the largest
    contentful paint is in seconds.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 844}, service_workers="block", locale="uk-UA"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    if slow:
        tools.send("Network.emulateNetworkConditions", SLOW)
    kinds, headers, sizes = {}, {}, {}

    def answered(event):
        kinds[event["requestId"]] = event["type"]
        headers[event["requestId"]] = event["response"]["encodedDataLength"]

    def arrived(event):
        kind, request = kinds.get(event["requestId"], "Other"), event["requestId"]
        body = event["encodedDataLength"] - headers.get(request, 0)
        sizes[kind] = sizes.get(kind, 0) + max(0, body)

    tools.on("Network.responseReceived", answered)
    tools.on("Network.loadingFinished", arrived)
    # A report sent with `keepalive` never ends for Playwright, so nor would "networkidle" come.
    page.goto(address, wait_until="load")
    page.wait_for_timeout(3000 if slow else 300)
    largest = page.evaluate("window.largest / 1000")
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 700):
        page.evaluate("top => scrollTo({top, behavior: 'instant'})", top)
        page.wait_for_timeout(30)
    page.wait_for_timeout(300)
    result = {"sizes": sizes, "largest": largest, "moved": page.evaluate("window.moved")}
    context.close()
    return result


def measure(base, paths):
    """Visit each page; print the tables; return {budget: what was found}."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    found = {"moved": 0}
    print("| page | HTML | CSS for paper | scripts | rest | all but pictures | pictures | moved |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        for kind, path in paths.items():
            visited = visit(browser, base + path)
            sizes = dict(visited["sizes"])
            pictures, html = sizes.pop("Image", 0), sizes.get("Document", 0)
            every, scripts = sum(sizes.values()), sizes.get("Script", 0)
            css = sizes.get("Stylesheet", 0)
            moved = max(visited["moved"], visit(browser, base + path, 1280)["moved"])
            print(
                f"| {kind} | {html:,} | {css:,} | {scripts:,} | {every - html - css - scripts:,} | "
                f"{every:,} | {pictures:,} | {moved:.3f} |"
            )
            found["moved"] = max(found["moved"], moved)
            if kind == "article":
                found["article, html"], found["article, scripts"] = html, scripts
                found["article, all but pictures"] = every
            if kind == "front":
                found["front, all but pictures"] = every
        print("\n| page on the slow link | largest paint | moved |\n| --- | ---: | ---: |")
        for kind in ("article", "front", "news", "hromada"):
            slow = visit(browser, base + paths[kind], slow=True)
            print(f"| {kind} | {slow['largest']:.2f} s | {slow['moved']:.3f} |")
            found["moved"] = max(found["moved"], slow["moved"])
            if kind == "article":
                found["article, largest paint"] = slow["largest"]
        browser.close()
    return found


def report(found):
    """Print what was found beside its budget; return whether all hold."""
    print("\n| budget | at most | found |\n| --- | ---: | ---: |")
    for name, most in BUDGETS.items():
        value = found[name]
        shown = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
        print(f"| {name} | {most:,} | {shown}{'' if value <= most else ' **broken**'} |")
    return all(found[name] <= most for name, most in BUDGETS.items())


def main():
    port = str(servers.free_port())
    with tempfile.TemporaryDirectory(prefix="portal-bytes-") as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "off",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "PORT": port,
            "WORKERS": "1",
        }
        environment.pop("DATABASE_URL", None)
        paths = fill(environment)
        with servers.granian(environment, port=port) as server:
            holds = report(measure(server.url, paths))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
