"""What was not accepted: of two who save one article at once, the second chooses, and the text of
neither is lost."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from news.models import Article
from newsroom import revisions, typed
from newsroom.admin.autosaving import posted_version
from newsroom.admin.history import name_of
from newsroom.merging import MINE, Agreed, merge, pieces
from newsroom.models import Revision
from newsroom.models.revision import Kind
from regions.admin.choices import is_id


class SettlesConflicts:
    """Part of the admin of articles: what becomes of a form that can't be saved as it was sent."""

    conflict_template = "newsroom/conflict.html"

    def get_urls(self):
        merge_view = self.admin_site.admin_view(self.merge_view)
        return [
            path("<int:pk>/merge/", merge_view, name="news_article_merge"),
            *super().get_urls(),
        ]

    def refuse(self, request, object_id):
        """Keep what was sent upon an older version, and show it beside the present one."""
        article = self.get_object(request, str(object_id))
        if article is None:  # deleted at this moment
            return self.rescue(request) or HttpResponseRedirect(
                reverse("admin:news_article_changelist")
            )
        seen = posted_version(request)
        base = None
        if seen is not None:
            base = article.revisions.accepted().filter(version=seen).first()
        theirs = revisions.snapshot(article)
        mine = self.typed_in(request, article)
        no_difference = revisions.same(mine | {"typed": {}}, theirs)
        if no_difference or (base and revisions.same(base.data, theirs)):
            return self.save_upon_present(request, object_id, request.POST, article)
        refused = self.keep_refused(request, article, mine, seen or 0)
        return self.conflict(request, article, refused, theirs, base)

    def save_upon_present(self, request, object_id, post, article):
        """Send the form again, as one that was opened with the present version."""
        request.POST = post.copy()
        request.POST["version"] = str(article.version)
        return self.changeform_view(
            request, str(object_id), reverse("admin:news_article_change", args=[article.pk])
        )

    def keep_refused(self, request, article, data, seen):
        """Keep a text that wasn't accepted in the article's history, once."""
        last = article.revisions.filter(kind=Kind.REFUSED, created_by=request.user).first()
        if last and revisions.same(last.data, data):
            return last
        with transaction.atomic():
            Revision.objects.unsaved(request.user).filter(article=article).delete()
            return article.revisions.create(
                kind=Kind.REFUSED, version=seen, data=data, created_by=request.user
            )

    def keep_refused_of_reader(self, request, object_id):
        """Keep the text of somebody who may no more change the article, but could when they began:
        an author whose draft was taken to review meanwhile."""
        article = self.get_object(request, object_id) if object_id else None
        seen = posted_version(request)
        if (
            article is None
            or seen is None
            or article.created_by_id != request.user.pk
            or not self.has_view_permission(request, article)
        ):
            return
        base = article.revisions.accepted().filter(version=seen).first()
        data = self.typed_in(request, article)
        if base is None or revisions.same(base.data, data):
            return
        self.keep_refused(request, article, data, seen)
        self.message_user(
            request,
            f"Статтю «{article.title}» вже взяли до роботи редактори, тож збереження не прийнято. "
            "Ваш текст лежить в історії цієї статті.",
            messages.WARNING,
        )

    def rescue(self, request):
        """Make an unsaved new article of a text whose article was deleted meanwhile."""
        if not self.has_add_permission(request) or posted_version(request) is None:
            return None
        data = self.typed_in(request, Article(created_by=request.user))
        kept = revisions.keep_unsaved(data, request.user, draft=uuid.uuid4(), at=timezone.now())
        self.message_user(
            request,
            "Цю статтю тим часом видалили. Ваш текст тут, як нова стаття: збережіть її, щоб він "
            "лишився.",
            messages.WARNING,
        )
        return HttpResponseRedirect(f"{reverse('admin:news_article_add')}?revision={kept.pk}")

    def sent_again(self, request, born):
        """Answer a form of a new article that made one already: two clicks, or a way back."""
        article = self.get_object(request, str(born.article_id))
        if article is None or not self.has_change_permission(request, article):
            raise PermissionDenied
        data = self.typed_in(request, Article(created_by=request.user))
        if not revisions.same(data | {"typed": {}, "state": born.data["state"]}, born.data):
            request.POST = request.POST.copy()
            request.POST["version"] = str(born.version)
            for name, value in typed.picks_post(data, article).items():
                request.POST[name] = value
            return self.changeform_view(request, str(article.pk))
        self.message_user(request, f"Стаття «{article.title}» вже збережена.", messages.INFO)
        request._kept = f"draft:{born.draft}"
        address = reverse("admin:news_article_change", args=[article.pk])
        return self.tell_browser(request, HttpResponseRedirect(address))

    def conflict(self, request, article, refused, theirs, base=None):
        """Show two versions side by side; each piece can be taken from either."""
        parts = pieces(refused.data, theirs, base.data if base else None)
        last = article.revisions.accepted().select_related("created_by").first()
        by = last.created_by if last and last.version == article.version else article.saved_by
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            self.conflict_template,
            {
                **self.admin_site.each_context(request),
                "title": "Статтю тим часом зберегли",
                "opts": self.opts,
                "article": article,
                "parts": parts,
                "refused": refused,
                "by": name_of(by),
                "media": self.media,
                "action": reverse("admin:news_article_merge", args=[article.pk]),
            },
            status=409,
        )

    def merge_view(self, request, pk):
        """Save the version that was made of two on the page of a conflict, as the form would."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[pk]))
        article = self.get_object(request, str(pk))
        if article is None or not self.has_change_permission(request, article):
            raise PermissionDenied
        chosen = request.POST
        refused = article.revisions.filter(
            kind=Kind.REFUSED,
            created_by=request.user,
            pk=chosen["refused"] if is_id(chosen.get("refused", "")) else 0,
        ).first()
        if refused is None:
            raise PermissionDenied
        theirs = revisions.snapshot(article)
        if chosen.get("version") != str(article.version):
            # Somebody saved once more while the pieces were being chosen.
            return self.conflict(request, article, refused, theirs)
        side = chosen.get("all")
        names = {part.name for part in pieces(refused.data, theirs) if not isinstance(part, Agreed)}
        sides = {name: side or chosen.get(name, MINE) for name in names}
        merged = merge(refused.data, theirs, sides)
        if sides.get("state", MINE) == MINE and "state" in refused.data["typed"]:
            merged["typed"] = {"state": refused.data["typed"]["state"]}
        if revisions.same(merged | {"typed": {}}, theirs):
            self.message_user(
                request,
                "Лишилося те, що збережено раніше. Ваш текст лежить в історії цієї статті.",
                messages.SUCCESS,
            )
            request._kept = str(article.pk)
            address = reverse("admin:news_article_change", args=[article.pk])
            return self.tell_browser(request, HttpResponseRedirect(address))
        post = QueryDict(mutable=True)
        for name, value in typed.as_post(merged, article).items():
            post.setlist(name, value if isinstance(value, list) else [value])
        post["views_imported"] = str(article.views_imported)
        post["_save"] = "1"
        return self.save_upon_present(request, article.pk, post, article)
