"""What statistics are asked about: the whole portal, or an article, a place, a topic, an author."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from news.models import Article, Tag, ViewsByDay, ViewsBySource
from newsroom.blocks import admin_of
from regions.admin.choices import is_id
from regions.models import Hromada, Oblast

PORTAL, ARTICLE, AUTHOR = "portal", "article", "author"
PLACES = {"oblast": Oblast, "hromada": Hromada, "tag": Tag}
KINDS = (ARTICLE, *PLACES, AUTHOR)  # those that have an id
RIGHT = "news.publish_article"  # who decides what readers see is told what they read


@dataclass(frozen=True)
class Subject:
    """One of these: `kind` is PORTAL, ARTICLE, AUTHOR or of PLACES, `pk` its id (None: PORTAL)."""

    kind: str
    pk: int | None
    title: str
    language: str = ""  # of the title, where it isn't Ukrainian

    @property
    def address(self):
        return address_of(self.kind, self.pk)

    def views(self):
        """Return the ViewsByDay of its articles."""
        return self._of(ViewsByDay)

    def sources(self):
        """Return the ViewsBySource of its articles."""
        return self._of(ViewsBySource)

    def _of(self, model):
        if self.kind == PORTAL:
            return model.objects.all()
        if self.kind == ARTICLE:
            return model.objects.filter(article=self.pk)
        if self.kind == AUTHOR:
            articles = Article.objects.filter(created_by=self.pk).order_by().values("pk")
        else:
            through = getattr(Article, f"{self.kind}s").through
            articles = through.objects.filter(**{self.kind: self.pk}).values("article")
        return model.objects.filter(article__in=articles)


def subject_of(request, kind, pk):
    """Return the Subject of an address, for whom makes the request.

    Editors ask about everything; authors about articles that they may open, and about themselves.
    Raises PermissionDenied and Http404.
    """
    if pk is not None and not is_id(str(pk)):
        raise Http404("no such id")
    if kind == ARTICLE:
        article_admin = admin_of(Article)
        found = article_admin.get_queryset(request).filter(pk=pk).first()
        if not (found and article_admin.has_view_permission(request, found)):
            raise _refusal(request, Article, pk)
        return Subject(kind, pk, str(found), "" if found.language == "uk" else found.language)
    is_own = kind == AUTHOR and pk == request.user.pk
    if not (is_own or request.user.has_perm(RIGHT)):
        raise PermissionDenied
    if kind == PORTAL:
        return Subject(PORTAL, None, "Увесь портал")
    found = things(kind, [pk]).get(pk)
    if not found:
        raise Http404(f"no such {kind}")
    return Subject(kind, pk, found[0])


def _refusal(request, model, pk):
    if request.user.has_perm(RIGHT) or not model.objects.filter(pk=pk).exists():
        return Http404("no such article")
    return PermissionDenied()


def things(kind, keys):
    """Return {id: (title, what else is said of it)} of those of the ids that are there."""
    if kind == ARTICLE:
        found = Article.objects.only("title", "language", "state", "published_at").in_bulk(keys)
        return {pk: (str(each), each) for pk, each in found.items()}
    if kind == AUTHOR:
        found = get_user_model().objects.in_bulk(keys)
        return {pk: (each.get_full_name() or each.get_username(), "") for pk, each in found.items()}
    if kind == "hromada":
        found = Hromada.objects.select_related("oblast", "raion").in_bulk(keys)
        return {
            pk: (each.short_title, f"{each.kind}, {each.raion.name}, {each.oblast.name}")
            for pk, each in found.items()
        }
    return {pk: (each.title, "") for pk, each in PLACES[kind].objects.in_bulk(keys).items()}


def address_of(kind, pk=None):
    """Return the address of the statistics of a kind of subject with an id."""
    if kind == PORTAL:
        return reverse("admin:statistics")
    return reverse(f"admin:statistics_{kind}", args=[pk])
