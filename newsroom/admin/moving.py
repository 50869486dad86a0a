"""The form's buttons of state, its panel of checks, and what is said and shown after saving."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from news.models import Article
from news.models.article import State
from newsroom import checks, revisions, states
from newsroom.models import Revision
from newsroom.states import Stage
from regions.admin.choices import is_id

SAVE_LABELS = {
    Stage.DRAFT: "Зберегти чернетку",
    Stage.PUBLISHED: "Оновити на сайті",
}
# What is said of an article that came to a stage from another one.
SAID = {
    (Stage.REVIEW, Stage.DRAFT): "Повернуто автору: знову чернетка",
    (Stage.SCHEDULED, Stage.DRAFT): "Розклад скасовано: знову чернетка",
    (Stage.PUBLISHED, Stage.DRAFT): "Знято з публікації: знову чернетка",
    (Stage.ARCHIVED, Stage.DRAFT): "Відновлено з архіву: знову чернетка",
}
CAME = {
    Stage.REVIEW: "Надіслано на перевірку",
    Stage.PUBLISHED: "Опубліковано",
    Stage.ARCHIVED: "Перенесено в архів",
}


@dataclass(frozen=True)
class Button:
    """A button of the form: what it sends and says."""

    value: str
    label: str
    is_main: bool
    is_next: bool  # the likely next step, painted as such
    is_hidden: bool = False  # until the script sees another date typed


@dataclass(frozen=True)
class ErrorLink:
    """A line of the summary of errors: `id` is of the element to go to, "" for none; `block` the
    number of a block of the body."""

    id: str
    label: str
    message: str
    block: int | None = None


class MovesByButtons:
    """Part of the admin of articles."""

    def get_urls(self):
        name = "news_article_checks"
        wrap = self.admin_site.admin_view
        return [
            path("add/checks/", wrap(require_safe(self.checks_view)), name=f"{name}_of_new"),
            path("<int:pk>/checks/", wrap(require_safe(self.checks_view)), name=name),
            *super().get_urls(),
        ]

    def checks_view(self, request, pk=None):
        """The panel of checks of a version: `?revision=` names an autosave, else as saved."""
        article = self._article_to_check(request, pk)
        revision = request.GET.get("revision", "")
        if revision:
            readable = Revision.objects.readable_by(request.user, article)
            found = readable.filter(pk=revision).first() if is_id(revision) else None
            if found is None:
                return JsonResponse({"error": "Такої версії немає."}, status=404)
            article = revisions.as_article(found.data, article)
        problems = checks.check(article) if article else []
        return render(request, "newsroom/problems.html", {"problems": problems})

    def _article_to_check(self, request, pk):
        """Return the Article of an id for who may see it, or None for one that isn't saved yet."""
        if pk is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.may_publish = self.may_publish(request)
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        is_refused = bool(context["errors"])
        stored = self.stored(obj) if change and is_refused else obj
        stage = states.stage_of(stored) if stored else Stage.DRAFT
        if add and not is_refused and "title" in form.fields:
            form.fields["title"].widget.attrs["autofocus"] = True
        context |= {
            "stage": stage,
            "state_words": states.describe(stored) if stored else "нова чернетка",
            "save_label": SAVE_LABELS.get(stage, "Зберегти"),
            "buttons": self.buttons(request, form, stage),
            "problems": form.problems if is_refused else form.check(),
            "is_blocked": is_refused and form.is_blocked(),
            "error_links": self.error_links(form, context["inline_admin_formsets"]),
            "checks_url": self.checks_url(obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def stored(self, article):
        """Return the article as its row is: a refused form has changed the object."""
        return Article.objects.only("state", "published_at").get(pk=article.pk)

    def checks_url(self, article):
        if article is None:
            return reverse("admin:news_article_checks_of_new")
        return reverse("admin:news_article_checks", args=[article.pk])

    def buttons(self, request, form, stage):
        """Return the Buttons of a stage for who makes the request, in the order of the table."""
        found = states.moves(stage, self.may_publish(request))
        date = form.date_as_typed()
        is_future = date is not None and date > timezone.now()
        # An editor hands over seldom: for those who publish, that is no main move.
        main = [each.name for each in found if each.is_main and each.state is not State.REVIEW]
        main = main or [each.name for each in found if each.is_main]
        if main and stage is not Stage.SCHEDULED:
            likely = states.SCHEDULE if is_future and states.SCHEDULE in main else main[-1]
        else:
            likely = ""
        return [
            Button(
                move.name,
                states.label(move, stage, date),
                move.name in main,
                move.name == likely,
                # A date that stands already is no move; the script watches for another.
                is_hidden=move.name == states.SCHEDULE and stage is Stage.SCHEDULED,
            )
            for move in found
        ]

    def error_links(self, form, formsets):
        """Return the ErrorLinks of all that is wrong, in the order of the form."""
        blocks = {problem.message: problem.block for problem in form.problems}
        links = []
        for name in [*form.fields, NON_FIELD_ERRORS]:
            bound = form[name] if name in form.fields and not form[name].is_hidden else None
            links += [
                ErrorLink(
                    bound.auto_id if bound else "",
                    bound.label if bound else "",
                    message,
                    blocks.get(message),
                )
                for message in form.errors.get(name, ())
            ]
        for inline in formsets:
            formset = inline.formset
            if not formset.is_bound:
                continue
            title = str(inline.opts.verbose_name_plural).partition(" (")[0]
            found = [*formset.non_form_errors()]
            found += [text for row in formset.errors for texts in row.values() for text in texts]
            links += [ErrorLink(f"{formset.prefix}-group", title, message) for message in found]
        return links

    def save_model(self, request, obj, form, change):
        obj.came_from = form.stage if change else None
        obj.date_before = form.initial.get("published_at")
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_saving(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self.after_saving(request, obj) or super().response_change(request, obj)

    def after_saving(self, request, article):
        """Say what became of the article. Who only saved stays in the form; who moved it on is done
        with it and goes back to the list. None for a popup or Django's own other buttons."""
        if {IS_POPUP_VAR, "_continue", "_addanother", "_saveasnew"} & set(request.POST):
            return None
        stage = states.stage_of(article)
        self.message_user(request, self.said(article, stage), messages.SUCCESS)
        stays = stage is (article.came_from or Stage.DRAFT)
        if stays and self.has_change_permission(request, Article.objects.get(pk=article.pk)):
            address = reverse("admin:news_article_change", args=[article.pk])
        else:
            address = reverse("admin:news_article_changelist")
        filters = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(filters, address))

    def said(self, article, stage):
        """Return the sentence about an article that was just saved, with the link that one wants
        next."""
        before = article.came_from
        if stage is Stage.SCHEDULED:
            words = f"Заплановано на {states.in_words(article.published_at)} (Київ)"
        elif stage is before and stage is Stage.PUBLISHED:
            words = "Збережено, на сайті вже нова версія"
        elif stage is before or (before is None and stage is Stage.DRAFT):
            words = "Чернетку збережено" if stage is Stage.DRAFT else "Збережено"
        else:
            words = SAID.get((before, stage)) or CAME.get(stage, "Збережено")
        address = self.get_view_on_site_url(article)
        link = "Подивитися на сайті" if stage is Stage.PUBLISHED else "Переглянути як на сайті"
        return format_html('{}: «{}». <a href="{}">{}</a>', words, article.title, address, link)
