"""The field of an article's tags: chosen by typing, and made by typing when one may make tags.

It stands on the select2 that Django ships; a new name travels as "new:<name>", so that a tag called
«2026» is no id.
"""

from django import forms
from django.core.exceptions import ValidationError

from news.models import Tag
from regions.admin.choices import ChoiceSelectMultiple
from ukrainian.folding import fold, mend

NEW = "new:"


class TagSelect(ChoiceSelectMultiple):
    """Django's autocomplete with a new name among the choices (static/js/admin-tags.js)."""

    may_create = False

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        # Another class than Django's own, whose script would start select2 without new names.
        attrs["class"] = attrs["class"].replace("admin-autocomplete", "admin-tags")
        if self.may_create:
            attrs["data-may-create"] = "true"
        return attrs

    def optgroups(self, name, value, attrs=None):
        """Return the chosen options, new names among them: a form with an error keeps them."""
        groups = super().optgroups(name, value, attrs)
        options = groups[0][1]
        for each in value:
            if str(each).startswith(NEW):
                label = each.removeprefix(NEW)
                options.append(self.create_option(name, each, label, {each}, len(options)))
        return groups

    @property
    def media(self):
        # The first name says only that the second comes after it.
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "js/admin-tags.js"])


class TagsField(forms.ModelMultipleChoiceField):
    """Gives a list of tags; the new ones aren't saved before the article is."""

    may_create = False

    def clean(self, value):
        """Return the list of Tag for posted ids and new names.

        A new name that is a known tag in another case or with another apostrophe is that tag.
        Raises ValidationError for a new name that is none, or when nobody may make tags.
        """
        value = list(value or [])
        names = [each.removeprefix(NEW) for each in value if str(each).startswith(NEW)]
        ids = [each for each in value if not str(each).startswith(NEW)]
        known = super().clean(ids) if ids or not names else ()  # new names alone are a choice, too
        tags = {tag.key: tag for tag in known}
        for name in names:
            tag = self._tag_named(name)
            tags.setdefault(tag.key, tag)
        return list(tags.values())

    def _tag_named(self, name):
        self.validate_no_null_characters(name)
        tag = Tag.objects.named(name)
        if tag:
            return tag
        if not self.may_create:
            raise ValidationError(
                f"Тегу «{mend(name)}» немає. Оберіть інший або попросіть редактора створити його."
            )
        tag = Tag(name=name, key=fold(name))
        try:
            tag.full_clean(exclude=["key", "order"])
        except ValidationError as error:
            raise ValidationError([f"«{mend(name)}»: {text}" for text in error.messages]) from None
        return tag
