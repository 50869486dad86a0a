"""Subscribing and what follows, without an account, a cookie or a script.

Whoever has the link that came by mail is the owner of the address. Those pages are for one person:
nothing keeps them, no address of another site learns of them. A link alone changes nothing, since
programs for mail open links by themselves; a button does.
"""

import logging
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from digest import letters, limits, secrecy
from digest.models import Subscription
from digest.owning import subscribe
from digest.post import Away, Post, Refused
from digest.wishes import LANGUAGES, Wish
from news.followed import FOUND, MAX_QUERY, TOPICS, what_stands_for
from news.lists import all_oblasts, popular_tags
from regions.find import find

logger = logging.getLogger(__name__)

RETRY_AFTER = 3600  # seconds
HONEYPOT = "website"  # a field that people don't see


def for_owner(view):
    """Decorate a view of a link in a letter: `view(request, subscription)`, or None for a link that
    isn't ours or whose subscription is gone."""

    @csrf_exempt  # the token of the link says more than one of a form would
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(request):
        pk = secrecy.read_ticket(request.GET.get("t", ""))
        found = pk and Subscription.objects.filter(pk=pk).first()
        return _private(view(request, pk and (found or False)))

    return shown


def _private(response):
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, reader_of):
    """The form. `reader_of` tells the address of whom a WSGI environ is of."""
    query = _typed(request)
    if request.method != "POST":
        return _form(request, Wish.linked(request.GET, bool(query)), query)
    if not _is_ours(request):
        return _private(render(request, "digest/foreign.html", status=403))
    wish = Wish.filled(request.POST)
    if wish.errors:
        return _private(_form(request, wish, status=400))
    if limits.too_many_from(reader_of(request.META)):
        response = _private(_form(request, wish, problem="often", status=429))
        response["Retry-After"] = f"{RETRY_AFTER}"
        return response
    if not request.POST.get(HONEYPOT) and not limits.too_many_to(wish.address):
        try:
            _ask(wish)
        except Away as away:
            logger.error("A letter of confirmation was not sent: %s", away)
            return _private(_form(request, wish, problem="away", status=503))
        except Refused as refusal:
            # Said to nobody: it would tell which addresses there are.
            logger.warning("A letter of confirmation was refused: %s", refusal)
    response = redirect("digest_asked")
    response.status_code = 303
    return _private(response)


def _ask(wish):
    """Send the letter that asks the owner of an address, the same to whom we know and whom not."""
    message = letters.confirmation(wish.address, wish.sealed(), wish.titles())
    with Post() as post:
        post.deliver(message)


@require_safe
def asked(request):
    """What everybody sees who has asked for letters, whatever has come of it."""
    return render(request, "digest/asked.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request):
    wish = Wish.unsealed(request.GET.get("t", ""))
    if wish is None:
        return _private(render(request, "digest/broken.html", {"is_old": True}, status=404))
    if request.method != "POST":
        return _private(render(request, "digest/confirm.html", {"about": wish.titles()}))
    return _private(_to_manage(subscribe(wish), "subscribed"))


@for_owner
def manage(request, subscription):
    if not subscription:
        return _gone(request, subscription)
    if request.method != "POST":
        wish = Wish(
            often=subscription.often,
            everything=subscription.everything,
            asked=subscription.asked,
            language=subscription.language,
        )
        return _form(request, wish, _typed(request), subscription)
    wish = Wish.filled(request.POST, with_address=False)
    if wish.errors:
        return _form(request, wish, subscription=subscription, status=400)
    subscription.often, subscription.language = wish.often, wish.language
    subscription.everything = wish.everything
    subscription.regions, subscription.tags = wish.asked["regions"], wish.asked["tags"]
    subscription.save(update_fields=["often", "language", "everything", "regions", "tags"])
    return _to_manage(subscription, "saved")


@for_owner
def leave(request, subscription):
    """Unsubscribe: by a button, or by one POST of a program for mail (RFC 8058)."""
    if subscription is None:
        return _gone(request, subscription)
    if request.method != "POST":
        context = {"is_gone": not subscription}
        return render(request, "digest/leave.html", context)
    if subscription:
        subscription.erase()
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse(status=200, content_type="text/plain")
    return render(request, "digest/leave.html", {"is_gone": True})


def _gone(request, subscription):
    """Say that a link is broken (None), or that its subscription is no more (False)."""
    if subscription is None:
        return render(request, "digest/broken.html", status=404)
    return render(request, "digest/leave.html", {"is_gone": True}, status=404)


def _to_manage(subscription, done):
    with override(subscription.language):
        query = urlencode({"t": secrecy.ticket(subscription.pk), "done": done})
        response = redirect(f"{reverse('digest_manage')}?{query}")
    response.status_code = 303
    return response


def _form(request, wish, query="", subscription=None, problem="", status=200):
    """Show the form of a new or known subscription with the values of a Wish."""
    chosen, _gone_keys = what_stands_for(wish.asked)
    keys = {key for one in chosen for key in one.keys}
    places = find(query, limit=FOUND) if query else []
    context = {
        "wish": wish,
        "chosen": chosen,
        "query": query,
        "places": [one for one in places if one.place.katottg not in keys],
        "is_one": len(places) == 1,
        "topics": [tag for tag, _ in popular_tags(TOPICS) if tag.slug not in keys],
        "oblasts": [one for one in all_oblasts(get_language()) if one.katottg not in keys],
        "subscription": subscription,
        "ticket": secrecy.ticket(subscription.pk) if subscription else "",
        "languages": LANGUAGES,
        "done": request.GET.get("done") if request.method == "GET" else "",
        "problem": problem,
        "honeypot": HONEYPOT,
    }
    return render(request, "digest/form.html", context, status=status)


def _typed(request):
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]


def _is_ours(request):
    """Say whether the form was sent from a page of ours, by what browsers tell and no page can
    change: Fetch Metadata, before 2023 only Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        host = urlsplit(origin[:2000]).netloc.lower()
    except ValueError:
        return False
    return host in (request.get_host().lower(), urlsplit(settings.SITE_URL).netloc.lower())
