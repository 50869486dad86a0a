"""The editor of an article's text, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from news.body import clean
from news.demo.files import read_articles
from news.models import Image
from tests.factories import image_bytes, make_article, make_image
from tests.newsroom.editing import TEXT, errors, expect_body, load, open_editor, paste, save, settle

pytestmark = pytest.mark.django_db(transaction=True)

# Every element that a body may hold, in every place where it may stand.
CORPUS = [
    '<p>а <em>б <a href="/news/" rel="noopener">в</a> г</em> <strong>ґ<em>д</em></strong>'
    "<em>е</em></p>",
    '<p><a href="https://example.org/?a=1&amp;b=&quot;2" rel="noopener">п<strong>о</strong></a>'
    "с</p>",
    "<p>H<sub>2</sub>O, м<sup>2</sup>, <s>ні</s> так<br>новий рядок, 25&nbsp;000 &lt;грн&gt; "
    '&amp; "ще"</p>',
    "<h2>Два</h2>\n<h3>Три <em>і</em></h3>\n<h4>Чотири</h4>\n<hr>\n<p>а</p>",
    "<ul><li>а<ul><li>б<ol><li>в</li></ol></li></ul></li><li><p>г</p><p>ґ</p></li></ul>",
    '<ol start="4"><li>а</li><li><h3>б</h3></li><li><ul><li>в</li></ul></li></ol>',
    "<blockquote><p>а</p><p>б</p><ul><li>в</li></ul></blockquote>",
    '<table><thead><tr><th scope="col">а</th><th scope="col">б</th></tr></thead><tbody><tr>'
    '<td rowspan="2">в</td><td><p>г</p><p>ґ</p></td></tr><tr><td></td></tr><tr><td colspan="2">'
    "<ul><li>д</li></ul></td></tr></tbody></table>",
    '<table><tbody><tr><th scope="row">а</th><td>б</td></tr><tr><th scope="row">в</th><td>г</td>'
    "</tr></tbody></table>",
    '<table><thead><tr><th scope="col">лише</th></tr></thead></table>',
    '<figure><img src="/media/images/1.jpg" alt="&lt;Міст&gt; &amp; &quot;річка&quot;">'
    '<figcaption>Міст <em>новий</em> <a href="/news/" rel="noopener">тут</a></figcaption></figure>',
    '<figure><img src="/media/images/2.jpg" alt=""></figure>\n<p>а</p>',
    '<figure><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">Відео &amp; ще'
    "</a></figure>",
    '<figure><a href="https://vimeo.com/76979871" rel="noopener">Відео</a></figure>\n<figure><a '
    'href="https://t.me/hromada/12" rel="noopener">Допис</a></figure>',
]  # fmt: skip


@pytest.mark.once
def test_the_corpus_is_in_the_one_form():
    for body in CORPUS:
        assert clean(body) == body


def test_what_was_not_changed_is_not_another_text(page):
    """Loaded into the editor and written again, every body is the same to the last character."""
    make_image(pk=1), make_image(pk=2)
    demo = [clean(article.body) for article in read_articles()]
    assert len(demo) == 50
    open_editor(page)
    for body in [*demo, *CORPUS, "\n".join(CORPUS)]:
        load(page, body)
        again = page.evaluate(
            """async () => {
                const {written} = await import("/static/js/newsroom/editor/writing.js");
                return written(document.querySelector(".ProseMirror").editor.state.doc);
            }"""
        )
        assert again == body
        assert clean(again) == body
    # and through the form, after a change that was taken back
    article = make_article(body="\n".join(CORPUS), state="draft")
    stored = article.body
    open_editor(page, article)
    page.click(f"{TEXT} > p >> nth=0")
    page.keyboard.type("Щ")
    expect(page.locator("#id_body")).not_to_have_value(stored)
    page.keyboard.press("Control+z")
    expect_body(page, stored)
    assert save(page).body == stored
    assert errors(page) == []


def test_what_is_typed_is_in_the_form_at_once(page):
    open_editor(page)
    page.evaluate(
        """() => {
            window.told = 0;
            document.addEventListener("input", (event) => {
                window.told += event.target.id === "id_body";
            });
        }"""
    )
    page.focus(TEXT)
    page.keyboard.type("Перший абзац ")
    page.keyboard.press("Control+b")
    page.keyboard.type("жирний")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("- пункт")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("рядок")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+]")
    page.keyboard.type("глибше")
    expect_body(
        page,
        "<p>Перший абзац <strong>жирний</strong></p>\n"
        "<ul><li>пункт<br>рядок<ul><li>глибше</li></ul></li></ul>",
    )
    page.wait_for_function("window.told >= 2")
    expect(page.locator(".editor-count")).to_have_text("6 слів · 38 знаків · 1 хвилина читання")
    # Restoring loads another text, and says nothing by itself.
    page.evaluate("window.told = 0")
    load(page, "<h2>Інший</h2>")
    expect(page.locator(f"{TEXT} h2")).to_have_text("Інший")
    page.wait_for_timeout(300)
    assert page.evaluate("window.told") == 0
    # The form has the last letters also when it is sent at once.
    page.fill("#id_title", "Заголовок")
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    assert save(page).body == "<h2>Інший!</h2>"


def chosen(page, words):
    """Wait until the editor knows that `words` are selected."""
    page.wait_for_function(f"getSelection().toString() === '{words}'")
    settle(page)


def test_it_is_worked_by_keyboard(page):
    open_editor(page)
    text = page.get_by_role("textbox", name="Текст", exact=True)
    text.focus()
    page.keyboard.type("слово")
    expect_body(page, "<p>слово</p>")
    settle(page)  # or the editor puts the caret back after what it has read late
    page.keyboard.press("Shift+Home")
    chosen(page, "слово")
    page.keyboard.press("Alt+F10")
    tools = page.get_by_role("toolbar", name="Оформлення тексту")
    expect(tools.get_by_label("Заголовок 2")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    bold = tools.get_by_label("Жирний")
    expect(bold).to_be_focused()
    page.keyboard.press("Enter")
    expect_body(page, "<p><strong>слово</strong></p>")
    expect(bold).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    # Tab goes on, also from a list; Shift+Tab goes to the toolbar.
    load(page, "<ul><li>а</li><li>б</li></ul>")
    text.focus()
    page.keyboard.press("Control+End")
    settle(page)
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()
    text.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[role=toolbar] :focus")).to_have_count(1)
    # In a table it goes from cell to cell, and out after the last one.
    cells = "<td>а</td><td>б</td>"
    load(page, f"<table><tbody><tr>{cells}</tr></tbody></table>")
    page.click(f"{TEXT} td >> nth=0")
    settle(page)
    page.keyboard.press("Tab")
    page.keyboard.type("в")
    expect_body(page, re.compile("<td>а</td><td>в</td>"))
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()


def test_a_link_to_one_of_our_articles_is_found_by_words(page):
    article = make_article("Автобус до Вишневого")
    make_article("Автобус, про який ще не кажемо", state="draft")
    open_editor(page)
    page.focus(TEXT)
    page.keyboard.type("Див. розклад")
    expect_body(page, "<p>Див. розклад</p>")
    settle(page)
    for _ in range(7):
        page.keyboard.press("Shift+ArrowLeft")
    chosen(page, "розклад")
    page.keyboard.press("Control+k")
    page.get_by_label("Знайти нашу статтю").fill("автобус")
    expect(page.locator(".editor-found button")).to_have_count(1)
    page.click(".editor-found button")
    page.keyboard.press("Enter")
    path = article.get_absolute_url()
    expect_body(page, f'<p>Див. <a href="{path}" rel="noopener">розклад</a></p>')
    # with nothing chosen the text is asked for, and what is no address is refused
    expect(page.locator(TEXT)).to_be_focused()
    settle(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.type(" або ")
    page.keyboard.press("Control+k")
    page.get_by_label("Адреса", exact=True).fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-dialog [role=alert]")).to_contain_text("Це не адреса")
    page.get_by_label("Адреса", exact=True).fill("rada.example.org/kontakty")
    page.get_by_label("Текст посилання").fill("пишіть")
    page.keyboard.press("Enter")
    link = '<a href="https://rada.example.org/kontakty" rel="noopener">пишіть</a>'
    expect_body(page, re.compile(f" або {re.escape(link)}</p>$"))
    expect(page.locator(TEXT)).to_be_focused()
    settle(page)
    # a quick hand: the second key comes before the browser has told of the first one's caret
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+k")
    page.get_by_role("button", name="Прибрати посилання").click()
    expect_body(page, re.compile(" або пишіть</p>$"))


def press(page, name):
    page.get_by_role("toolbar").get_by_label(name, exact=True).click()


def test_tables_cards_and_signs(page):
    open_editor(page)
    page.focus(TEXT)
    press(page, "Таблиця")
    for word in ("Село", "Сума"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Прибрати стовпець").click()
    page.get_by_role("button", name="Прибрати рядок").click()
    page.get_by_role("button", name="Рядок нижче").click()
    row = "<tr><td></td><td></td></tr>"
    expect_body(
        page,
        '<table><thead><tr><th scope="col">Село</th><th scope="col">Сума</th></tr></thead>'
        f"<tbody>{row}{row}</tbody></table>",
    )
    page.get_by_role("button", name="Прибрати таблицю").click()
    page.keyboard.type("25")
    press(page, "Знаки")
    page.get_by_role("button", name="нерозривний пробіл").click()
    page.keyboard.type("грн")
    expect(page.locator(".prose-editor-nbsp")).to_have_count(1)
    page.keyboard.press("Enter")
    press(page, "Відео чи допис")
    page.get_by_label("Адреса", exact=True).fill("https://example.org/video")
    page.keyboard.press("Enter")
    expect(page.locator(".editor-dialog [role=alert]")).to_contain_text("YouTube, Vimeo, Telegram")
    page.get_by_label("Адреса", exact=True).fill("https://youtu.be/dQw4w9WgXcQ")
    page.get_by_label("Назва").fill("Як читати лічильник")
    page.keyboard.press("Enter")
    page.locator(f"{TEXT} figure.embed").wait_for()
    expect_body(
        page,
        "<p>25&nbsp;грн</p>\n"
        '<figure><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">'
        "Як читати лічильник</a></figure>",
    )
    press(page, "Текст як HTML")
    page.get_by_label("Розмітка").fill("<h1>Раз</h1><script>alert(1)</script><p>два</p>")
    page.get_by_role("button", name="Зберегти", exact=True).last.click()
    expect_body(page, re.compile("<p>два</p>"))
    assert "script" not in page.input_value("#id_body")
    press(page, "На весь екран")
    box = "document.querySelector('.editor').getBoundingClientRect()"
    whole = '{"x":0,"y":0,"width":1280,"height":900,"top":0,"right":1280,"bottom":900,"left":0}'
    page.wait_for_function(f"JSON.stringify({box}) === '{whole}'")
    page.keyboard.press("Escape")
    page.wait_for_function(f"{box}.width < 1000")
    assert errors(page) == []


def test_a_picture_is_pasted_described_and_captioned(page):
    make_image("Обкладинка")
    open_editor(page)
    page.fill("#id_title", "З малюнком")
    page.focus(TEXT)
    page.keyboard.type("Перед.")
    content = list(image_bytes((320, 180)))
    page.evaluate(
        """(content) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(content)], "mist.jpg", {type: "image/jpeg"}));
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            const paste = new ClipboardEvent("paste", options);
            document.querySelector(".ProseMirror").dispatchEvent(paste);
        }""",
        content,
    )
    figure = page.locator(f"{TEXT} figure")
    figure.wait_for()
    image = Image.objects.latest("pk")
    address = f"/media/images/{image.pk}.jpg"
    expect(figure.locator("img")).to_have_attribute("src", address)
    expect(figure.locator("img")).to_have_js_property("complete", True)
    figure.get_by_role("button", name="Немає опису для незрячих. Додати").click()
    page.get_by_label("Опис для незрячих").last.fill("Новий міст")
    page.locator(".editor-dialog button.default").click()
    figure.get_by_role("button", name="Опис: Новий міст").wait_for()
    figure.locator("figcaption").click()
    page.keyboard.type("Міст через Оскіл")
    page.keyboard.press("Enter")
    page.keyboard.type("Після.")
    expected = (
        f'<p>Перед.</p>\n<figure><img src="{address}" alt="Новий міст">'
        "<figcaption>Міст через Оскіл</figcaption></figure>\n<p>Після.</p>"
    )
    expect_body(page, expected)
    # A heading asked for inside a caption must not cost the picture.
    figure.locator("figcaption").click()
    page.locator("[role=toolbar] [aria-label='Заголовок 2'][aria-disabled=true]").wait_for()
    page.keyboard.press("Control+Alt+2")
    page.wait_for_timeout(100)
    expect_body(page, expected)
    figure.get_by_role("button", name="Прибрати").click()
    expect_body(page, "<p>Перед.</p>\n<p>Після.</p>")
    page.keyboard.press("Control+z")
    assert save(page).body == expected


def test_it_looks_as_the_page_does(page):
    body = "<p>Текст</p>\n<h2>Далі</h2>\n<ul><li>раз</li></ul>\n<blockquote><p>ц</p></blockquote>"
    article = make_article(body=body, state="published")
    properties = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "lineHeight", "color"]
    properties += [
        "marginTop",
        "paddingLeft",
        "borderLeftColor",
        "listStyleType",
        "backgroundColor",
    ]
    measure = """([root, names]) => ["p", "h2", "ul", "li", "blockquote"].map((tag) => {
        const style = getComputedStyle(document.querySelector(`${root} ${tag}`));
        return [tag, ...names.map((name) => style[name])];
    })"""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(article.get_absolute_url())
        shown = page.evaluate(measure, [".body", properties])
        open_editor(page, article)
        page.wait_for_function("document.adoptedStyleSheets.length > 0")
        assert page.evaluate(measure, [TEXT, properties]) == shown
    # The admin's own theme goes before that of the system.
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    expect(page.locator(f"{TEXT} h2")).to_have_css("color", "rgb(29, 33, 38)")


def test_pasting_keeps_a_cut_of_our_own_as_deep_as_it_was(page):
    open_editor(page)
    load(page, "<p>а</p>")
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    settle(page)
    paste(page, html='<p data-pm-slice="1 1 []">б <strong>в</strong></p>')
    expect_body(page, "<p>аб <strong>в</strong></p>")


@pytest.mark.once
def test_no_script_of_the_editor_is_forgotten():
    """Each module is imported by another, or is the one that starts."""
    folder = Path(__file__).parents[2] / "static/js/newsroom/editor"
    modules = {path.name: path.read_text() for path in folder.glob("*.js")}
    for name in modules.keys() - {"start.js"}:
        assert any(f'from "./{name}"' in text for text in modules.values()), name
