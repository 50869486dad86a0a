"""The front of the newsroom: what waits for whom is signed in.

A block reads a bounded number of rows in a fixed number of queries, however many articles there
are.
"""

from datetime import datetime, time

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.db.models.fields.json import KT
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from news.models import Article, Image
from news.models.article import State
from newsroom import front, proposals, silence, trending
from newsroom.blocks import (
    Block,
    Row,
    admin_of,
    article_row,
    changelist,
    day,
    image_row,
    minute,
    name_of,
)
from newsroom.models import Link, Revision, Starter
from ukrainian.plurals import counted

SHOWN = 6  # rows of a block
READ = 50  # rows that are read to say how many there are
PER_PAGE = 100  # places of the page of those that are silent
NOTICES = []  # functions of an aware datetime: Blocks, or None, of apps that the desk doesn't know


def page(request, site):
    """The desk, in the frame of the admin `site`."""
    now = timezone.now()
    context = site.each_context(request) | {
        "title": "Стіл редакції",
        "may_write": admin_of(Article).has_add_permission(request),
        "starters": Starter.objects.only("name"),
        "blocks": blocks(request, now),
        "pending": pending_images() if admin_of(Image).may(request, "change") else "",
    }
    return TemplateResponse(request, "newsroom/desk.html", context)


def blocks(request, now):
    """Return the Blocks for whom makes the request, by what they may do; `now` is aware."""
    found = []
    if admin_of(Article).has_view_permission(request):
        found += [unsaved(request, now), drafts(request, now), review(request, now)]
        found += [scheduled(request, now), published_today(request, now)]
    if request.user.has_perm("news.publish_article"):
        found = [*(notice(now) for notice in NOTICES), *found]
    if request.user.has_perm(front.RIGHT):
        found.append(front.unseen(now))
    if admin_of(Article).has_add_permission(request):
        found.append(silent(now))
        found.append(trending.block())
    if request.user.has_perm(proposals.RIGHT):
        found.append(proposals.block())
    if admin_of(Link) and admin_of(Link).has_view_permission(request):
        found.append(dead_links(now))
    if admin_of(Image).has_change_permission(request):
        found.append(images(request))
    return [block for block in found if block]


def articles(request):
    """Return the articles that whom makes the request may see, without their texts."""
    return admin_of(Article).get_queryset(request).defer("lead", "body", "import_digests")


def number(rows):
    """Return how many rows were read, in a few signs: «7», «50+»."""
    return f"{READ}+" if len(rows) > READ else f"{len(rows) or ''}"


def unsaved(request, now):
    """Texts that were typed and never saved, of new articles and of known ones; None without any.

    A known article's form offers its text by itself.
    """
    typed = {}
    for revision in Revision.objects.unsaved(request.user)[: READ + 1]:
        typed.setdefault((revision.article_id, revision.draft), revision)
    if not typed:
        return None
    add = reverse("admin:news_article_add")
    rows = [
        Row(
            revision.title,
            reverse("admin:news_article_change", args=[revision.article_id])
            if revision.article_id
            else f"{add}?revision={revision.pk}",
            [
                "зміни до збереженої статті" if revision.article_id else "нова стаття",
                f"записано {minute(revision.created_at, now)}",
            ],
        )
        for revision in list(typed.values())[:SHOWN]
    ]
    return Block("unsaved", "Незбережене", rows, number=number(typed))


def drafts(request, now):
    """Drafts that one began or was the last to save."""
    mine = Q(created_by=request.user) | Q(saved_by=request.user)
    found = articles(request).filter(mine, state=State.DRAFT).order_by("-saved_at")
    found = list(found[: READ + 1])
    return Block(
        "drafts",
        "Мої чернетки",
        [article_row(each, f"збережено {minute(each.saved_at, now)}") for each in found[:SHOWN]],
        empty="Чернеток немає: усе дописано.",
        number=number(found),
        more=changelist(
            Article, urlencode({"state": State.DRAFT, "created_by__exact": request.user.pk})
        ),
        more_text="Усі мої чернетки",
    )


def review(request, now):
    """What waits for a review, the longest first: all for who publishes, else one's own."""
    publishes = admin_of(Article).may_publish(request)
    found = articles(request).filter(state=State.REVIEW)
    if not publishes:
        found = found.filter(created_by=request.user)
    found = list(found.order_by("saved_at").select_related("created_by", "saved_by")[: READ + 1])
    sent = sent_to_review(found)
    found.sort(key=lambda article: sent[article.pk][0])
    rows = []
    for article in found[:SHOWN]:
        moment, who = sent[article.pk]
        by = name_of(who)
        rows.append(
            article_row(article, by and publishes and by, f"надіслано {minute(moment, now)}")
        )
    return Block(
        "review",
        "Чекають перевірки" if publishes else "Мої на перевірці",
        rows,
        empty="Ніхто не чекає: усе перевірено."
        if publishes
        else "Тут стануть статті, які ви надішлете на перевірку.",
        number=number(found),
        more=changelist(Article, f"state={State.REVIEW}"),
        more_text="Усі на перевірці",
    )


