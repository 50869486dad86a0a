"""The cover in the form of an article: shown, uploaded, chosen from the library, taken away.

What is sent is the id of an Image, as from any select; without scripts there is one.
"""

import json

from django import forms
from django.forms.models import ModelChoiceIteratorValue
from django.template.loader import render_to_string

from news.models import Image
from news.sent_images import READERS
from newsroom.admin.image_library import described

OFFERED = 50  # the newest images, in the select that stands there without scripts


class CoverWidget(forms.Widget):
    """The id of an image, with the image (static/js/newsroom/images/cover.js).

    `may_change(image)` tells whether who makes the request may change the words of an Image.
    """

    use_fieldset = True  # a group of buttons, not one thing that a label could name

    def __init__(self, may_change=lambda image: False, attrs=None):
        self.may_change = may_change
        super().__init__(attrs)

    def render(self, name, value, attrs=None, renderer=None):
        if isinstance(value, ModelChoiceIteratorValue):
            value = value.value
        shown = Image.objects.filter(pk=value).first() if str(value or "").isdecimal() else None
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "value": shown.pk if shown else "",
            "accept": ",".join(READERS),
            "image": shown and json.dumps(described(shown, self.may_change(shown))),
            "thumbnail": shown and shown.rendition("card").urls["jpg"],
            "shown": shown,
            "newest": Newest(shown),
        }
        return render_to_string("newsroom/cover.html", context)

    @property
    def media(self):
        return forms.Media(
            js=[forms.Script("js/newsroom/images/cover.js", type="module")],
            css={"all": ["css/newsroom/images.css"]},
        )


class Newest:
    """The newest images and the one that is shown: asked for when the select is written."""

    def __init__(self, shown):
        self.shown = shown

    def __iter__(self):
        images = list(Image.objects.order_by("-pk")[:OFFERED])
        if self.shown and self.shown not in images:
            images.insert(0, self.shown)
        return iter(images)


class ChoosesCover:
    """Part of the admin of articles: its cover is a CoverWidget."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "cover" and field:
            library = self.admin_site.get_model_admin(Image)
            # Instead of Django's select with its own links to add and to change around it.
            field.widget = CoverWidget(lambda image: library.has_change_permission(request, image))
            field.widget.is_required = field.required
        return field
