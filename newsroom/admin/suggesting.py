"""«Запропонувати місця й теги» in the form of an article: asked for, accepted, refused.

The page's script (static/js/newsroom/form/suggestions.js) puts what is accepted into the form's own
fields. Without it the same buttons send the form, what was typed is kept as an autosave is, and the
form comes back with it.
"""

import uuid
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone

from news.models import Article, Tag
from newsroom import revisions
from newsroom.admin.autosaving import LARGEST, posted_draft, posted_version, refusal
from newsroom.blocks import admin_of
from newsroom.models import Proposal
from newsroom.models.proposal import LABELS, ProposalState
from newsroom.suggesting import suggest, texts_of
from regions.admin.choices import is_id
from regions.models import Hromada, Oblast
from ukrainian.plurals import counted

MODELS = {"hromadas": Hromada, "oblasts": Oblast, "tags": Tag}
MOST = 200  # labels that one request decides about
ADD = "admin:news_article_add"
IN = {"title": "у заголовку", "lead": "у ліді", "body": "у тексті"}
_INNER = str.maketrans("«»", "„“")  # quotation marks inside of quotation marks


class SuggestsLabels:
    """Part of the admin of articles; stands before KeepsVersions."""

    @property
    def media(self):
        return super().media + forms.Media(
            js=[Script("js/newsroom/form/suggestions.js", type="module")],
            css={"all": ["css/newsroom/suggestions.css"]},
        )

    def get_urls(self):
        view, name = self.admin_site.admin_view(self.suggestions_view), "news_article_suggestions"
        return [
            path("add/suggestions/", view, name=f"{name}_of_new"),
            path("<int:pk>/suggestions/", view, name=name),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        name = "admin:news_article_suggestions"
        url = reverse(name, args=[obj.pk]) if change else reverse(f"{name}_of_new")
        suggesting = {"url": url}
        if request.method == "GET" and "suggest" in request.GET:
            revision = self.restored(request, obj)
            data = revision.data if revision else revisions.snapshot(obj) if change else None
            draft = revision.draft if revision else None
            if data and (add or self.has_change_permission(request, obj)):
                suggesting |= self.suggestions(request, data, obj, draft)
        context["suggesting"] = suggesting
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        """What was refused for a new article stays refused for it once it is saved."""
        super().save_related(request, form, formsets, change)
        draft = None if change else posted_draft(request)
        refused = Proposal.objects.of(draft=draft, user=request.user)
        refused.update(article=form.instance, draft=None)

    def suggestions_view(self, request, pk=None):
        """Suggest for the form as it was sent; `refuse`, `restore` and `accept` name labels in it.

        With `?json` it answers {html, words} for the page's script, or {} to a decision; otherwise
        it leads back to the form. A GET only leads there.
        """
        if request.method != "POST":
            return HttpResponseRedirect(_form_of(pk))
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return refusal("Текст більший за 2 МБ: пропозицій для нього не шукаємо.", 413)
        article, trouble = self.open_article(request, pk)
        is_asked_by_script = "json" in request.GET
        if trouble:
            if is_asked_by_script:
                return trouble
            raise PermissionDenied
        draft = None if article else posted_draft(request) or uuid.uuid4()
        decided = self._decide(request, article, draft)
        if decided and is_asked_by_script:
            return JsonResponse({})
        data = self.typed_in(request, article or Article(created_by=request.user))
        if is_asked_by_script:
            found = self.suggestions(request, data, article, draft)
            found["url"] = request.path
            html = render_to_string("newsroom/suggestions.html", {"suggesting": found}, request)
            return JsonResponse({"html": html, "words": found["words"]})
        for field, label in _labels_named(request.POST.getlist("accept")):
            if label.pk not in {each["id"] for each in data[field]}:
                data[field].append({"id": label.pk, "name": label.name})
        return self._back_to_form(request, data, article, draft)

    def suggestions(self, request, data, article, draft):
        """Return what templates/newsroom/suggestions.html shows for a version `data`."""
        known = Proposal.objects.of(article, draft, request.user).refused()
        refused = list(known.select_related("tag", "oblast", "hromada__raion", "hromada__oblast"))
        carried = {(field, each["id"]) for field in LABELS for each in data[field] if each["id"]}
        original = data.get("translation_of")
        found = suggest(
            texts_of(data["title"], data["lead"], data["body"]),
            data["language"],
            carried,
            {one.key for one in refused},
            original and self.choices(request).filter(pk=original).first(),
            article and article.pk,
        )
        number = counted(len(found), "пропозиція", "пропозиції", "пропозицій")
        return {
            "places": [_item(one) for one in found.places],
            "tags": [_item(one) for one in found.tags],
            "unclear": [
                {
                    "name": one.name,
                    "why": _said(one.why),
                    "items": [_item(each) for each in one.candidates],
                    "values": " ".join(_value(each) for each in one.candidates),
                }
                for one in found.unclear
            ],
            "more": found.more,
            "refused": [_label(one.field, one.label) for one in refused if one.key not in carried],
            "is_english": data["language"] == "en",
            "words": f"{number}." if len(found) else "Нових пропозицій немає.",
            "is_asked": True,
        }

    def _decide(self, request, article, draft):
        """Remember what is refused, forget what isn't any more; return whether either was asked."""
        place = {"article": article} if article else {"draft": draft}
        for field, label in _labels_named(request.POST.getlist("refuse")):
            Proposal.objects.update_or_create(
                **place,
                **{LABELS[field]: label},
                defaults={"state": ProposalState.REFUSED, "decided_by": request.user},
            )
        of = Proposal.objects.of(article, draft, request.user).refused()
        for field, label in _labels_named(request.POST.getlist("restore")):
            of.filter(**{LABELS[field]: label}).delete()
        return "refuse" in request.POST or "restore" in request.POST

    def _back_to_form(self, request, data, article, draft):
        """Keep what was typed, and show the form with it and with what is suggested now."""
        query = {"suggest": 1}
        is_stored = article and revisions.same(data, revisions.snapshot(article))
        if not is_stored:
            kept = revisions.keep_unsaved(
                data,
                request.user,
                article=article,
                draft=draft,
                version=posted_version(request) or 0,
                at=timezone.now(),
            )
            query = {"revision": kept.pk} | query
        address = _form_of(article.pk if article else None)
        return HttpResponseRedirect(f"{address}?{urlencode(query)}#suggestions")


def _form_of(pk):
    """Return the address of the form of an article by its id, or of a new one (None)."""
    return reverse("admin:news_article_change", args=[pk]) if pk else reverse(ADD)


def _labels_named(values):
    """Return pairs of a field and its label for «hromadas:12» and lists of such, at most MOST."""
    found = []
    for value in " ".join(values).split()[:MOST]:
        field, _, pk = value.partition(":")
        if field in MODELS and is_id(pk):
            label = MODELS[field].objects.filter(pk=pk).first()
            found += [(field, label)] if label else []
    return found


def _value(one):
    return f"{one.field}:{one.label.pk}"


def _label(field, label):
    """Return what the page says of a label: its name, where it is, and its option in the form."""
    option = admin_of(type(label)).choice_label(label)
    name, _, where = option.partition(" · ")
    return {
        "field": field,
        "pk": label.pk,
        "value": f"{field}:{label.pk}",
        "option": option,
        "name": name,
        "where": where,
    }


def _item(one):
    said = _said(one.why)
    if one.kin:
        articles = counted(one.kin, "схожа стаття", "схожі статті", "схожих статей")
        said.append(f"його мають {articles}")
    if one.is_original:
        said = ["так позначено статтю, яку ця перекладає", *said]
    return _label(one.field, one.label) | {"why": said}


def _said(why):
    """Return in words where a text speaks of something: «у заголовку «Куп’янської громади»»."""
    parts = {}
    for each in why:
        parts.setdefault(each.part, []).append(f"«{each.text.translate(_INNER)}»")
    return [f"{IN[part]} {', '.join(texts)}" for part, texts in parts.items()]
