"""Templates are compiled once for each language; what always prints the same becomes text."""

import pytest
from django.template import Context, TemplateDoesNotExist, engines
from django.template.base import TextNode
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import override

from portal.templates import fold

LIBRARIES = "{% load i18n static %}"


def folded(source):
    """Return a Template of a source, folded in the language that is active."""
    template = engines["django"].from_string(LIBRARIES + source).template
    fold(template.nodelist)
    return template


def is_text(template):
    return [type(node) for node in template.nodelist] == [TextNode]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<a>{% translate "News" %}</a>', "<a>Новини</a>"),
        ('<a href="{% url "tags" %}">', '<a href="/tags/">'),
        ('{% translate "Light" context "theme" %}', "Світла"),
        ('{% static "img/icon.svg" %}', "/static/img/icon.svg"),
        ("a{# nothing #}b{% comment %}c{% endcomment %}d", "abd"),
    ],
)
def test_what_is_always_the_same_becomes_one_text(source, shown):
    with override("uk"):
        template = folded(source)
        assert is_text(template)
        assert template.render(Context()) == shown


@pytest.mark.parametrize(
    "source",
    [
        "{% translate word %}",
        '{% translate "News"|lower %}',
        '{% translate "News" as news %}',
        '{% translate "Light" context word %}',
        '{% url "tag" slug %}',
        '{% url "admin:index" %}',
        '{% url "tags" as address %}',
        "{% static path %}",
    ],
)
def test_what_may_differ_stays(source):
    with override("uk"):
        whole = engines["django"].from_string(LIBRARIES + source).template
        template = folded(source)
        values = {"word": "News", "slug": "voda", "path": "img/icon.svg"}
        assert not is_text(template)
        assert template.render(Context(values)) == whole.render(Context(values))


def test_the_inside_of_conditions_loops_and_blocks_is_folded_too():
    with override("uk"):
        template = folded(
            '{% if a %}{% translate "News" %}{% else %}{% url "tags" %}{% endif %}'
            '{% for b in a %}{% translate "News" %}{% empty %}{% url "tags" %}{% endfor %}'
            '{% block main %}{% translate "News" %} {% endblock %}'
        )
        assert template.render(Context({"a": [1]})) == "НовиниНовиниНовини "
        assert template.render(Context()) == "/tags//tags/Новини "
    with override("en"):  # what was folded is text by now
        assert template.render(Context()) == "/tags//tags/Новини "


def test_what_speaks_another_language_stays_in_it():
    with override("uk"):
        template = folded('{% language "en" %}{% translate "News" %}{% endlanguage %}')
        assert template.render(Context()) == "News"


def test_each_language_has_its_own_copy():
    pages = {}
    for language in ("uk", "en", "uk"):
        with override(language):
            pages.setdefault(language, set()).add(get_template("news/tags.html").template)
    assert [len(found) for found in pages.values()] == [1, 1]
    assert not pages["uk"] & pages["en"]


def test_a_page_in_one_language_holds_nothing_of_the_other(rf):
    shown = {}
    for language in ("uk", "en"):
        with override(language):
            shown[language] = render_to_string("news/accessibility.html", {}, rf.get("/"))
    for language, said in (("uk", "Головне меню"), ("en", "Main menu")):
        assert said in shown[language]
        assert shown["uk" if language == "en" else "en"].count(said) == 0
        with override(language):
            assert f'action="{reverse("search")}"' in shown[language]


def test_a_template_that_is_missing_is_missing_every_time():
    for _ in range(2):
        with pytest.raises(TemplateDoesNotExist):
            get_template("news/nothing.html")
