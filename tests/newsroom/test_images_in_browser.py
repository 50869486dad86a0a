"""Images in a real browser: uploaded, described, chosen, pointed at; by mouse and by keyboard."""

import PIL.Image
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from news import renditions
from news.models import Image
from tests.browser import sign_in
from tests.factories import image_bytes, make_article, make_image

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

LIST = "/admin/news/image/"
ADD = "/admin/news/article/add/"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def desk(page):
    """A page at which an editor is signed in."""
    sign_in(page.context, page.home)
    yield page
    renditions.finish()


@pytest.fixture
def photo(tmp_path):
    """The path of a JPEG of 900 × 300: red, green, blue from the left."""
    picture = PIL.Image.new("RGB", (900, 300), "red")
    picture.paste("lime", (300, 0, 600, 300))
    picture.paste("blue", (600, 0, 900, 300))
    path = tmp_path / "three.jpg"
    picture.save(path)
    return path


def choose_files(page, selector, *files):
    """Click what opens the browser's own window for files, and choose there."""
    with page.expect_file_chooser() as opened:
        page.click(selector)
    opened.value.set_files(files)


def drop(page, selector, path):
    """Drop a file on an element, as from a folder of the desktop."""
    content = list(path.read_bytes())
    files = page.evaluate_handle(
        """([bytes, name]) => {
            const dropped = new DataTransfer();
            dropped.items.add(new File([new Uint8Array(bytes)], name, {type: "image/jpeg"}));
            return dropped;
        }""",
        [content, path.name],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event(selector, event, {"dataTransfer": files})


def faults(page, part="#content"):
    """Return what axe finds against WCAG 2.2 AA in a part of the page: [(rule, elements)]."""
    found = Axe().run(page, context=part, options={"runOnly": TAGS}).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


# The cover of an article


def test_a_cover_with_its_words_takes_one_click_and_typing(desk, photo):
    desk.goto(ADD)
    desk.fill("#id_title", "Міст відкрито")
    choose_files(desk, "[data-do=upload]", photo)
    expect(desk.locator("[data-cover] .image-words input").first).to_be_focused()
    desk.keyboard.type("Міст через Оскіл")
    desk.click("[name=_save] >> nth=0")
    desk.wait_for_selector(".messagelist .success")
    image = Image.objects.get()
    assert image.alt == "Міст через Оскіл"
    assert image.articles.get().title == "Міст відкрито"
    assert desk.console_errors == []


def test_a_cover_is_dropped_and_taken_away(desk, photo):
    desk.goto(ADD)
    drop(desk, "[data-cover]", photo)
    desk.wait_for_selector("[data-cover] [data-shown] img")
    expect(desk.locator("#id_cover")).to_have_value(str(Image.objects.get().pk))
    desk.click("[data-do=remove]")
    expect(desk.locator("#id_cover")).to_have_value("")
    expect(desk.locator("[data-cover] [data-shown] img")).to_have_count(0)
    assert Image.objects.count() == 1


def test_a_cover_is_refused_before_it_is_sent(desk, tmp_path):
    (tmp_path / "photo.heic").write_bytes(b"heic")
    (tmp_path / "heavy.jpg").write_bytes(image_bytes() + bytes(21 * 1024 * 1024))
    large = bytearray(image_bytes())
    frame = large.index(b"\xff\xc0")
    large[frame + 5 : frame + 9] = (9000).to_bytes(2) * 2
    (tmp_path / "large.jpg").write_bytes(large)
    desk.goto(ADD)
    asked = len(desk.requests)
    for name, words in (
        ("photo.heic", "формат iPhone"),
        ("heavy.jpg", "22 МБ, а можна щонайбільше 20"),
        ("large.jpg", "81 мегапікселів, а можна щонайбільше 50"),
    ):
        choose_files(desk, "[data-do=upload]", tmp_path / name)
        desk.locator("[data-cover] > [role=status]", has_text=words).wait_for()
    assert [each for each in desk.requests[asked:] if "upload" in each] == []


def tab_to(page, words, limit=60):
    """Press Tab until what says `words` has the focus: as many times as a person would."""
    for _ in range(limit):
        if words in page.evaluate("document.activeElement.textContent"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"«{words}» is not reached in {limit} Tabs")


def test_a_cover_is_chosen_by_keyboard_alone(desk):
    make_image("Школа"), make_image("Майдан")
    desk.goto(ADD)
    desk.focus("[data-do=choose]")
    desk.keyboard.press("Enter")
    desk.locator("dialog.library li").nth(1).wait_for()
    desk.keyboard.type("школа")  # the search has the focus
    desk.locator("dialog.library [role=status]", has_text="Знайдено: 1.").first.wait_for()
    tab_to(desk, "Школа")
    desk.keyboard.press("Enter")
    desk.locator("dialog.library").get_by_role("button", name="Вибрати", exact=True).wait_for()
    tab_to(desk, "Вибрати")
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog.library")).to_have_count(0)
    expect(desk.locator("#id_cover")).to_have_value(str(Image.objects.get(alt="Школа").pk))
    expect(desk.locator("[data-do=choose]")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("dialog.library")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog.library")).to_have_count(0)
    expect(desk.locator("#id_cover")).to_have_value(str(Image.objects.get(alt="Школа").pk))


def test_a_restored_cover_is_shown(desk):
    image = make_image("Міст")
    desk.goto(ADD)
    desk.evaluate(
        """pk => {
            const cover = document.getElementById("id_cover");
            cover.value = pk;
            cover.dispatchEvent(new Event("portal:set"));
        }""",
        str(image.pk),
    )
    shown = desk.locator("[data-cover] [data-shown] img")
    expect(shown).to_have_attribute("src", image.address)


def test_who_was_signed_out_is_told_and_keeps_what_was_typed(desk, photo):
    desk.goto(ADD)
    desk.fill("#id_title", "Міст відкрито")
    desk.context.clear_cookies(name="sessionid")
    choose_files(desk, "[data-do=upload]", photo)
    desk.locator("[data-cover] > [role=status]", has_text="Ви вийшли із системи").wait_for()
    expect(desk.locator("#id_title")).to_have_value("Міст відкрито")
    assert not Image.objects.exists()


# The library


def test_many_are_uploaded_at_once_and_described_on_the_spot(desk, photo, tmp_path):
    (tmp_path / "notes.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (tmp_path / "square.png").write_bytes(image_bytes(format="PNG"))
    desk.goto(LIST)
    choose_files(
        desk,
        "[data-upload-many] button",
        photo,
        tmp_path / "notes.jpg",
        tmp_path / "square.png",
    )
    status = desk.locator("[data-upload-many] > [role=status]")
    status.filter(has_text="Завантажено: 2, не вдалося: 1").filter(has_text="Опишіть").wait_for()
    rows = desk.locator(".upload-rows > li")
    expect(rows.nth(1)).to_contain_text("пошкоджений")
    rows.nth(0).get_by_label("Опис").fill("Три смуги")
    rows.nth(2).get_by_label("Опис").fill("Площа")
    rows.nth(2).get_by_label("Автор").fill("Олена Коваль")
    desk.keyboard.press("Enter")
    for row in (0, 2):
        rows.nth(row).get_by_text("Опис збережено.").wait_for()
    desk.click("text=Показати в бібліотеці")
    expect(desk.locator("#result_list .library-name")).to_have_text(["Площа", "Три смуги"])
    assert Image.objects.get(alt="Площа").credit == "Олена Коваль"


def test_files_are_dropped_on_the_library(desk, photo):
    desk.goto(LIST)
    drop(desk, "#content", photo)
    desk.locator(".upload-rows img").wait_for()
    assert Image.objects.count() == 1


def test_the_focal_point_is_set_by_click_and_by_arrows(desk, photo):
    image = make_image(content=photo.read_bytes())
    desk.goto(f"{LIST}{image.pk}/change/")
    box = desk.locator("[data-picture]").bounding_box()
    x, y = desk.locator("#id_focal_x"), desk.locator("#id_focal_y")
    middle = x.input_value()
    desk.click("[data-picture]", position={"x": box["width"] * 0.1, "y": box["height"] * 0.4})
    expect(x).not_to_have_value(middle)
    assert float(x.input_value()) == pytest.approx(0.1, abs=0.01)
    assert float(y.input_value()) == pytest.approx(0.4, abs=0.01)
    # All the height, from the left edge.
    expect(desk.locator("[data-crop]").first).to_have_css("object-position", "0% 50%")
    clicked, higher = x.input_value(), y.input_value()
    before = float(clicked)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowUp")
    expect(x).not_to_have_value(clicked)
    expect(y).not_to_have_value(higher)
    assert float(x.input_value()) == pytest.approx(before + 0.01)
    assert float(y.input_value()) == pytest.approx(0.3, abs=0.01)
    desk.click("[name=_save]")
    desk.wait_for_url(f"**{LIST}")
    renditions.finish()
    stored = Image.objects.get()
    assert (stored.focal_x, stored.is_behind()) == (pytest.approx(before + 0.01), False)
    assert desk.console_errors == []


@pytest.mark.soak
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_pages_of_images_are_accessible(desk, photo, scheme, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme=scheme)
    image = make_image("", content=photo.read_bytes())
    make_article("Стаття", cover=image)
    for address in (LIST, f"{LIST}?wordless=1", f"{LIST}{image.pk}/change/", f"{LIST}add/"):
        desk.goto(address)
        assert faults(desk) == [], address
        wide = desk.evaluate("document.documentElement.scrollWidth")
        assert wide <= max(width, 320), address
    desk.goto(ADD)
    desk.click("[data-do=choose]")
    desk.click("dialog.library li button")
    desk.wait_for_selector("dialog.library .image-words")
    assert faults(desk, "dialog.library") == []
    desk.keyboard.press("Escape")
    assert faults(desk, "[data-cover]") == []
