"""Variables that are looked up by a shorter way give what Django gives for every kind of value."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from django.template import Context, Engine
from django.template.base import VariableNode
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from portal.quick_variables import QuickNode, QuickVariable, quicken


class Pair(NamedTuple):
    first: str
    second: object = None


class Silent(Exception):
    silent_variable_failure = True


class Place:
    """Has what a model may have."""

    name = "<Куп’янськ>"

    def __init__(self):
        self.calls = 0

    def title(self):
        return f"{self.name}, місто"

    def needs(self, word):
        return word

    def erase(self):
        raise AssertionError("templates change nothing")

    erase.alters_data = True

    @property
    def none(self):
        raise Silent

    def __getattr__(self, name):
        if name == "made":
            return "на льоту"
        raise AttributeError(name)


class Kind:
    do_not_call_in_templates = True
    name = "вид"

    def __call__(self):
        raise AssertionError("is a value")


GIVEN = {
    "place": Place(),
    "pair": Pair("a & b", Pair("перше")),
    "facts": {"items": "своє", "where": {"oblast": "Харківська"}, "list": ["а", ("б", "в")]},
    "safe": mark_safe("<b>так</b>"),
    "number": 1234567.5,
    "moment": datetime(2026, 11, 23, 12, tzinfo=UTC),
    "lazy": gettext_lazy("News"),
    "later": SimpleLazyObject(Place),
    "words": lambda: "покликане",
    "kind": Kind(),
    "empty": "",
    "nothing": None,
}
NAMES = """
    place place.name place.title place.needs place.erase place.none place.made place.other
    pair.first pair.second.first pair.second.second pair.0 pair.1.first pair.5 pair.count
    facts.items facts.where.oblast facts.keys facts.list.1.0 facts.list.9 facts.other.more
    safe number moment moment.year lazy later.title later.none words words.upper kind.name
    empty empty.more nothing nothing.more absent absent.more template_name place.name.upper
""".split()  # noqa: SIM905 - a table is read more easily
SOURCES = [
    *(f"{{{{ {name} }}}}" for name in NAMES if name != "place"),
    *(f"{{% if {name} %}}так{{% else %}}ні{{% endif %}}" for name in NAMES),
    "{{ place.name|upper }}{{ absent|default:place.title }}{{ pair.first|default:place.made }}",
    "{% if place.name == pair.first or absent and not nothing %}так{% endif %}",
    "{% for one in facts.list %}{{ one }}{{ forloop.counter }}{{ forloop.last }}{% endfor %}",
    "{% with place.title as name %}{{ name }}{% endwith %}{% firstof absent pair.first %}",
    "{% autoescape off %}{{ place.name }}{{ safe }}{% endautoescape %}",
]


def templates(source):
    """Return a Template of a source twice: as Django has it, and quickened."""
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    plain, quick = engine.from_string(source), engine.from_string(source)
    quicken(quick.nodelist)
    return plain, quick


@pytest.mark.parametrize("source", SOURCES)
def test_it_shows_what_django_shows(source):
    plain, quick = templates(source)
    with override("uk"):
        expected = plain.render(Context(GIVEN))
        assert quick.render(Context(GIVEN)) == expected
        assert type(quick.render(Context(GIVEN))) is type(expected)


def test_a_mistake_of_ours_is_as_loud():
    class Broken:
        @property
        def value(self):
            raise ZeroDivisionError

        def method(self):
            raise TypeError("inside")

    for name in ("value", "method"):
        for template in templates(f"{{{{ broken.{name} }}}}"):
            with pytest.raises((ZeroDivisionError, TypeError)):
                template.render(Context({"broken": Broken()}))


def test_all_variables_of_a_template_are_quick():
    source = "{% if a.b == c %}{% for one in d.e %}{{ one.f|default:g.h }}{% endfor %}{% endif %}"
    _, quick = templates(source)
    nodes = quick.nodelist.get_nodes_by_type(VariableNode)
    assert [type(node) for node in nodes] == [QuickNode]
    expression = nodes[0].filter_expression
    [(_, [(_, argument)])] = expression.filters
    condition = quick.nodelist[0].conditions_nodelists[0][0]
    loop = quick.nodelist[0].nodelist[0]
    found = [expression.var, argument, condition.first.value.var, condition.second.value.var]
    assert {type(each) for each in [*found, loop.sequence.var]} == {QuickVariable}