def sent_to_review(found):
    """Return {id of an Article: (when it was sent to review, by whom)} of those in review.

    It is the first of the last unbroken run of versions in that state; an article without versions
    (an imported one) tells its last save.
    """
    sent = {article.pk: (article.saved_at, article.saved_by) for article in found}
    versions = Revision.objects.kept().filter(article__in=sent).select_related("created_by")
    versions = versions.annotate(state=KT("data__state")).defer("data")
    before = {}
    for version in versions.order_by("created_at", "pk"):
        if version.state == State.REVIEW != before.get(version.article_id):
            sent[version.article_id] = (version.created_at, version.created_by)
        before[version.article_id] = version.state
    return sent


def scheduled(request, now):
    """What will appear by itself, the next first."""
    found = articles(request).filter(state=State.PUBLISHED, published_at__gt=now)
    found = list(found.order_by("published_at", "pk")[: READ + 1])
    return Block(
        "scheduled",
        "Заплановано",
        [article_row(each, f"{minute(each.published_at, now)} (Київ)") for each in found[:SHOWN]],
        empty="Нічого не заплановано.",
        number=number(found),
        more=changelist(Article, "state=scheduled"),
        more_text="Усі заплановані",
    )


def published_today(request, now):
    """What readers got on this day of Kyiv, the newest first, with its views."""
    today = timezone.localdate(now)
    midnight = datetime.combine(today, time(), timezone.get_current_timezone())
    found = Article.objects.published(now).filter(published_at__gte=midnight).with_views()
    found = list(found.defer("lead", "body", "import_digests")[: READ + 1])
    article_admin = admin_of(Article)
    rows = []
    for article in found[:SHOWN]:
        views = counted(article.views, "перегляд", "перегляди", "переглядів")
        is_seen = article_admin.has_view_permission(request, article)
        url = None if is_seen else article.get_absolute_url()
        rows.append(
            article_row(
                article, f"{timezone.localtime(article.published_at):%H:%M}", views, url=url
            )
        )
    of_day = f"published_at__year={today.year}&published_at__month={today.month}"
    return Block(
        "published",
        "Опубліковано сьогодні",
        rows,
        empty="Сьогодні ще нічого не опубліковано.",
        number=number(found),
        more=changelist(Article, f"state={State.PUBLISHED}&{of_day}&published_at__day={today.day}"),
        more_text="Усі за сьогодні",
    )


def silent(now):
    """Places that had news and have none for a while."""
    places = silence.silent_places(now)
    return Block(
        "silent",
        f"Мовчать понад {silence.DAYS} днів",
        silence.rows(places[:SHOWN]),
        empty="Про кожну громаду, яка в нас була, за цей місяць щось написано.",
        number=f"{len(places) or ''}",
        more=reverse("admin:silent"),
        more_text="Усі громади, що мовчать",
    )


@require_safe
def silent_page(request, site):
    """All places that had news and have none for a while, in the frame of the admin `site`."""
    places = silence.silent_places(timezone.now())
    pages = Paginator(places, PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = site.each_context(request) | {
        "title": f"Громади, що мовчать понад {silence.DAYS} днів",
        "number": counted(len(places), "громада", "громади", "громад"),
        "page": shown,
        "rows": silence.rows(shown.object_list),
        "may_write": admin_of(Article).has_add_permission(request),
    }
    return TemplateResponse(request, "newsroom/silent.html", context)


def dead_links(now):
    """Outside addresses that articles lead to and that don't answer any more."""
    using = Prefetch("articles", Article.objects.only("title", "language").order_by("-pk"))
    found = Link.objects.dead().order_by("failing_since", "pk").prefetch_related(using)
    found = list(found[: READ + 1])
    rows = [
        Row(
            link.readable(),
            reverse("admin:newsroom_link_change", args=[link.pk]),
            [
                *(
                    [f"не працює, помічено {day(link.failing_since, now)}"]
                    if link.failing_since
                    else []
                ),
                *(str(article) for article in link.articles.all()[:2]),
            ],
        )
        for link in found[:SHOWN]
    ]
    return Block(
        "links",
        "Мертві посилання",
        rows,
        empty="Усі перевірені посилання працюють.",
        number=number(found),
        more=changelist(Link, "state=dead"),
        more_text="Усі мертві посилання",
    )


def images(request):
    """Pictures that those who can't see know nothing of, and whom makes the request may mend."""
    found = admin_of(Image).get_queryset(request).filter(alt="")
    if not admin_of(Image).may(request, "change"):
        found = found.filter(created_by=request.user)
    found = list(found.order_by("-pk")[: READ + 1])
    return Block(
        "images",
        "Зображення без опису",
        [image_row(image) for image in found[:SHOWN]],
        empty="Кожне зображення має опис.",
        number=number(found),
        more=changelist(Image, "wordless=1"),
        more_text="Усі без опису",
    )


def pending_images():
    """Return a sentence on pictures whose sizes aren't made yet, or ""."""
    waiting = Image.objects.filter(fingerprint="").exclude(file="").count()
    if not waiting:
        return ""
    images = counted(waiting, "зображення", "зображень", "зображень")
    return f"Готуються розміри {images}; до того читачі бачать їх в одному розмірі."
