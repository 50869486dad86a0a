"""The newsroom speaks right Ukrainian and asks for nothing that a strict CSP forbids."""

import re

import html5lib
import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from newsroom.models import Link
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_tag, make_user
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db
once = pytest.mark.once  # words are those of any database

ENGLISH = re.compile(
    r"\b(?:add|addition|all|and|another|any|back|by|cancel|change|changed|choose|clear|close|date|"
    r"delete|deleted|error|field|filter|go|help|history|home|link|log|model|name|no|none|null|"
    r"objects?|password|please|remove|required|result|run|save|search|select|selected|settlement|"
    r"show|site|sorry|submit|the|this|time|today|total|unknown|urban|user|view|yes|you)\b",
    re.IGNORECASE,
)
of_all_pages = pytest.mark.xdist_group("words of all pages")
# What people read or hear beside the text itself.
SPOKEN = ("title", "alt", "aria-label", "placeholder", "data-filter-title")

TITLES = {
    # model: list, new, edit, delete
    "news_article": ("Статті", "Нова стаття", "Редагувати статтю", "Видалити статтю"),
    "news_tag": ("Теги", "Новий тег", "Редагувати тег", "Видалити тег"),
    "news_image": (
        *("Зображення", "Нове зображення"),
        *("Редагувати зображення", "Видалити зображення"),
    ),
    "newsroom_starter": (
        *("Заготовки", "Нова заготовка"),
        *("Редагувати заготовку", "Видалити заготовку"),
    ),
    "regions_oblast": ("Області", "Нова область", "Редагувати область", "Видалити область"),
    "regions_raion": ("Райони", "Новий район", "Редагувати район", "Видалити район"),
    "regions_hromada": ("Громади", "Нова громада", "Редагувати громаду", "Видалити громаду"),
    "regions_settlement": (
        *("Населені пункти", "Новий населений пункт"),
        *("Редагувати населений пункт", "Видалити населений пункт"),
    ),
    "regions_formername": (
        *("Колишні назви", "Нова колишня назва"),
        *("Редагувати колишню назву", "Видалити колишню назву"),
    ),
    "auth_user": (
        *("Облікові записи", "Новий обліковий запис"),
        *("Редагувати обліковий запис", "Видалити обліковий запис"),
    ),
}
READ_ONLY = {
    # model: list, page
    "newsroom_link": ("Посилання", "Переглянути посилання"),
    "admin_logentry": ("Журнал", "Переглянути запис журналу"),
}


def one_of_each():
    """Make what isn't in the register; return the first object of each model by its name."""
    tags = [make_tag(), make_tag("співробітництва")]
    make_article(hromadas=[KUPIANSK], tags=tags, cover=make_image())
    make_user("author", username="kolega")
    Link.objects.create(url="https://example.org/")
    return {
        f"{model._meta.app_label}_{model._meta.model_name}": model.objects.first()
        for model in admin.site._registry
    }


