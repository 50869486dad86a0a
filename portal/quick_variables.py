"""The variables of a compiled template, looked up by the short way that nearly all of them can go.

For each part of `{{ article.cover.alt }}` Django tries a dictionary, then an attribute, then a
number, each by an exception, and for a name that isn't there it writes a whole report that nobody
reads. A page has a hundred of them. Here a name is taken where it is; whatever is not as simple is
left to Django, from the beginning.
"""

from html import escape

from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.base import VariableNode as DjangosNode
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString


class QuickVariable(Variable):
    """A Variable of names with dots. Made of Django's own by `quicken`."""

    __slots__ = ()

    def resolve(self, context):
        first, *rest = self.lookups
        for values in reversed(context.dicts):
            if first in values:
                current = values[first]
                break
        else:
            if hasattr(context, first):
                return super().resolve(context)
            raise VariableDoesNotExist("Nothing is called %s", (first,))
        try:
            if callable(current):
                current = _called(current)
            for bit in rest:
                current = _inside(current, bit)
                if callable(current):
                    current = _called(current)
        except Exception:  # noqa: BLE001 - Django knows which are silent
            return super().resolve(context)
        return current


class QuickNode(DjangosNode):
    """`{{ … }}`: text, as most are, needs neither a locale nor a time zone."""

    def render(self, context):
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str:
            return escape(value) if context.autoescape else value
        return super().render(context)


def _inside(thing, name):
    """Return what a name means in a thing, as Django has it; raises anything else where it can't be
    told in one step."""
    kind = type(thing)
    if kind is dict:
        return thing[name]
    item = getattr(kind, "__getitem__", None)
    if item is None or item is tuple.__getitem__:  # a tuple with names has no item by a name
        return getattr(thing, name)
    raise LookupError


def _called(function):
    flags = ("do_not_call_in_templates", "alters_data")
    if any(getattr(function, flag, False) for flag in flags):
        raise LookupError
    return function()


def quicken(nodes):
    """Make all variables in a NodeList quick, those of the nodes in its nodes too."""
    for node in nodes.get_nodes_by_type(Node):
        if type(node) is DjangosNode:
            node.__class__ = QuickNode
        for value in vars(node).values():
            _quicken(value)


def _quicken(value):
    match value:
        case Variable():
            if type(value) is Variable and value.lookups and not value.translate:
                value.__class__ = QuickVariable
        case FilterExpression():
            _quicken(value.var)
            for _, arguments in value.filters:
                _quicken([argument for is_variable, argument in arguments if is_variable])
        case TokenBase():  # of a condition
            for part in vars(value).values():
                _quicken(part)
        case dict():
            for part in value.values():
                _quicken(part)
        case list() | tuple():
            for part in value:
                _quicken(part)
