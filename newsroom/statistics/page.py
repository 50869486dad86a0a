"""The page of statistics, in the frame of the newsroom, and its tables as files."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from news.models import Article, ViewsTotal
from newsroom.blocks import minute
from newsroom.statistics import tables
from newsroom.statistics.chart import chart
from newsroom.statistics.figures import TOP, figures
from newsroom.statistics.period import LABELS, OWN, Period
from newsroom.statistics.subject import (
    ARTICLE,
    AUTHOR,
    PORTAL,
    RIGHT,
    subject_of,
)
from ukrainian.plurals import counted, grouped

IN_FILE = 1000  # lines of what was read most
TABS = {
    ARTICLE: "Статті",
    "oblast": "Області",
    "hromada": "Громади",
    "tag": "Теги",
    AUTHOR: "Автори",
}
FORMS = {
    ARTICLE: ("стаття", "admin:news_article_change"),
    "oblast": ("область", "admin:regions_oblast_change"),
    "hromada": ("громада", "admin:regions_hromada_change"),
    "tag": ("тег", "admin:news_tag_change"),
    AUTHOR: ("автор", "admin:auth_user_change"),
}


@require_safe
def page(request, site, kind=PORTAL, pk=None):
    """What was read of a subject in the period of `?period=`, or one of its tables as `?csv=`."""
    subject = subject_of(request, kind, pk)
    period = Period.read(request.GET, timezone.localdate())
    tabs = [each for each in TABS if kind not in (ARTICLE, each)]
    by = request.GET.get("by", ARTICLE)
    by = by if by in tabs else ARTICLE
    wanted = request.GET.get("csv", "")
    found = figures(subject, period, by, IN_FILE if wanted == "top" else TOP)
    has_links = request.user.has_perm(RIGHT)
    shown = {
        "days": tables.of_steps(period, found.steps),
        "top": tables.of_most_read(by, found.top, found.total, has_links) if tabs else None,
        "sources": tables.of_sources(found.sources, found.total, *([IN_FILE] if wanted else [])),
        "refused": tables.of_refused(found.refused) if kind == PORTAL else None,
    }
    if wanted:
        if not shown.get(wanted):
            raise Http404("no such table")
        return tables.as_file(shown[wanted], subject, period)
    query = period.query()
    context = site.each_context(request) | {
        "title": "Статистика" if kind == PORTAL else subject.title,
        "subject": subject,
        "kind": FORMS.get(kind, ("",))[0],
        "form": _form(request, kind, pk),
        "period": period,
        "periods": [
            (label, urlencode({"period": key} | _by(by)), key == period.key)
            for key, label in LABELS.items()
        ],
        "is_own": period.key == OWN or period.error,
        "total": _views(found.total),
        "compared": compared(found.total, found.before, period),
        "per_day": _per_day(found.total, period),
        "ever": _ever(kind, pk),
        "chart": drawn(period, found.steps),
        "most": _most(period, found.steps),
        "days": shown["days"],
        "top": shown["top"],
        "by": by,
        "tabs": [(TABS[each], urlencode(query | _by(each)), each == by) for each in tabs],
        "others": [table for table in (shown["sources"], shown["refused"]) if table and table.rows],
        "query": urlencode(query | _by(by)),
        "same_period": urlencode(query),
        "at": minute(found.at, timezone.now()),
        "has_links": has_links,
    }
    return TemplateResponse(request, "newsroom/statistics.html", context)


def drawn(period, numbers):
    """Return the Chart of the views of a Period's steps."""
    steps = period.steps()
    titles = [f"{step.name}: {_views(number)}" for step, number in zip(steps, numbers, strict=True)]
    is_going_on = period.last == period.today
    return chart(
        numbers,
        titles,
        [step.mark for step in steps],
        unfinished=len(steps) - 1 if is_going_on else None,
    )


def compared(total, before, period):
    """Return how a number of views stands beside that of the same span before, as a sentence."""
    if before is None:
        return "Порівняти немає з чим: за попередній такий час лишилися тільки числа за місяцями."
    first, last = (f"{day:%d.%m.%Y}" for day in period.before())
    span = first if first == last else f"{first} – {last}"
    if not before:
        return f"За {span} переглядів не було." if total else ""
    than = f"ніж за {span} ({_views(before)})"
    change = (total - before) * 100 / before
    if abs(change) < 0.5:
        return f"Майже стільки ж, як за {span} ({_views(before)})."
    if change >= 1000:
        return f"У {counted(total // before, 'раз', 'рази', 'разів')} більше, {than}."
    how = "більше" if change > 0 else "менше"
    return f"На {abs(change):.0f}\N{NO-BREAK SPACE}% {how}, {than}."


def _views(number):
    """Return «12 480 переглядів»."""
    words = counted(number, "перегляд", "перегляди", "переглядів")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _per_day(total, period):
    """Return how many views a day has, in words; "" for a single day or nothing."""
    if period.days == 1 or not total:
        return ""
    mean = total / period.days
    number = grouped(round(mean)) if mean >= 1 else "менше одного"
    return f"у середньому {number} на день"


def _most(period, numbers):
    """Return what a chart shows, as a sentence for who doesn't see it."""
    most = max(numbers)
    if not most:
        return "За цей час ніхто не читав."
    step = period.steps()[numbers.index(most)]
    return f"Найбільше, {_views(most)}: {step.name}. Усі числа стоять у таблиці під графіком."


def _ever(kind, pk):
    """Return what readers see as the number of an article's views, in words; "" of all else."""
    if kind != ARTICLE:
        return ""
    imported = Article.objects.values_list("views_imported", flat=True).get(pk=pk)
    here = ViewsTotal.objects.filter(article=pk).values_list("count", flat=True).first() or 0
    words = f"Читачі бачать: {_views(imported + here)}"
    return f"{words}, з них {grouped(imported)} зі старого порталу." if imported else f"{words}."


def _form(request, kind, pk):
    """Return the address of the form of what is asked about, "" for who may not open it."""
    if kind not in FORMS or (kind == AUTHOR and not request.user.has_perm("auth.view_user")):
        return ""
    return reverse(FORMS[kind][1], args=[pk])


def _by(by):
    return {} if by == ARTICLE else {"by": by}
