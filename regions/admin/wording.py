"""Titles in right Ukrainian.

Django puts the bare name of a model into its sentences («Змінити стаття»). Ukrainian wants cases,
so each of our admins gives the two forms that cannot be derived. What Django says about all models
alike is reworded in newsroom/admin/messages/.
"""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, path

from regions.admin.choices import Choices, ChoosesByLabel, is_id


class WordedAdmin(ChoosesByLabel, admin.ModelAdmin):
    """An admin whose titles are right Ukrainian.

    `new` is the title of an empty form («Нова стаття»), `accusative` the model's name after a verb
    («статтю»).
    """

    new = ""
    accusative = ""
    # The count of all rows costs a scan and tells nothing beside the count of what was found.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_object(self, request, object_id, from_field=None):
        # Django takes an empty `_to_field` of an address for the name of a field, and fails.
        return super().get_object(request, object_id, from_field or None)

    def choice_label(self, obj):
        """Return the text by which a row is known in a list of choices."""
        return str(obj)

    def choices(self, request):
        """Return the rows that may be chosen in forms by who makes the request."""
        return self.get_queryset(request)

    def get_view_on_site_url(self, obj=None):
        """Return the address of the object's page, or None when it has none.

        A form with errors shows the object as it was typed, perhaps without what an address needs.
        """
        try:
            return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None
        except NoReverseMatch:
            return None

    def deletion_note(self, obj):
        """Return a sentence on what else changes when `obj` is deleted, or ""."""
        return ""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_choices"
        view = self.admin_site.admin_view(Choices.as_view(admin_site=self.admin_site))
        return [path("choices/", view, name=name), *super().get_urls()]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request, extra_context=None):
        if "%00" in request.META["QUERY_STRING"]:  # Django's filters pass it on to PostgreSQL
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if request.method == "POST":  # Django breaks on a chosen row that can't be one
            request.POST = request.POST.copy()
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            request.POST.setlist(ACTION_CHECKBOX_NAME, [each for each in chosen if is_id(each)])
        title = str(self.opts.verbose_name_plural)
        titles = {"title": title[:1].upper() + title[1:], "new": self.new}
        return super().changelist_view(request, titles | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["title"] = self.new
        elif self.has_change_permission(request, obj):
            context["title"] = f"Редагувати {self.accusative}"
        else:
            context["title"] = f"Переглянути {self.accusative}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        context["accusative"] = self.accusative
        context["title"] = f"Видалити {self.accusative}"
        context["note"] = self.deletion_note(context["object"])
        return super().render_delete_form(request, context)
