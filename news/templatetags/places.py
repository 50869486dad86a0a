"""Small looks into what the pages of places were given."""

from django import template

register = template.Library()


@register.filter
def at(mapping, key):
    """Return `mapping[key]`, or None where there is no such key."""
    return mapping.get(key)
