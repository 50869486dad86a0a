"""Nothing is lost: versions, what is offered to restore, who else is here, what is too late."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F
from django.forms import Script
from django.urls import reverse

from news.models import Article
from news.models.article import State
from newsroom import revisions, typed
from newsroom.admin.autosaving import Autosaves, posted_draft, posted_version
from newsroom.admin.conflicts import SettlesConflicts
from newsroom.admin.history import ShowsHistory, name_of
from newsroom.differences import length
from newsroom.models import Presence, Revision
from newsroom.models.revision import Kind
from regions.admin.choices import is_id
from ukrainian.plurals import counted

KEPT_COOKIE = "portal_kept"  # tells the browser which of its own copies were saved
OFFERED = 5  # autosaves of new articles that the empty form offers


class Stale(Exception):
    """The article was saved by somebody else since this form was opened."""


class KeepsVersions(SettlesConflicts, Autosaves, ShowsHistory):
    """Part of the admin of articles: what happens around the saving of the form."""

    @property
    def media(self):
        own = forms.Media(
            js=[Script("js/newsroom/keeping/main.js", type="module")],
            css={"all": ["css/newsroom/keeping.css"]},
        )
        return super().media + own

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form; with `?revision=` it shows that version, and the row stays as it is."""
        form = super().get_form(request, obj, change, **kwargs)
        revision = self.restored(request, obj)
        if revision is None:
            return form
        version = typed.as_initial(revision.data, unsaved=revision.is_unsaved)

        class Restored(form):
            def __init__(self, *args, **kwargs):
                initial = (kwargs.pop("initial", None) or {}) | version
                super().__init__(*args, initial=initial, **kwargs)

        return Restored

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        revision = self.restored(request, obj)
        if revision is not None and prefix == typed.PICKS:
            kwargs["data"] = typed.picks_post(revision.data, obj)
        return kwargs

    def restored(self, request, article):
        """Return the Revision that the form shall show, or None; asked for once in a request."""
        if request.method != "GET" or not is_id(request.GET.get("revision", "")):
            return None
        if not hasattr(request, "_restored"):
            article = article if article is not None and article.pk else None
            readable = Revision.objects.readable_by(request.user, article)
            request._restored = readable.filter(pk=request.GET["revision"]).first()
        return request._restored

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_write = self.has_change_permission(request, obj) if obj else True
        if may_write and not context.get("is_popup"):
            context["keeping"] = self.keeping(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def keeping(self, request, article):
        """Return what templates/newsroom/keeping.html shows: two queries, and four more when there
        is an unsaved text to offer."""
        revision = self.restored(request, article)
        if request.method == "GET" and revision is None and is_id(request.GET.get("revision", "")):
            self.message_user(request, "Такої версії немає: показано збережене.", messages.WARNING)
        if article is not None:
            # What was typed upon an older version is saved against that one: somebody's changes
            # since would be overwritten otherwise.
            upon = revision.version if revision and revision.is_unsaved else article.version
            draft, name = None, "article"
            unsaved = Revision.objects.unsaved(request.user).filter(article=article)
            others = [name_of(each.user) for each in Presence.objects.others(article, request.user)]
            urls = {
                each: reverse(f"admin:news_article_{each}", args=[article.pk])
                for each in ("autosave", "discard", "presence", "compare")
            }
        else:
            upon, draft, name, others = 0, self.draft_of(request, revision), "add", []
            unsaved = Revision.objects.unsaved_of(request.user)
            urls = {
                each: reverse(f"admin:news_article_add_{each}") for each in ("autosave", "discard")
            }
        typed_before = request.method == "POST"
        if typed_before:
            version = posted_version(request)
            upon = upon if version is None else version
        shown = revision.pk if revision else None
        offers = [] if typed_before else [each for each in unsaved[:OFFERED] if each.pk != shown]
        return {
            "version": upon,
            "draft": draft,
            "key": f"{article.pk}" if article is not None else f"draft:{draft}",
            "is_new": name == "add",
            "is_public": article is not None and article.is_published(),
            "user": request.user.pk,
            "urls": urls,
            "others": others,
            "restored": revision,
            "offers": self.offers(offers, article),
            "login": f"{reverse('admin:login')}?next={reverse('admin:index')}",
        }

    def draft_of(self, request, revision):
        """Return the UUID by which the autosaves of a form for a new article are known."""
        if revision is not None and revision.draft:
            return revision.draft
        return posted_draft(request) or uuid.uuid4()

    def offers(self, unsaved, article):
        """Return what the form offers to restore: unsaved texts that aren't what is stored."""
        if not unsaved:
            return []
        present = revisions.snapshot(article) if article is not None else None
        return [
            {"revision": each, "size": size_in_words(each.data, present)}
            for each in unsaved
            if not (present and revisions.same(each.data | {"state": present["state"]}, present))
        ]

    def typed_in(self, request, article):
        """Return what the sent form says, as data, against the stored Article or a new one."""
        # Who may no more change an article had the fields of a form all the same.
        changes = bool(article.pk) and self.has_change_permission(request, article)
        form_class = self.get_form(request, article if changes else None, change=changes)
        form = form_class(request.POST, request.FILES, instance=article)
        return typed.read(form, article, self.choices(request))

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        draft = None if object_id else posted_draft(request)
        born = draft and Revision.objects.accepted().filter(draft=draft).first()
        if born:
            return self.sent_again(request, born)
        if object_id and is_id(object_id) and not Article.objects.filter(pk=object_id).exists():
            return self.rescue(request) or super().changeform_view(request, object_id)
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except Stale:
            return self.refuse(request, object_id)
        except PermissionDenied:
            self.keep_refused_of_reader(request, object_id)
            raise
        except IntegrityError:
            born = draft and Revision.objects.accepted().filter(draft=draft).first()
            if born:
                return self.sent_again(request, born)
            raise
        return self.tell_browser(request, response)

    def save_model(self, request, obj, form, change):
        if change:
            seen = posted_version(request)
            # A script that sends no version means the one that it was checked against.
            rows = Article.objects.filter(pk=obj.pk, version=obj.version if seen is None else seen)
            # Takes the row's lock, too: who saves at this moment waits here, and is then too late.
            if not rows.update(version=F("version")):
                raise Stale
            request._before = revisions.keep_present(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Keep the version when all of it is saved."""
        super().save_related(request, form, formsets, change)
        article = form.instance
        article.bring_oblasts()
        before = getattr(request, "_before", None)
        was_published = before is not None and before.data["state"] == State.PUBLISHED
        publishes = article.state == State.PUBLISHED and not was_published
        kind = Kind.PUBLISH if publishes else Kind.SAVE
        draft = None if change else posted_draft(request)
        kept = revisions.keep(article, request.user, kind, draft=draft)
        if before is not None and revisions.same(kept.data, before.data):
            # Nothing has changed: whoever else has the form open has not become stale.
            Article.objects.filter(pk=article.pk).update(version=before.version)
            article.version = before.version
        unsaved = Revision.objects.unsaved(request.user)
        unsaved.filter(article=article).delete()
        if draft:
            unsaved.filter(draft=draft).delete()
        request._kept = f"draft:{draft}" if draft else str(article.pk)

    def tell_browser(self, request, response):
        """Name what was saved in a cookie, so that the browser drops its own copy of it."""
        key = getattr(request, "_kept", None)
        if key:
            earlier = request.COOKIES.get(KEPT_COOKIE, "").split("|")[-9:]
            response.set_cookie(
                KEPT_COOKIE,
                "|".join([*filter(None, earlier), key]),
                path=reverse("admin:index"),
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


def size_in_words(data, present):
    """Return how long an unsaved text is beside the stored one: «на 312 знаків довший»."""
    own, stored = (
        sum(length((each or {}).get(name)) for name in ("title", "lead", "body"))
        for each in (data, present)
    )
    if present is None:
        return counted(own, "знак", "знаки", "знаків")
    if own == stored:
        return "такої ж довжини, але інший"
    how = "довший" if own > stored else "коротший"
    return f"на {counted(abs(own - stored), 'знак', 'знаки', 'знаків')} {how}"
