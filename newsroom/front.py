"""«Перша сторінка»: what editors pin to the top of it, beside what readers see there now."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from news.front import lead_block
from news.models import Article, FrontPage, Pin
from news.models.article import State
from news.models.front_page import PLACES
from news.search import parse, search
from news.search.marking import has_all
from newsroom.admin.article_form import KyivTimeField
from newsroom.blocks import Block, Row, admin_of, minute, name_of
from newsroom.states import describe
from regions.admin.choices import MAX_TERM, is_id
from ukrainian.plurals import counted

RIGHT = "news.publish_article"  # who decides what readers see decides what they see first
CHOICES = 8  # articles that are offered
READ = 60  # of what a search finds, to show first what stands in a title
STEPS = {"up": -1, "down": 1}


@dataclass
class Place:
    """A row of the page: a Pin on its place (`number`, from 1), and what is said of it.

    `trouble` says why readers don't see it; `focus` is the button on which one goes on, "" for
    none; `day` and `time` are what stands in the fields of «до».
    """

    number: int
    pin: object
    is_last: bool
    trouble: str
    notes: list
    focus: str = ""
    day: str = ""
    time: str = ""
    error: str = ""


@dataclass
class Asked:
    """What a request wants done: an action, an article's id, and the fields of «до»."""

    action: str
    pk: int
    day: str = ""
    time: str = ""
    error: str = field(default="", compare=False)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request, site):
    """The lead block of the front page of `?language=`, in the frame of the admin `site`."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    front_page = FrontPage.objects.filter(language=request.GET.get("language", "uk")).first()
    if front_page is None:
        raise Http404("no front page of this language")
    now = timezone.now()
    asked = _asked(request)
    if asked:
        try:
            messages.success(request, act(request, front_page, asked, now))
        except ValidationError as error:
            asked.error = " ".join(error.messages)
            if asked.action != "until":
                messages.error(request, asked.error)
        if not (asked.error and asked.action == "until"):
            return redirect(_way_on(request, front_page, asked))
    context = _context(request, site, front_page, asked, now)
    return TemplateResponse(request, "newsroom/front.html", context)


def _asked(request):
    """Return what a POST asks for, or None; Http404 for what no button of ours sends."""
    if request.method != "POST":
        return None
    action, pk = request.POST.get("do", ""), request.POST.get("article", "")
    if action not in {*STEPS, "pin", "unpin", "until", "always"} or not is_id(pk):
        raise Http404("no such action")
    return Asked(action, int(pk), *(request.POST.get(name, "") for name in ("day", "time")))


def act(request, front_page, asked, now):
    """Do what is asked, write it into the log, and return what to tell the editor.

    Raises ValidationError in words for what cannot be done any more.
    """
    article = Article.objects.defer("lead", "body").filter(pk=asked.pk).first()
    if article is None:
        raise ValidationError("Цієї статті вже немає.")
    if asked.action == "pin":
        place = front_page.pin(article, request.user, now)
        done = f"Закріплено на першій сторінці, місце {place}"
        if article.is_scheduled(now):
            done += f"; з’явиться {minute(article.published_at, now)} (Київ)"
    elif asked.action == "unpin":
        front_page.unpin(asked.pk)
        done = "Відкріплено від першої сторінки"
    elif asked.action in STEPS:
        place = front_page.move(asked.pk, STEPS[asked.action])
        done = f"На першій сторінці тепер місце {place}"
    else:
        until = _until(asked) if asked.action == "until" else None
        front_page.keep_until(asked.pk, until, now)
        limit = f"до {_stamp(until)} (Київ)" if until else "без строку"
        done = f"Закріплено на першій сторінці {limit}"
    admin_of(Article).log_change(request, article, f"{done}.")
    return f"«{article}». {done}."


def _until(asked):
    """Return the aware datetime that was typed. Raises ValidationError."""
    if not (asked.day and asked.time):
        raise ValidationError("Впишіть і день, і час.")
    return KyivTimeField().clean([asked.day, asked.time])


def _stamp(moment):
    """Return the Kyiv time of an aware datetime: «24.11.2026 09:00»."""
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"


def _way_on(request, front_page, asked):
    """Return the address where one goes on: the article's form, or the button pressed last."""
    if request.POST.get("back") == "article":
        return reverse("admin:news_article_change", args=[asked.pk])
    query = {"language": front_page.language}
    if asked.action != "unpin":
        query |= {"at": asked.pk, "by": asked.action}
    return f"{reverse('admin:front')}?{urlencode(query)}"


