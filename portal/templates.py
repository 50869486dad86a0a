"""Templates as they stand in one language: what every page says alike is worked out once.

A page has forty words and a dozen addresses that never change: `{% translate "News" %}`,
`{% url "tags" %}`, `{% static "js/app.js" %}`. Each template is compiled once for each language,
and such a tag becomes the text that it prints: of the CPU of a page it took a quarter.
"""

from django.template import TemplateDoesNotExist
from django.template.base import TextNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


class LoaderByLanguage(Loader):
    """Django's cached loader, which keeps each template once for each language."""

    def cache_key(self, template_name, skip=None):
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name, skip=None):
        key = self.cache_key(template_name, skip)
        if key not in self.get_template_cache:
            try:
                # Past the cache: no other thread may begin to render what isn't folded yet.
                template = super(Loader, self).get_template(template_name, skip)
            except TemplateDoesNotExist:
                pass  # which the cache remembers in its own way
            else:
                fold(template.nodelist)
                self.get_template_cache[key] = template
        return super().get_template(template_name, skip)


def fold(nodes):
    """Make of all neighbours in a NodeList that always print the same one text, in the language
    that is active; in the lists inside its nodes too. Changes the list itself."""
    folded = []
    for node in nodes:
        text = constant(node)
        if text is None:
            for inner in lists_of(node):
                fold(inner)
            folded.append(node)
        elif folded and type(folded[-1]) is TextNode:
            folded[-1] = TextNode(folded[-1].s + text)
        elif text:
            folded.append(TextNode(text))
    nodes[:] = folded


def lists_of(node):
    """Return the NodeLists inside a node, but for one that speaks another language."""
    if isinstance(node, LanguageNode):
        return []
    # `{% if %}` keeps its own in pairs with the conditions.
    branches = [nodes for _, nodes in getattr(node, "conditions_nodelists", ())]
    named = [getattr(node, name, None) for name in node.child_nodelists]
    return branches or [nodes for nodes in named if nodes]


def constant(node):
    """Return the text that a node prints on every page in the language that is active, or None."""
    match node:
        case TextNode():
            return node.s
        case LoadNode() | CommentNode():
            return ""
        case TranslateNode(asvar=None, message_context=None):
            says = node.filter_expression
        case StaticNode(varname=None):
            says = node.path
        # An address in a namespace depends on which of the admin's sites asks.
        case URLNode(asvar=None) if not (node.args or node.kwargs or ":" in str(node.view_name)):
            says = node.view_name
        case _:
            return None
    return str(node.render(Context({}))) if is_literal(says) else None


def is_literal(expression):
    """Whether a FilterExpression is a string in quotes and nothing else."""
    said = getattr(expression.var, "literal", expression.var)
    return isinstance(said, str) and not expression.filters