def pages(things):
    """Yield the address of every list, empty form, form, question and history."""
    yield from ("/admin/", "/admin/news/", "/admin/password_change/", "/admin/nowhere/")
    for name, thing in things.items():
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_changelist") + "?q=а"
        if name not in READ_ONLY:
            yield reverse(f"admin:{name}_add")
        kept = ("change", "history")
        for page in kept if name in READ_ONLY else (*kept, "delete"):
            yield reverse(f"admin:{name}_{page}", args=[thing.pk])
    for page in ("password_change", "sign_in"):
        yield reverse(f"admin:auth_user_{page}", args=[things["auth_user"].pk])
    yield from (f"/admin/security/{page}" for page in ("", "codes/", "confirm/"))
    yield from (f"/admin/login/password/{page}" for page in ("", "sent/", "x/y/"))
    tag = things["news_tag"].pk
    yield from ("/admin/statistics/", f"/admin/statistics/tag/{tag}/?from=2026-01-01&by=hromada")
    yield from ("/admin/news/tag/twins/", f"/admin/news/tag/merge/?tags={tag}&tags={tag + 1}")


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker):
    """{address: document} of all pages of the newsroom, asked once for all of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        client, things = signed_in("root"), one_of_each()
        found = {address: parsed(client.get(address)) for address in pages(things)}
        transaction.set_rollback(True)
    assert set(things) == {*TITLES, *READ_ONLY}
    return found


def parsed(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def sentences(document):
    """Yield all that a page says: its texts, what is spoken of its elements, its buttons."""
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
            continue
        yield element.text or ""
        yield from (element.get(name, "") for name in SPOKEN)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value", "")
        yield from (child.tail or "" for child in element)


@of_all_pages
def test_every_page_is_ukrainian(documents):
    """On PostgreSQL too: there it is the test that opens every page of the newsroom."""
    english = {
        address: [each.strip() for each in sentences(document) if ENGLISH.search(each)]
        for address, document in documents.items()
    }
    assert not {address: found for address, found in english.items() if found}


@once
def test_pages_before_and_after_signing_in_are_ukrainian():
    client = signed_in("editor")
    said = list(sentences(parsed(client.post("/admin/logout/"))))
    said += sentences(parsed(client.get("/admin/login/")))
    said += sentences(parsed(client.post("/admin/login/", {"username": "а", "password": "б"})))
    assert any("Немає такої пари" in sentence for sentence in said)
    assert not [sentence for sentence in said if ENGLISH.search(sentence)]


@once
def test_errors_and_what_is_said_after_saving_are_ukrainian():
    client = signed_in("root")
    one_of_each()
    said = []
    for name in TITLES:
        said += sentences(parsed(client.post(reverse(f"admin:{name}_add"), {})))
    said += sentences(parsed(client.post("/admin/news/article/add/", article_form(), follow=True)))
    said += sentences(parsed(client.post("/admin/news/tag/", {"index": "0"}, follow=True)))
    said += sentences(parsed(client.get("/admin/news/tag/999999/change/", follow=True)))
    assert any("Чернетку збережено" in sentence for sentence in said)
    assert not [sentence for sentence in said if ENGLISH.search(sentence)]


@once
@pytest.mark.parametrize("name", TITLES)
def test_titles_are_right_ukrainian(name):
    client = signed_in("root")
    thing = one_of_each()[name]
    addresses = [
        reverse(f"admin:{name}_changelist"),
        reverse(f"admin:{name}_add"),
        reverse(f"admin:{name}_change", args=[thing.pk]),
        reverse(f"admin:{name}_delete", args=[thing.pk]),
    ]
    found = tuple(parsed(client.get(address)).find(".//h1").text for address in addresses)
    assert found == TITLES[name]
    button = f'class="addlink">{TITLES[name][1]}</a>'
    assert button in client.get(addresses[0]).content.decode()


@once
@pytest.mark.parametrize("name", READ_ONLY)
def test_titles_of_what_is_only_read_are_right_ukrainian(name):
    client = signed_in("root")
    thing = one_of_each()[name]
    addresses = [
        reverse(f"admin:{name}_changelist"),
        reverse(f"admin:{name}_change", args=[thing.pk]),
    ]
    found = tuple(parsed(client.get(address)).find(".//h1").text for address in addresses)
    assert found == READ_ONLY[name]
    assert "addlink" not in client.get(addresses[0]).content.decode()


@once
def test_what_may_only_be_seen_is_titled_so():
    page = signed_in("editor").get(
        reverse("admin:regions_hromada_change", args=[hromada(KUPIANSK).pk])
    )
    assert parsed(page).find(".//h1").text == "Переглянути громаду"


@once
@of_all_pages
def test_no_page_needs_an_inline_script_or_style_or_another_host(documents):
    for address, document in documents.items():
        if address == "/admin/nowhere/":
            continue  # a reader's page: what stands inside it is named in its own policy
        for element in document.iter():
            if not isinstance(element.tag, str):
                continue
            assert not [name for name in element.attrib if name.startswith("on")], address
            assert "style" not in element.attrib, address
            assert element.tag != "style", address
            if element.tag == "script":
                assert element.get("src") or element.get("type") == "application/json", address
            if element.tag in {"script", "link", "img"}:
                source = element.get("src") or element.get("href")
                assert source is None or re.match("/(?!/)", source), address


@once
def test_the_compiled_messages_are_those_that_were_written():
    [written] = (settings.BASE_DIR / "newsroom/admin/messages").rglob("*.po")
    texts = {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in polib.pofile(written)}
    compiled = polib.mofile(written.with_suffix(".mo"))
    assert texts == {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in compiled}


@once
def test_deleting_says_what_is_lost():
    article, tag = make_article(), make_tag("вода")
    article.tags.add(tag)
    client = signed_in("root")
    page = client.get(reverse("admin:news_article_delete", args=[article.pk])).content.decode()
    assert "посилання на неї перестануть працювати" in page
    page = client.get(reverse("admin:news_tag_delete", args=[tag.pk])).content.decode()
    assert "Його має 1 стаття" in page


@once
def test_several_are_deleted_after_a_question_that_names_them():
    client = signed_in("editor")
    articles = [make_article("Перша"), make_article("Друга")]
    form = {"action": "delete_selected", "_selected_action": [each.pk for each in articles]}
    page = client.post("/admin/news/article/", form | {"index": "0"}).content.decode()
    assert "<li>Перша</li>" in page
    assert "<li>Друга</li>" in page
    response = client.post("/admin/news/article/", form | {"post": "yes"}, follow=True)
    assert "Видалено записів: 2 (статті)." in response.content.decode()
