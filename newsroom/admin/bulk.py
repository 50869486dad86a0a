"""What is done to several articles at once: asked first, done one by one, reported in numbers."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone

from news.models import Article, Tag
from news.models.article import State
from newsroom import checks, revisions, states
from newsroom.admin.choosing_tags import TagSelect, TagsField
from newsroom.models.revision import Kind
from regions.admin.choices import ChoiceSelectMultiple
from regions.models import Hromada, Oblast
from ukrainian.plurals import counted

MAX_AT_ONCE = 200  # articles; more is a slip of «select all», and a request of minutes
SHOWN_REFUSALS = 10


def articles_counted(number):
    """Return «1 статтю», «2 статті», «5 статей»: articles that something was done to."""
    return counted(number, "статтю", "статті", "статей")


class Unchanged(Exception):  # noqa: N818
    """The article is already as it was asked to be."""


@dataclass
class Report:
    """What became of each article: {sentence with «{}» for how many: number}, how many were so
    already, and [(article, why it was refused)]."""

    done: dict = field(default_factory=dict)
    unchanged: int = 0
    refused: list = field(default_factory=list)

    def count(self, sentence):
        self.done[sentence] = self.done.get(sentence, 0) + 1


class ConfirmForm(forms.Form):
    """Asks nothing but whether."""

    def __init__(self, admin_site, request, data=None):
        super().__init__(data)


class TagsForm(ConfirmForm):
    def __init__(self, admin_site, request, data=None):
        super().__init__(admin_site, request, data)
        widget = TagSelect(Article._meta.get_field("tags"), admin_site)
        field = TagsField(queryset=Tag.objects.all(), widget=widget, label="Які теги додати")
        field.may_create = widget.may_create = request.user.has_perm("news.add_tag")
        self.fields["tags"] = field


class PlacesForm(ConfirmForm):
    def __init__(self, admin_site, request, data=None):
        super().__init__(admin_site, request, data)
        for model, name, label in (
            (Hromada, "hromadas", "Які громади додати"),
            (Oblast, "oblasts", "Які області додати"),
        ):
            target = admin_site.get_model_admin(model)
            field = forms.ModelMultipleChoiceField(
                target.choices(request),
                required=False,
                label=label,
                widget=ChoiceSelectMultiple(Article._meta.get_field(name), admin_site),
            )
            field.label_from_instance = target.choice_label
            self.fields[name] = field

    def clean(self):
        """Refuse to add nothing. Raises ValidationError."""
        cleaned = super().clean()
        if not self.errors and not (cleaned["hromadas"] or cleaned["oblasts"]):
            raise ValidationError("Оберіть громаду чи область.")
        return cleaned


class ActsOnMany:
    """Part of the admin of articles: publish, archive, add tags, add places."""

    actions = ["publish", "archive", "add_tags", "add_places"]

    @admin.action(description="Опублікувати…", permissions=["publish"])
    def publish(self, request, queryset):
        """Publish what isn't yet; an article without a date gets this minute's."""
        return self._ask_first(request, queryset, "publish", "Опублікувати", self._publish_one)

    @admin.action(description="Перенести в архів…", permissions=["publish"])
    def archive(self, request, queryset):
        """Take from the readers, keeping the article."""
        return self._ask_first(request, queryset, "archive", "Перенести в архів", self._archive_one)

    @admin.action(description="Додати теги…", permissions=["change"])
    def add_tags(self, request, queryset):
        return self._ask_first(
            request, queryset, "add_tags", "Додати теги", self._add_tags_to_one, TagsForm
        )

    @admin.action(description="Додати місця…", permissions=["change"])
    def add_places(self, request, queryset):
        return self._ask_first(
            request, queryset, "add_places", "Додати місця", self._add_places_to_one, PlacesForm
        )

    def _ask_first(self, request, queryset, action, verb, do, form_class=ConfirmForm):
        """Show what is going to be done, and do it once it is confirmed."""
        chosen = queryset.order_by().values("pk")[: MAX_AT_ONCE + 1]
        articles = list(Article.objects.filter(pk__in=chosen).defer("body"))
        if len(articles) > MAX_AT_ONCE:
            most = articles_counted(MAX_AT_ONCE)
            words = f"За раз можна змінити не більше ніж {most}: позначте менше."
            self.message_user(request, words, messages.WARNING)
            return None
        is_confirmed = "confirmed" in request.POST
        form = form_class(self.admin_site, request, request.POST if is_confirmed else None)
        if is_confirmed and form.is_valid():
            self._say_report(request, self._do_to_all(request, articles, do, form.cleaned_data))
            return None
        return TemplateResponse(
            request,
            "admin/news/article/bulk.html",
            {
                **self.admin_site.each_context(request),
                "title": f"{verb}: {articles_counted(len(articles))}",
                "verb": verb,
                "action": action,
                "articles": articles,
                "form": form,
                "opts": self.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
                "media": self.media + form.media,
            },
        )

    def _do_to_all(self, request, articles, do, data):
        report = Report()
        for chosen in articles:
            try:
                with transaction.atomic():
                    # As it is now: somebody may have saved it since the list of all was read.
                    locked = Article.objects.select_for_update(no_key=True)
                    article = locked.filter(pk=chosen.pk).first()
                    if article is None:
                        raise ValidationError("її видалили.")
                    if not self.has_change_permission(request, article):
                        raise ValidationError("немає права її змінювати.")
                    revisions.keep_present(article)
                    report.count(do(request, article, data))
            except Unchanged:
                report.unchanged += 1
            except ValidationError as error:
                report.refused.append((chosen, " ".join(error.messages)))
        return report

    def _keep_changed(self, request, article, note, kind=Kind.SAVE):
        """Write down who changed an article and how, after its row and labels were saved."""
        self.log_change(request, article, note)
        revisions.keep(article, request.user, kind, note)

    def _publish_one(self, request, article, data):
        if article.state == State.PUBLISHED:
            raise Unchanged
        self._give_state(request, article, State.PUBLISHED)
        blocking = checks.blocking(checks.check(article))
        if blocking:
            raise ValidationError([problem.message for problem in blocking])
        article.save()
        if article.is_scheduled():
            self._keep_changed(request, article, "Заплановано.", Kind.PUBLISH)
            return "Заплановано {}: кожна з’явиться у свій час."
        self._keep_changed(request, article, "Опубліковано.", Kind.PUBLISH)
        return "Опубліковано {}."

    def _archive_one(self, request, article, data):
        if article.state == State.ARCHIVED:
            raise Unchanged
        self._give_state(request, article, State.ARCHIVED)
        article.save()
        self._keep_changed(request, article, "Перенесено в архів.")
        return "Перенесено в архів {}."

    def _give_state(self, request, article, state):
        """Give an article a state, by the same table as the form. Raises ValidationError."""
        stage = states.stage_of(article)
        if state not in states.goals(stage, self.may_publish(request)):
            raise ValidationError(f"зараз вона {states.describe(article)}.")
        article.state, article.saved_by = state, request.user
        if state == State.PUBLISHED and article.published_at is None:
            article.published_at = timezone.now()
        article.clean()

    def _add_tags_to_one(self, request, article, data):
        tags = [tag if tag.pk else Tag.objects.get_or_make(tag.name)[0] for tag in data["tags"]]
        known = {tag.pk for tag in article.tags.all()}
        new = [tag for tag in tags if tag.pk not in known]
        if not new:
            raise Unchanged
        article.tags.add(*new)
        names = ", ".join(f"«{tag.name}»" for tag in new)
        return self._save_labelled(request, article, "теги", names)

    def _add_places_to_one(self, request, article, data):
        known = {*article.hromadas.all(), *article.oblasts.all()}
        new = [place for place in (*data["hromadas"], *data["oblasts"]) if place not in known]
        if not new:
            raise Unchanged
        article.hromadas.add(*(place for place in new if isinstance(place, Hromada)))
        article.oblasts.add(*(place for place in new if isinstance(place, Oblast)))
        article.bring_oblasts()
        names = ", ".join(place.name for place in new)
        return self._save_labelled(request, article, "місця", names)

    def give_places(self, request, article, hromadas, oblasts):
        """Give places to one Article as the action does to many; return the Report."""
        data = {"hromadas": hromadas, "oblasts": oblasts}
        return self._do_to_all(request, [article], self._add_places_to_one, data)

    def _save_labelled(self, request, article, what, names):
        article.saved_by = request.user
        article.save()  # its version moves: who has its form open is told
        self._keep_changed(request, article, f"Додано {what}: {names}.")
        return f"Додано {what}: змінено {{}}."

    def _say_report(self, request, report):
        """Say in numbers what was done, what was so already, and what was refused and why."""
        for done, number in report.done.items():
            self.message_user(request, done.format(articles_counted(number)), messages.SUCCESS)
        if report.unchanged:
            words = f"Без змін {articles_counted(report.unchanged)}: так уже й було."
            self.message_user(request, words, messages.INFO)
        for article, reason in report.refused[:SHOWN_REFUSALS]:
            self.message_user(request, f"Відмовлено «{article}»: {reason}", messages.ERROR)
        more = len(report.refused) - SHOWN_REFUSALS
        if more > 0:
            words = f"Відмовлено ще {articles_counted(more)} з подібних причин."
            self.message_user(request, words, messages.ERROR)
