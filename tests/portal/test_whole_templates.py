"""A template that is put together beforehand shows what Django shows that puts it together."""

import pytest
from django.template import Context, Engine
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.utils.translation import override

from portal.whole_templates import Inside

PLACES = {
    "base": "<{% block title %}Портал{% endblock %}|{% if yes %}{% block main %}a{% block inner %}b"
    "{% endblock %}c{% endblock %}{% endif %}|{% include 'foot' %}>",
    "section": "{% extends 'base' %}{% block main %}[{{ block.super }}"
    "{% block aside %}{% endblock %}]{% endblock %}",
    "page": "{% extends 'section' %}{% load i18n %}{% block title %}{{ word }}, {{ block.super }}"
    "{% endblock %}{% block aside %}{% if yes %}{{ block.super }}{{ word }}{% endif %}"
    "{% endblock %}"
    "{% block inner %}-{% endblock %}{% block nowhere %}x{% endblock %}",
    "foot": "{{ word }}{% translate 'News' as word %}{{ word }}",
    "said": "{% include 'foot' with word='так' %}{{ word }}",
    "tree": "({{ words.0 }}{% if words.1 %}{% include 'tree' with words=words.1 %}{% endif %})",
    "chosen": "{% extends name %}{% block main %}{{ word }}{% endblock %}",
    "filtered": "{% extends 'base' %}{% block main %}{{ block.super|upper }}{% endblock %}",
    "turns": "{% for one in words %}{% cycle 'а' 'б' %}{% include 'turn' %}{% endfor %}",
    "turn": "{% cycle 'в' 'г' %}",
    "missing": "{% if no %}{% include 'nothing' %}{% endif %}так",
    "alone": "{% include 'foot' only %}{% block main %}{{ word }}{% endblock %}",
}
PLACES["foot"] = "{% load i18n %}" + PLACES["foot"]
GIVEN = {"word": "слово", "yes": True, "words": ["a", ["b", []]], "name": "section"}


def engine(loader):
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", PLACES)])],
        libraries={"i18n": "django.templatetags.i18n"},
    )


@pytest.fixture(scope="module")
def whole():
    return engine("portal.templates.LoaderByLanguage")


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("given", [GIVEN, {**GIVEN, "yes": False}])
def test_it_shows_the_same(whole, name, given):
    plain = engine("django.template.loaders.cached.Loader")
    with override("uk"):
        shown = plain.get_template(name).render(Context(dict(given)))
        for _ in range(2):
            assert whole.get_template(name).render(Context(dict(given))) == shown


@pytest.mark.parametrize("name", ["base", "section", "page", "said"])
def test_what_is_said_in_quotes_is_put_together(whole, name):
    with override("uk"):
        nodes = whole.get_template(name).nodelist
    assert not nodes.get_nodes_by_type((ExtendsNode, BlockNode, IncludeNode))


@pytest.mark.parametrize("name", ["chosen", "filtered", "tree", "turns", "missing"])
def test_the_rest_is_left_to_django(whole, name):
    with override("uk"):
        assert whole.get_template(name).nodelist.get_nodes_by_type((ExtendsNode, IncludeNode))


def test_what_an_included_template_sets_ends_with_it(whole):
    with override("uk"):
        assert whole.get_template("base").nodelist.get_nodes_by_type(Inside)
        assert whole.get_template("said").render(Context(dict(GIVEN))) == "такНовинислово"


def test_another_page_of_the_same_section_has_its_own_blocks(whole):
    with override("uk"):
        before = whole.get_template("section").render(Context(dict(GIVEN)))
        whole.get_template("page").render(Context(dict(GIVEN)))
        assert whole.get_template("section").render(Context(dict(GIVEN))) == before
