"""«Запропонувати місця й теги»: what the form is answered, and what is remembered."""

import json
import time
from uuid import uuid4

import pytest

from news.models import Article, Tag
from newsroom.models import Proposal, Revision
from regions.models import Hromada, Oblast
from tests.factories import KUPIANSK, make_article, make_tag
from tests.staff import article_form, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

OF_NEW = "/admin/news/article/add/suggestions/"
TEXT = {
    "title": "У Куп’янській громаді відкрили бібліотеку",
    "lead": "Читальна зала працює щодня.",
    "body": "<p>Про це повідомила Куп’янська міська рада.</p>",
}


def address(article):
    return f"/admin/news/article/{article.pk}/suggestions/"


def ask(client, path, **fields):
    """Return the JSON that the form's script is answered."""
    response = client.post(f"{path}?json", article_form(**fields))
    assert response.status_code == 200
    return json.loads(response.content)


def offered(answer):
    """Return the values of the buttons «Додати» of an answer."""
    return {
        piece.partition('"')[0]
        for piece in answer["html"].split('name="accept" value="')[1:]
        if " hidden" not in piece.partition(">")[0]
    }


@pytest.fixture
def kupiansk():
    return Hromada.objects.get(katottg=KUPIANSK)


@pytest.fixture
def editor():
    return signed_in("editor")


def value(label):
    return f"{label._meta.model_name}s:{label.pk}"


def test_typed_text_is_suggested_places_and_existing_tags_with_words(editor, kupiansk):
    tag = make_tag("бібліотеки")
    make_tag("спорт")
    answer = ask(editor, OF_NEW, **TEXT)
    assert offered(answer) == {value(kupiansk), value(tag)}
    assert "у заголовку «Куп’янській громаді»" in answer["html"]
    assert "у тексті «Куп’янська міська рада" in answer["html"]
    assert "Куп’янський район, Харківська область" in answer["html"]
    assert answer["words"] == "2 пропозиції."
    assert not Article.objects.exists()
    assert not Revision.objects.exists()


def test_what_the_form_has_already_is_not_suggested(editor, kupiansk):
    tag = make_tag("бібліотеки")
    answer = ask(editor, OF_NEW, **TEXT, hromadas=[kupiansk.pk], tags=[tag.pk])
    assert offered(answer) == set()
    assert answer["words"] == "Нових пропозицій немає."


def test_an_ambiguous_name_is_never_chosen_but_offered_with_its_candidates(editor):
    answer = ask(editor, OF_NEW, title="Олександрівська громада купила автобус")
    namesakes = Hromada.objects.filter(short_name="Олександрівська")
    assert len(namesakes) > 1
    assert offered(answer) == {value(one) for one in namesakes}
    assert "таких місць кілька" in answer["html"]


def test_what_is_refused_is_not_offered_again_for_that_article_and_can_be_restored(
    editor, kupiansk
):
    article, other = make_article("Перша"), make_article("Друга")
    assert ask(editor, address(article), refuse=value(kupiansk)) == {}
    answer = ask(editor, address(article), **TEXT)
    assert offered(answer) == set()
    assert "Відхилені раніше: 1" in answer["html"]
    assert offered(ask(editor, address(other), **TEXT)) == {value(kupiansk)}
    assert ask(editor, address(article), restore=value(kupiansk)) == {}
    assert offered(ask(editor, address(article), **TEXT)) == {value(kupiansk)}


def test_refusing_all_candidates_of_a_name_settles_it(editor):
    article = make_article()
    text = {"title": "Олександрівська громада купила автобус"}
    namesakes = Hromada.objects.filter(short_name="Олександрівська")
    ask(editor, address(article), refuse=" ".join(map(value, namesakes)))
    assert offered(ask(editor, address(article), **text)) == set()


