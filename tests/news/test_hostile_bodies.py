"""Hostile bodies leave nothing that runs: on a page, in a feed, a preview, the API, the editor."""

import re

import html5lib
import pytest
from django.urls import reverse

from news.body import clean, expand
from news.templatetags.articles import body_html
from newsroom.revisions import as_article
from tests.factories import make_article, make_image
from tests.news.hostile_bodies import BODIES
from tests.newsroom.editing import open_editor
from tests.staff import article_form, signed_in

STORED = {
    "p": set(), "br": set(), "hr": set(), "h2": set(), "h3": set(), "h4": set(), "strong": set(),
    "em": set(), "s": set(), "sub": set(), "sup": set(), "ul": set(), "ol": {"start"}, "li": set(),
    "blockquote": set(), "figure": set(), "figcaption": set(), "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"}, "a": {"href", "rel"}, "img": {"src", "alt"},
}  # fmt: skip


def test_there_are_enough_of_them():
    assert len(BODIES) == len(set(BODIES)) >= 120


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_nothing_is_left_that_is_not_allowed(number):
    cleaned = clean(BODIES[number])
    tree = html5lib.parseFragment(cleaned, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        assert element.tag in STORED
        assert set(element.attrib) <= STORED[element.tag]
        assert re.match(r"https?://\S|mailto:\S|tel:\S|/|$", element.get("href", ""))
        assert re.fullmatch(r"/media/images/\d+\.jpg|", element.get("src", ""))
    assert clean(cleaned) == cleaned
    # A browser that reads it and writes it again finds nothing new.
    assert clean(
        html5lib.serialize(tree, omit_optional_tags=False, quote_attr_values="always")
    ) == (cleaned)


# Every frame of the page tells its top of an alert; a dialog of the browser is one too.
TRAP = """
    top.caught ??= [];
    window.alert = () => top.caught.push(document.body?.innerHTML.slice(0, 300) ?? "?");
"""

# Shows whole documents, each in a frame of its own, and pieces of HTML in the page itself, as who
# reads our feeds and API would. Presses what can be pressed.
SHOW = """async ({pages, pieces}) => {
    const frames = pages.map((html) => {
        const frame = document.createElement("iframe");
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        frame.srcdoc = html;
        document.body.append(frame);
        return loaded.then(() => frame);
    });
    for (const html of pieces) {
        const piece = document.createElement("div");
        document.body.append(piece);
        piece.innerHTML = html;
    }
    const press = (root) => {
        for (const one of root.querySelectorAll("a[href], button")) {
            one.addEventListener("click", (event) => event.preventDefault());
            if (one.protocol === "javascript:") alert(1);
            one.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
        }
    };
    for (const frame of await Promise.all(frames)) press(frame.contentDocument);
    press(document);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return frames.length + pieces.length;
}"""


@pytest.fixture
def trapped(page):
    """A page whose `caught` lists what ran."""
    page.add_init_script(TRAP)
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    # A page without our Content-Security-Policy: the body alone has to be harmless.
    page.route("**/robots.txt", lambda route: route.fulfill(body=""))
    page.route("**/x", lambda route: route.abort())  # at once, however busy the server is
    return page


def caught(page):
    return page.dialogs + page.evaluate("window.caught")


@pytest.mark.django_db(transaction=True)
def test_the_trap_catches(trapped):
    trapped.goto("/robots.txt")
    trapped.evaluate(SHOW, {"pages": [BODIES[0]], "pieces": [BODIES[12]]})
    assert len(caught(trapped)) == 2


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_nothing_runs_for_readers(trapped, client):
    """Each body in a document of its own, which is the article's page around it."""
    make_image()
    shell = read(client, make_article(body="<p>ОСЬ</p>").get_absolute_url())
    # Without our own scripts and styles: they cost seconds in so many frames.
    frame = r'<link [^>]*>|<script type="module" src[^>]*></script>|<style>.*?</style>'
    frame += r"|<footer\b.*?</footer>|<svg\b.*?</svg>"
    before, after = re.sub(frame, "", shell, flags=re.DOTALL).split("<p>ОСЬ</p>")
    articles = [make_article(f"Стаття {n}", body=body) for n, body in enumerate(BODIES)]
    pages = [before + body_html(article.body) + after for article in articles]
    pieces = []
    for article in articles[::13]:
        page = read(client, article.get_absolute_url())
        assert body_html(article.body) in page
        pages.append(page)
        pieces.append(client.get(f"/api/v1/articles/{article.pk}").json()["body_html"])
    pieces += [expand(article.body, absolute=True) for article in articles]
    feed = client.get("/feeds/all.json").json()
    pieces += [item["content_html"] for item in feed["items"]]
    trapped.goto("/robots.txt")
    assert trapped.evaluate(SHOW, {"pages": pages, "pieces": pieces}) > 2 * len(BODIES)
    assert caught(trapped) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_runs_in_a_preview(trapped):
    """Neither of what is stored nor of what was only typed and kept by itself."""
    client = signed_in("editor")
    article = make_article("Стаття", state="draft")
    preview = reverse("admin:news_article_preview", args=[article.pk])
    pages = []
    for body in [*BODIES[::13], "<p>а</p>".join(BODIES)]:
        form = article_form(title="", body=body, version=article.version)
        kept = client.post(reverse("admin:news_article_autosave", args=[article.pk]), form).json()
        pages.append(read(client, f"{preview}?revision={kept['revision']}"))
    for body in BODIES:
        # Whatever stands in a version, however it came there.
        assert as_article({"title": "а", "body": body}).body == clean(body)
    trapped.goto("/robots.txt")
    assert trapped.evaluate(SHOW, {"pages": pages, "pieces": []}) == len(pages)
    assert caught(trapped) == []


# Gives the editor HTML as it came, before any cleaning: set from outside, pasted, pasted as text.
TRY = """(bodies) => {
    const textarea = document.querySelector("#id_body");
    for (const body of bodies) {
        textarea.value = body;
        textarea.dispatchEvent(new Event("portal:set"));
        for (const type of ["text/html", "text/plain"]) {
            const clipboardData = new DataTransfer();
            clipboardData.setData(type, body);
            const paste = new ClipboardEvent("paste", {clipboardData, bubbles: true});
            document.querySelector(".ProseMirror").dispatchEvent(paste);
        }
        for (const link of document.querySelectorAll(".ProseMirror a")) {
            if (!["http:", "https:", "mailto:", "tel:"].includes(link.protocol)) alert(1);
        }
    }
}"""


@pytest.mark.django_db(transaction=True)
def test_nothing_runs_in_the_editor(trapped):
    open_editor(trapped, csp=False)
    trapped.evaluate(TRY, BODIES)
    trapped.wait_for_timeout(500)
    assert caught(trapped) == []
    # and when the form of a stored one is opened
    open_editor(trapped, make_article(body="<p>а</p>".join(BODIES)), csp=False)
    trapped.wait_for_timeout(300)
    assert caught(trapped) == []
