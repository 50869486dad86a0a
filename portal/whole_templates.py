"""A template as one piece: the blocks of what it extends filled, what it includes in its place.

Django puts a page together each time that it is shown: it finds the templates that are extended
and included, looks through all their nodes for blocks, and keeps lists of blocks while they are
shown. By names that stand in the template in quotes the outcome is always the same, so it is done
once. Whatever isn't as simple is left to Django.
"""

from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import CycleNode, ForNode, IfChangedNode, IfNode, URLNode, WithNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

# What keeps something between two showings of one template: an included one begins anew.
REMEMBERING = CycleNode, IfChangedNode, ExtendsNode, BlockNode


class Inside(Node):
    """Nodes that stood in a block or another template: what they set ends with them."""

    def __init__(self, nodelist, values=()):
        self.nodelist, self.values = nodelist, dict(values)

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.values.items()}
        with context.push(**values):
            return self.nodelist.render(context)


def join(template, new, part):
    """Put a compiled Template together, in its own list of nodes.

    `new` and `part` are functions of a name: a Template compiled anew, whose nodes become ours, and
    one that may be shared, or None where it mustn't be put in.
    """
    nodes = extended(template, new)
    if nodes is not None:
        unblock(nodes)
        template.nodelist = nodes
    include(template.nodelist, part)


def extended(template, new):
    """Return the nodes of all that a Template extends, its blocks filled but still there; None
    where that can't be told beforehand."""
    extends = next((node for node in template.nodelist if not isinstance(node, TextNode)), None)
    if not isinstance(extends, ExtendsNode):
        return template.nodelist if reaches_all_blocks(template.nodelist) else None
    name = literal(extends.parent_name)
    # What is extended by its own name is found by what it isn't; what asks for a block's former
    # content in another way than by printing it wants a block.
    if name is None or name == template.name or not reaches_all_blocks(extends.nodelist):
        return None
    if template.source.count("block.super") != len(former_of(extends.nodelist)):
        return None
    nodes = extended(new(name), new)
    if nodes is not None:
        fill(nodes, extends.blocks)
    return nodes


def fill(nodes, blocks):
    """Put the content of BlockNodes, {name: BlockNode}, into those of the same names in a list."""
    for node in nodes:
        for inner in lists_of(node):
            fill(inner, blocks)
        if isinstance(node, BlockNode) and node.name in blocks:
            former, node.nodelist = node.nodelist, blocks[node.name].nodelist
            put_former(node.nodelist, former)
            # A block inside the new content may be filled as well.
            fill(node.nodelist, {name: one for name, one in blocks.items() if name != node.name})


def put_former(nodes, former):
    """Put the nodes `former` where `{{ block.super }}` stands in a list, but in no block inside."""
    for number, node in enumerate(nodes):
        if is_former(node):
            nodes[number] = Inside(former)
        elif not isinstance(node, BlockNode):
            for inner in lists_of(node):
                put_former(inner, former)


def unblock(nodes):
    """Replace the blocks in a list by what stands in them."""
    shown = []
    for node in nodes:
        for inner in lists_of(node):
            unblock(inner)
        if isinstance(node, BlockNode):
            shown += node.nodelist if sets_nothing(node.nodelist) else [Inside(node.nodelist)]
        elif isinstance(node, Inside) and sets_nothing(node.nodelist) and not node.values:
            shown += node.nodelist
        else:
            shown.append(node)
    nodes[:] = shown


def include(nodes, part):
    """Replace what is included by a name in quotes by the nodes of that template."""
    shown = []
    for node in nodes:
        template = part(node_name) if (node_name := included_name(node)) else None
        if template is None or template.nodelist.get_nodes_by_type(REMEMBERING):
            for inner in lists_of(node):
                include(inner, part)
            shown.append(node)
        elif node.extra_context or not sets_nothing(template.nodelist):
            shown.append(Inside(NodeList(template.nodelist), node.extra_context))
        else:
            shown += template.nodelist
    nodes[:] = shown


def included_name(node):
    if not isinstance(node, IncludeNode) or node.isolated_context:
        return None
    name = literal(node.template)
    return None if name is None or name.startswith(".") else name


def lists_of(node):
    """Return the NodeLists right inside a node."""
    # `{% if %}` keeps its own in pairs with the conditions.
    branches = [nodes for _, nodes in getattr(node, "conditions_nodelists", ())]
    named = [getattr(node, name, None) for name in node.child_nodelists]
    return branches or [nodes for nodes in named if nodes]


def reaches_all_blocks(nodes):
    """Whether `lists_of` leads to every block in a list."""
    return len(blocks_of(nodes)) == len(nodes.get_nodes_by_type(BlockNode))


def blocks_of(nodes):
    found = [node for node in nodes if isinstance(node, BlockNode)]
    for node in nodes:
        for inner in lists_of(node):
            found += blocks_of(inner)
    return found


def former_of(nodes):
    """Return all `{{ block.super }}` in a list of nodes."""
    found = [node for node in nodes if is_former(node)]
    for node in nodes:
        for inner in lists_of(node):
            found += former_of(inner)
    return found


def is_former(node):
    if not isinstance(node, VariableNode) or node.filter_expression.filters:
        return False
    return getattr(node.filter_expression.var, "var", "") == "block.super"


def literal(expression):
    """Return the string that a FilterExpression is, or None for anything else."""
    said = expression.var
    return said if isinstance(said, str) and not expression.filters else None


def sets_nothing(nodes):
    """Whether no node of a list gives a name to anything that the nodes after it could ask for."""
    return all(is_silent(node) for node in nodes)


def is_silent(node):
    match node:
        case TextNode() | VariableNode() | ForNode() | WithNode() | Inside():
            return True
        case IfNode():
            return all(sets_nothing(inner) for inner in lists_of(node))
        case URLNode(asvar=None) | TranslateNode(asvar=None) | BlockTranslateNode(asvar=None):
            return True
        case StaticNode(varname=None) | SimpleNode(target_var=None) | InclusionNode():
            return True
    return False
