"""Words and addresses of images for the pages of the library."""

from django import template

from ukrainian.plurals import counted

register = template.Library()


@register.filter
def thumbnail(image):
    """Return the address of the smallest picture of an Image."""
    return image.rendition("card-small").urls["jpg"]


@register.filter
def in_articles(number):
    """Return «у 3 статтях» for the number of articles that use an image."""
    if not number:
        return "не використано"
    before = "в" if str(number)[0] == "1" else "у"
    return f"{before} {counted(number, 'статті', 'статтях', 'статтях')}"
