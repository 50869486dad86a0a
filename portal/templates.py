"""Templates as they stand in one language: what every page says alike is worked out once.

A page has forty words and a dozen addresses that never change: `{% translate "News" %}`,
`{% url "tags" %}`, `{% static "js/app.js" %}`. Each template is compiled once for each language,
and such a tag becomes the text that it prints: of the CPU of a page it took a quarter. A page is
put together with what it extends and includes then too (portal/whole_templates.py).
"""

import re
import threading

from django.template import TemplateDoesNotExist
from django.template.base import Template, TextNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from portal import whole_templates
from portal.quick_variables import quicken

EMPTY_LINES, AS_TYPED = re.compile(r"[ \t]*\n\s*"), re.compile("<(?:pre|textarea)")


class LoaderByLanguage(Loader):
    """Django's cached loader, which keeps each template once for each language."""

    def __init__(self, engine, loaders):
        super().__init__(engine, loaders)
        self.asked_for = threading.local()

    def cache_key(self, template_name, skip=None):
        if not skip:
            return get_language(), template_name
        return get_language(), super().cache_key(template_name, skip), "to be extended"

    def get_template(self, template_name, skip=None):
        key = self.cache_key(template_name, skip)
        found = self.get_template_cache.get(key)
        if isinstance(found, Template):
            return found
        if found is None:
            try:
                found = self.get_template_cache[key] = self.compiled(template_name, skip)
            except TemplateDoesNotExist:
                pass
            else:
                return found
        return super().get_template(template_name, skip)  # which remembers what is missing

    def compiled(self, template_name, skip):
        """Return a new Template, folded, for the language that is active.

        Past the cache: no other thread may begin to render what isn't folded yet. What another
        template extends (`skip` are those that do) has to keep its blocks.
        """
        template = self.new(template_name, skip)
        # An error is shown in the lines of the very template while templates are worked on.
        if not (skip or self.engine.debug):
            whole_templates.join(template, self.new, self.part)
        fold(template.nodelist)
        if not self.engine.debug:
            quicken(template.nodelist)
        if template_name.endswith(".html"):
            tighten(template.nodelist)
        return template

    def new(self, template_name, skip=None):
        return super(Loader, self).get_template(template_name, skip)

    def part(self, template_name):
        """Return the Template to be included by a name, None for one that includes itself."""
        names = vars(self.asked_for).setdefault("names", [])
        if template_name in names:
            return None
        names.append(template_name)
        try:
            return self.get_template(template_name)
        finally:
            names.pop()


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


def tighten(nodes):
    """Leave of indents and empty lines in the texts of a NodeList one end of a line."""
    for node in nodes:
        if isinstance(node, TextNode):
            if not AS_TYPED.search(node.s):
                node.s = EMPTY_LINES.sub("\n", node.s)
        else:
            for inner in whole_templates.lists_of(node):
                tighten(inner)


def lists_of(node):
    """Return the NodeLists inside a node, but for one that speaks another language."""
    return [] if isinstance(node, LanguageNode) else whole_templates.lists_of(node)


def constant(node):
    """Return the text that a node prints on every page in the language that is active, or None."""
    match node:
        case TextNode():
            return node.s
        case LoadNode() | CommentNode():
            return ""
        case TranslateNode(asvar=None, message_context=context) if is_said(context):
            says = node.filter_expression
        case StaticNode(varname=None):
            says = node.path
        # An address in a namespace depends on which of the admin's sites asks.
        case URLNode(asvar=None) if not (node.args or node.kwargs or ":" in str(node.view_name)):
            says = node.view_name
        case _:
            return None
    return str(node.render(Context({}))) if is_literal(says) else None


def is_said(context):
    return context is None or is_literal(context)


def is_literal(expression):
    """Whether a FilterExpression is a string in quotes and nothing else."""
    said = getattr(expression.var, "literal", expression.var)
    return isinstance(said, str) and not expression.filters