def test_what_was_refused_for_a_new_article_is_stored_with_it(editor, kupiansk):
    draft = str(uuid4())
    ask(editor, OF_NEW, draft=draft, refuse=value(kupiansk))
    assert offered(ask(editor, OF_NEW, draft=draft, **TEXT)) == set()
    assert offered(ask(editor, OF_NEW, draft=str(uuid4()), **TEXT)) == {value(kupiansk)}
    editor.post("/admin/news/article/add/", article_form(draft=draft, version="0", **TEXT))
    article = Article.objects.get()
    assert Proposal.objects.get().article == article
    assert offered(ask(editor, address(article), **TEXT)) == set()


def test_without_a_script_the_form_comes_back_with_what_was_typed_and_suggested(editor, kupiansk):
    response = editor.post(OF_NEW, article_form(draft=str(uuid4()), **TEXT))
    assert response["Location"].startswith("/admin/news/article/add/?revision=")
    page = editor.get(response["Location"]).content.decode()
    assert TEXT["title"] in page
    assert f'value="{value(kupiansk)}"' in page


def test_without_a_script_a_press_puts_the_label_into_the_form(editor, kupiansk):
    article = make_article(**TEXT)
    typed = {**TEXT, "lead": "Ще не збережено.", "version": article.version}
    response = editor.post(address(article), article_form(**typed, accept=value(kupiansk)))
    page = editor.get(response["Location"])
    form = page.context["adminform"].form
    assert form["hromadas"].value() == [kupiansk.pk]
    assert form["lead"].value() == "Ще не збережено."
    assert value(kupiansk) not in page.content.decode()
    assert not article.hromadas.exists()  # before it is saved


def test_a_translation_is_suggested_what_its_original_has(editor, kupiansk):
    tag = make_tag("вода")
    original = make_article(hromadas=[kupiansk], tags=[tag])
    answer = ask(editor, OF_NEW, title="A new library", language="en", translation_of=original.pk)
    assert offered(answer) == {value(kupiansk), value(tag)}
    assert "яку ця перекладає" in answer["html"]


def test_what_is_no_label_is_no_error(editor):
    article = make_article()
    nonsense = "hromadas:999999999 tags:x nothing:1 hromadas: :7 tags:99999999999999999999"
    assert ask(editor, address(article), refuse=nonsense) == {}
    assert not Proposal.objects.exists()


def test_who_may_not_change_the_article_is_refused():
    author = signed_in("author")
    article = make_article(created_by=author.user)  # published: it is the editors' now
    response = author.post(f"{address(article)}?json", article_form())
    assert response.status_code == 403
    assert "редактори" in response.json()["error"]


def test_a_text_that_is_too_long_is_refused_in_words(editor):
    response = editor.post(f"{OF_NEW}?json", article_form(body="а" * 1_100_000))
    assert response.status_code == 413
    assert "2 МБ" in response.json()["error"]


def test_an_oblast_is_suggested_where_it_is_named_itself_and_none_of_its_hromadas_is(editor):
    named = offered(ask(editor, OF_NEW, title="Хаби Луганщини погодили перелік послуг"))
    assert named == {value(Oblast.objects.get(name="Луганська область"))}


def test_4000_characters_among_4000_tags_are_answered_quickly(
    editor, django_assert_max_num_queries
):
    Tag.objects.bulk_create(
        Tag(name=name, key=name, slug=f"tema-{number}", order=name)
        for number in range(4000)
        for name in [f"тема {number}"]
    )
    sentence = "<p>Куп’янська міська рада відкрила бібліотеку у Згурівській громаді.</p>"
    text = TEXT | {"body": sentence * 60}
    ask(editor, OF_NEW, **text)  # the dictionary, the register and the tags are read once
    with django_assert_max_num_queries(20):
        ask(editor, OF_NEW, **text)
    assert min(cpu_seconds(lambda: ask(editor, OF_NEW, **text)) for _ in range(3)) < 0.1


def cpu_seconds(act):
    """Return what `act` costs this thread: other tests use the same processor."""
    started = time.thread_time()
    act()
    return time.thread_time() - started