def _context(request, site, front_page, asked, now):
    pins = list(front_page.pins.select_related("article", "pinned_by"))
    shown = lead_block(front_page.language, now)
    seen = {article.pk for article in shown}
    free = PLACES - sum(not pin.is_over(now) for pin in pins)
    pinned = {pin.article_id for pin in pins if pin.article_id in seen and not pin.is_over(now)}
    term = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_TERM]
    return site.each_context(request) | {
        "title": "Перша сторінка",
        "front_page": front_page,
        "pages": FrontPage.objects.order_by("-language"),
        "places": _places(request, front_page, pins, asked, now),
        "free": free and counted(free, "вільне місце", "вільні місця", "вільних місць"),
        "is_full": not free,
        "shown": [(article, article.pk in pinned) for article in shown],
        "term": term,
        "choices": choices(front_page, term, pins, now),
    }


def _places(request, front_page, pins, asked, now):
    """Return the Places of the page, with the button on which the editor goes on."""
    at, by = request.GET.get("at", ""), request.GET.get("by", "")
    places = []
    for number, pin in enumerate(pins, 1):
        until = timezone.localtime(pin.until) if pin.until else None
        place = Place(
            number,
            pin,
            number == len(pins),
            trouble_of(pin, front_page.language, now),
            _notes(pin, now),
            day=f"{until:%Y-%m-%d}" if until else "",
            time=f"{until:%H:%M}" if until else "",
        )
        if str(pin.article_id) == at:
            place.focus = {"up": "down" if number == 1 else "up"}.get(by, by)
            if by == "down" and place.is_last:
                place.focus = "up"
        if asked and asked.pk == pin.article_id:
            place.day, place.time, place.error = asked.day, asked.time, asked.error
        places.append(place)
    return places


def _notes(pin, now):
    """Return what is said of a Pin: who pinned it and when, until when it stays."""
    notes = [f"закріплено {minute(pin.pinned_at, now)}"]
    if pin.pinned_by:
        notes.insert(0, name_of(pin.pinned_by))
    if pin.until and not pin.is_over(now):
        notes.append(f"стоятиме до {_stamp(pin.until)} (Київ)")
    return notes


def trouble_of(pin, language, now):
    """Return why readers of a language don't see a Pin at `now`, as a sentence; "" when they do."""
    article = pin.article
    if pin.is_over(now):
        return f"Строк минув {_stamp(pin.until)}: місце вільне."
    if article.language != language:
        return "Тепер стаття іншою мовою: читачі цієї сторінки її тут не бачать."
    if article.is_scheduled(now):
        return f"З’явиться {minute(article.published_at, now)} (Київ)."
    if not article.is_published(now):
        return f"Читачі її не бачать: {describe(article, now)}."
    return ""


def choices(front_page, term, pins, now):
    """Return up to CHOICES articles that may be pinned: [(Article, what is said of it)].

    The newest, or what a term finds: first where it stands in the title.
    """
    known = [pin.article_id for pin in pins if not pin.is_over(now)]
    articles = (
        Article.objects.in_language(front_page.language)
        .filter(state=State.PUBLISHED, published_at__isnull=False)
        .exclude(pk__in=known)
        .defer("lead", "body", "import_digests")
    )
    if term:
        query = parse(term, typing=True)
        found = list(search(articles, query)[:READ])
        found.sort(key=lambda article: not has_all(article.title, query))
    else:
        found = articles[:CHOICES]
    return [(article, describe(article, now)) for article in found[:CHOICES]]


def unseen(now):
    """Return the Block of the desk on pinned articles that were taken from readers since; None
    where there is none."""
    pins = Pin.objects.select_related("article", "page").order_by("-page__language", "position")
    rows = []
    for pin in pins:
        trouble = trouble_of(pin, pin.page.language, now)
        if trouble and not pin.is_over(now) and not pin.article.is_scheduled(now):
            query = urlencode({"language": pin.page.language})
            address = f"{reverse('admin:front')}?{query}#pin-{pin.article_id}"
            language = "" if pin.article.language == "uk" else pin.article.language
            rows.append(Row(str(pin.article), address, [trouble], language))
    return (
        Block("front", "Закріплене, якого не видно", rows, number=f"{len(rows)}") if rows else None
    )
