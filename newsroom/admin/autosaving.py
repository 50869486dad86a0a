"""What the form of an article sends by itself: its text, that somebody is here, what to drop."""

import uuid

from django.http import HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import timezone

from news.models import Article
from newsroom import revisions
from newsroom.admin.history import name_of
from newsroom.models import Presence, Revision
from newsroom.models.revision import Kind
from newsroom.signing_in.sessions import is_poll
from regions.admin.choices import is_id

LARGEST = 2 * 1024 * 1024  # bytes of an autosave
LAST_VERSION = 2_147_483_647  # the largest number that its column holds on both databases


class Autosaves:
    """Part of the admin of articles: what its page posts without being asked."""

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("add/autosave/", view(self.autosave_view), name="news_article_add_autosave"),
            path("add/discard/", view(self.discard_view), name="news_article_add_discard"),
            path("<int:pk>/autosave/", view(self.autosave_view), name="news_article_autosave"),
            path("<int:pk>/discard/", view(self.discard_view), name="news_article_discard"),
            path("<int:pk>/presence/", view(self.presence_view), name="news_article_presence"),
            *super().get_urls(),
        ]

    def autosave_view(self, request, pk=None):
        """Keep what stands in the form now; answer {revision, saved_at, others, version, stale}.

        A GET answers a token for posting: who signs in again in another tab makes the page's void.
        """
        if request.method == "GET":
            return JsonResponse({"token": get_token(request)})
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return refusal(
                "Текст більший за 2 МБ: сервер його не зберігає, він лишається тут.", 413
            )
        article, trouble = self.open_article(request, pk)
        if trouble:
            return trouble
        data = self.typed_in(request, article or Article(created_by=request.user))
        draft = None if article else posted_draft(request)
        if article is None and draft is None:
            return refusal("Форма без позначки нової статті: оновіть сторінку.", 400)
        if draft and Revision.objects.accepted().filter(draft=draft).exists():
            return refusal("Цю статтю вже збережено.", 409)
        now = timezone.now()
        kept = revisions.keep_unsaved(
            data,
            request.user,
            article=article,
            draft=draft,
            version=posted_version(request) or 0,
            kind=Kind.COPY if "copy" in request.GET else Kind.AUTOSAVE,
            at=now,
        )
        saved = {"revision": kept.pk, "saved_at": clock(now)}
        return JsonResponse(saved | (self.present(request, article) if article else {}))

    @is_poll
    def presence_view(self, request, pk):
        """Say that somebody has the form open, or leaves it; answer who else does."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article, trouble = self.open_article(request, pk)
        if trouble:
            return trouble
        if "leave" in request.POST:
            Presence.objects.filter(article=article, user=request.user).delete()
            return JsonResponse({})
        return JsonResponse(self.present(request, article))

    def discard_view(self, request, pk=None):
        """Drop an unsaved text of one's own."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        chosen = request.POST.get("revision", "")
        unsaved = Revision.objects.unsaved(request.user).filter(article_id=pk)
        if is_id(chosen):
            unsaved.filter(pk=chosen).delete()
        return JsonResponse({})

    def open_article(self, request, pk):
        """Return (the Article that may be changed, None) or (None, why not as JSON); a new article
        has no pk and is None."""
        if pk is None:
            may = self.has_add_permission(request)
            return None, None if may else refusal("Ви не можете створювати статей.", 403)
        article = self.get_object(request, str(pk))
        if article is None:
            words = "Цю статтю видалили. Натисніть «Зберегти», і текст стане новою статтею."
            return None, refusal(words, 404)
        if not self.has_change_permission(request, article):
            words = "Статтю вже взяли до роботи редактори: змінювати її ви не можете."
            return None, refusal(words, 403)
        return article, None

    def present(self, request, article):
        """Note that somebody is at an Article; return who else is, and whether it was saved."""
        Presence.objects.update_or_create(
            article=article, user=request.user, defaults={"seen_at": timezone.now()}
        )
        others = [name_of(each.user) for each in Presence.objects.others(article, request.user)]
        stale = posted_version(request) not in {None, article.version}
        answer = {"others": others, "version": article.version, "stale": stale}
        if stale:
            answer["by"] = name_of(article.saved_by)
        return answer


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M:%S}"


def posted_draft(request):
    """Return the UUID of the form of a new article that was sent, or None."""
    try:
        return uuid.UUID(request.POST.get("draft", ""))
    except ValueError:
        return None


def posted_version(request):
    """Return the version of the article that a form was opened with, or None for none."""
    version = request.POST.get("version", "")
    return min(int(version), LAST_VERSION) if is_id(version) else None


def refusal(words, status):
    """Return an error for the page's own script, in words for the editor."""
    return JsonResponse({"error": words}, status=status)
