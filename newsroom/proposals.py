"""The queue of places that texts of the archive name: an editor accepts or refuses each."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from news.models import Article
from newsroom.blocks import Block, admin_of, article_row, day
from newsroom.models import Proposal
from newsroom.models.proposal import ProposalState
from regions.admin.choices import is_id
from ukrainian.plurals import counted

RIGHT = "news.change_article"  # all articles, not one's own: the archive is everybody's
PER_PAGE = 15  # articles
SHOWN = 6  # articles of the block on the desk
READ = 50  # that are named to say how many there are, of so many proposals at most:
READ_PROPOSALS = 400
MOST = 1000  # proposals that one press decides
SETTLED = "Це вже вирішено: хтось був швидший."


@dataclass
class Name:
    """A name in a text: the Proposals of what it may be; of a clear one (`name` is "") one."""

    name: str
    proposals: list = field(default_factory=list)

    @property
    def words(self):
        return self.proposals[0].words

    @property
    def ids(self):
        return _ids(self.proposals)


@dataclass
class Entry:
    """An article of the page with its Names; `has_focus` where the editor goes on."""

    article: Article
    names: list
    note: str
    has_focus: bool = False

    @property
    def clear(self):
        """The ids of what can be accepted at once."""
        return _ids(one for name in self.names if not name.name for one in name.proposals)

    @property
    def ids(self):
        return _ids(one for name in self.names for one in name.proposals)


def _ids(proposals):
    return " ".join(str(proposal.pk) for proposal in proposals)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request, site):
    """The queue, or what was refused (`?refused=1`), in the frame of the admin `site`."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    refused = "refused" in request.GET
    if request.method == "POST":
        return _decide(request, refused)
    found = _listed(refused)
    articles = found.order_by("-article_id").values_list("article_id", flat=True).distinct()
    pages = Paginator(articles, PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    entries = _entries(found, list(shown.object_list), request.GET.get("at", ""))
    context = site.each_context(request) | {
        "title": "Відхилені пропозиції місць" if refused else "Пропозиції місць",
        "number": counted(pages.count, "стаття", "статті", "статей"),
        "page": shown,
        "entries": entries,
        "clear": " ".join(filter(None, (entry.clear for entry in entries))),
        "ids": " ".join(entry.ids for entry in entries),
        "refused": refused,
    }
    return TemplateResponse(request, "newsroom/proposals.html", context)


def _listed(refused):
    if refused:
        return Proposal.objects.refused().filter(article__isnull=False, tag=None)
    return Proposal.objects.open().filter(tag=None)


def _entries(found, pks, at):
    """Return the Entries of articles by their ids, in their order; `at` is the id of the article
    that was decided last."""
    articles = Article.objects.defer("body", "import_digests").in_bulk(pks)
    names = {pk: {} for pk in pks}
    related = ("oblast", "hromada__raion", "hromada__oblast")
    for proposal in found.filter(article__in=pks).select_related(*related):
        key = proposal.name or proposal.pk
        name = names[proposal.article_id].setdefault(key, Name(proposal.name))
        name.proposals.append(proposal)
    now = timezone.now()
    entries = [
        Entry(
            articles[pk],
            list(names[pk].values()),
            day(articles[pk].published_at, now) if articles[pk].published_at else "",
        )
        for pk in pks
    ]
    if is_id(at):
        on = next((entry for entry in entries if entry.article.pk <= int(at)), None)
        if on:
            on.has_focus = True
    return entries


def _decide(request, refused):
    """Do what was pressed, and lead back to where the editor goes on."""
    for action, do in (("accept", _accept), ("refuse", _refuse), ("restore", _restore)):
        pks = [int(pk) for pk in request.POST.get(action, "").split()[:MOST] if is_id(pk)]
        if pks:
            chosen = _listed(action == "restore").filter(pk__in=pks).order_by("-article_id", "pk")
            chosen = list(chosen.select_related("article", "hromada", "oblast"))
            if chosen:
                do(request, chosen)
            else:
                messages.info(request, SETTLED)
            break
    query = {"refused": 1} if refused else {}
    number = request.GET.get("page", "")
    query |= {"page": number} if is_id(number) else {}
    at = request.POST.get("at", "")
    query |= {"at": at} if is_id(at) else {}
    address = reverse("admin:proposals")
    return redirect(f"{address}?{urlencode(query)}" if query else address)


def _accept(request, chosen):
    """Give the places to their articles as the action of their list does: with a version kept."""
    by_article = defaultdict(list)
    for proposal in chosen:
        by_article[proposal.article].append(proposal)
    changed, refusals = 0, []
    for article, proposals in by_article.items():
        report = admin_of(Article).give_places(
            request,
            article,
            [one.hromada for one in proposals if one.hromada_id],
            [one.oblast for one in proposals if one.oblast_id],
        )
        if report.refused:
            refusals += report.refused
            continue
        changed += not report.unchanged
        waiting = article.proposals.filter(state=ProposalState.WAITING)
        waiting.filter(pk__in=[one.pk for one in proposals]).delete()
        # The name is settled: what else it might have meant is no question any more.
        waiting.filter(name__in={one.name for one in proposals} - {""}).delete()
    if changed:
        names = _named(chosen) if len(chosen) == 1 else _places(len(chosen))
        messages.success(
            request, f"Додано {names}: {counted(changed, 'статтю', 'статті', 'статей')} змінено."
        )
    elif not refusals:
        messages.info(request, SETTLED)
    for article, reason in refusals:
        messages.error(request, f"Відмовлено «{article}»: {reason}")


def _refuse(request, chosen):
    pks = [proposal.pk for proposal in chosen]
    Proposal.objects.filter(pk__in=pks).update(state=ProposalState.REFUSED, decided_by=request.user)
    names = _named(chosen) if len(chosen) == 1 else _places(len(chosen))
    messages.success(request, f"Відхилено {names}: для цієї статті більше не запропонуємо.")


def _restore(request, chosen):
    """Back into the queue, or out of mind where nothing waits for an answer."""
    pks = [proposal.pk for proposal in chosen]
    Proposal.objects.filter(pk__in=pks).update(state=ProposalState.WAITING, decided_by=None)
    messages.success(request, f"Повернено в чергу: {_places(len(chosen))}.")


def _named(chosen):
    return f"«{chosen[0].label.name}» — «{chosen[0].article}»"


def _places(number):
    return counted(number, "місце", "місця", "місць")


def block():
    """Return the Block of the desk on articles for which places are proposed; None where nothing
    ever was."""
    names = {}
    rows = _listed(refused=False).order_by("-article_id", "-weight", "pk")
    rows = list(rows.select_related("hromada", "oblast")[:READ_PROPOSALS])
    for proposal in rows:
        label = proposal.hromada.short_name if proposal.hromada_id else proposal.oblast.name
        names.setdefault(proposal.article_id, []).append(proposal.name or label)
    if not (names or _listed(refused=True).exists()):
        return None
    shown = list(names)[:SHOWN]
    is_more = len(names) > READ or len(rows) == READ_PROPOSALS
    articles = Article.objects.defer("lead", "body", "import_digests").in_bulk(shown)
    address = reverse("admin:proposals")
    return Block(
        "proposals",
        "Місця з тексту: вирішіть",
        [
            article_row(
                articles[pk],
                ", ".join(dict.fromkeys(names[pk])),
                url=f"{address}#article-{pk}",
            )
            for pk in shown
        ],
        empty="Усе вирішено.",
        number=f"{min(len(names), READ)}+" if is_more else f"{len(names) or ''}",
        more=address,
        more_text="Уся черга",
    )
