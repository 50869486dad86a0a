"""How an article begins: from a starter, as a copy, or as a translation of another."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Script
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from news.models.article import Language
from newsroom import beginnings
from newsroom.blocks import day
from newsroom.models import Starter
from regions.admin.choices import is_id

TRANSLATE = {
    Language.UKRAINIAN: "Перекласти англійською",
    Language.ENGLISH: "Перекласти українською",
}


class Begins:
    """Part of the admin of articles."""

    @property
    def media(self):
        return super().media + forms.Media(
            js=[Script("js/newsroom/original.js", type="module")],
            css={"all": ["css/newsroom/beginning.css"]},
        )

    def get_urls(self):
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("<path:object_id>/copy/", view(self.copy_view), name=f"{name}_copy"),
            path(
                "<path:object_id>/translate/", view(self.translate_view), name=f"{name}_translate"
            ),
            *super().get_urls(),
        ]

    def get_changeform_initial_data(self, request):
        """Begin with what `?starter=` holds: nothing is stored before the editor saves."""
        initial = super().get_changeform_initial_data(request)
        starter = request.GET.get("starter", "")
        found = Starter.objects.filter(pk=starter).first() if is_id(starter) else None
        if found is None:
            return initial
        begun = {"lead": found.lead, "body": found.body}
        tags = list(found.tags.values_list("pk", flat=True))
        return begun | ({"tags": tags} if tags else {}) | initial

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["beginning"] = self._offers(request, obj)
            context["beside"] = self._original(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _offers(self, request, article):
        """Return what the form offers to make of an article: {"copy_url", "translate_url" …}."""
        offers = {}
        other = beginnings.other_version(article)
        if other is not None:
            if self.has_view_permission(request, other):
                offers["other_url"] = reverse("admin:news_article_change", args=[other.pk])
            elif other.is_published():
                offers["other_url"] = other.get_absolute_url()
            is_original = article.translation_of_id == other.pk
            offers["other_label"] = "Відкрити оригінал" if is_original else "Відкрити переклад"
        if not self.has_add_permission(request):
            return offers
        offers["copy_url"] = reverse("admin:news_article_copy", args=[article.pk])
        if other is None:
            offers["translate_url"] = reverse("admin:news_article_translate", args=[article.pk])
            offers["translate_label"] = TRANSLATE[article.language]
        return offers

    def _original(self, request, article):
        """Return what templates/newsroom/original.html needs beside a translation, or None."""
        original = article.translation_of
        if original is None or original.language == article.language:
            return None
        is_seen = self.has_view_permission(request, original)
        if not (is_seen or original.is_published()):
            return None
        changed = beginnings.changed_since(original, article)
        return {
            "original": original,
            "url": (
                reverse("admin:news_article_change", args=[original.pk])
                if is_seen
                else original.get_absolute_url()
            ),
            "changed": changed and day(changed, timezone.now()),
        }

    def _source(self, request, object_id):
        """Return the article that a new one is made from. Raises Http404 or PermissionDenied."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("no such article")
        if not (self.has_add_permission(request) and self.has_view_permission(request, article)):
            raise PermissionDenied
        return article

    @method_decorator(require_POST)
    def copy_view(self, request, object_id):
        """Make a draft like an article, and open it."""
        article = self._source(request, object_id)
        with transaction.atomic():
            copy = beginnings.copy_of(article, request.user)
            self.log_addition(request, copy, f"Створено копію статті № {article.pk}.")
        self.message_user(request, "Це копія: ваша нова чернетка.", messages.SUCCESS)
        return redirect("admin:news_article_change", copy.pk)

    @method_decorator(require_POST)
    def translate_view(self, request, object_id):
        """Begin the translation of an article into the other language, or open the one there is."""
        article = self._source(request, object_id)
        with transaction.atomic():
            translation, is_new = beginnings.translation_of(article, request.user)
            if is_new:
                self.log_addition(
                    request, translation, f"Розпочато переклад статті № {article.pk}."
                )
        if is_new:
            self.message_user(
                request,
                "Переклад розпочато. Обкладинку, теги й місця перенесено; заголовок, лід і текст "
                "напишіть поруч з оригіналом.",
                messages.SUCCESS,
            )
        return redirect("admin:news_article_change", translation.pk)
