"""Getting a second factor: right after the first password, or later on one's own page."""

from functools import wraps

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as put_into_session

from newsroom.signing_in import browsers, factors, passkeys, pending
from newsroom.signing_in.entering import (
    keep_challenge,
    kept_challenge,
    next_of,
    page,
    refusal,
    step,
)
from newsroom.signing_in.factors import plain


def confirmed(view):
    """Decorate `view(request, site)` of who is signed in: it asks for the password anew when that
    was given longer ago."""

    @wraps(view)
    def asked(request, site):
        if not pending.is_confirmed(request):
            return step("confirm", request.get_full_path())
        return view(request, site)

    return asked


def enrols(view):
    """Decorate `view(request, site, account)`: the account is of who has given the password and has
    no second factor yet, or of who is signed in and was here a moment ago."""

    @wraps(view)
    def asked(request, site):
        if site.has_permission(request):
            if not pending.is_confirmed(request):
                return step("confirm", reverse("admin:security"))
            return view(request, site, request.user)
        account = pending.account_of(request)
        if account is None:
            return step("login", next_of(request))
        if factors.of(account).any:
            return step("login_code", next_of(request))
        return view(request, site, account)

    return asked


def enrolled(request, account, device, words):
    """Go on after an account has got a factor: sign in who wasn't yet. Returns the address of the
    recovery codes, or of what was asked for where there are codes."""
    then = next_of(request)
    if account != request.user:
        pending.finish(request, account, device)
    elif DEVICE_ID_SESSION_KEY not in request.session:
        put_into_session(request, device)
    factors.added(account, words, request.session.session_key)
    messages.success(request, f"Другий фактор додано: {words}.")
    if factors.of(account).codes:
        return then
    return f"{reverse('admin:recovery_codes')}?{urlencode({'next': then})}"


@require_safe
@enrols
def choose(request, site, account):
    """Which second factor it shall be."""
    if account == request.user:
        return redirect("admin:security")
    return page(
        request,
        site,
        "enrol",
        "Захистіть вхід",
        account=account,
        has_passkeys=passkeys.are_possible(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@enrols
def app(request, site, account):
    """The key for an app as a picture and as letters, and the first code of it."""
    error = ""
    if request.method == "POST":
        device = factors.confirm_app(account, request.POST.get("code", ""))
        if device:
            return redirect(enrolled(request, account, device, "застосунок із кодами"))
        error = (
            "Код не підійшов. Дочекайтеся наступного й перевірте, чи правильно йде годинник."
            if plain(request.POST.get("code", ""))
            else "Введіть код із застосунку."
        )
    begun = factors.begun_app(account)
    return page(
        request,
        site,
        "app",
        "Застосунок із кодами",
        account=account,
        picture=picture(begun.config_url),
        key=factors.typed_key(begun),
        error=error,
    )


def picture(text):
    """Return a QR code of a text as SVG, black on white in any colour scheme, with no style."""
    import segno  # here, because readers' processes never need it

    drawn = segno.make(text, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - only squares: the text itself isn't in it


@require_POST
@enrols
def passkey_options(request, site, account):
    """What a browser is asked to make a passkey."""
    options, challenge = passkeys.creation(account)
    keep_challenge(request, challenge)
    return JsonResponse(options)


@require_POST
@enrols
def passkey(request, site, account):
    """Keep the passkey that a browser has made; answer where to go."""
    name = browsers.in_words(request.headers.get("User-Agent", ""))
    try:
        key = passkeys.create(account, request.body, kept_challenge(request), name)
    except passkeys.Refused:
        return refusal("Ключ не прийнято. Спробуйте ще раз або оберіть інший спосіб.", 400)
    return JsonResponse({"redirect": enrolled(request, account, key, f"ключ доступу, {name}")})


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def codes(request, site):
    """New recovery codes: shown in the answer to the button, and never again."""
    own = factors.of(request.user)
    new = factors.new_codes(request.user) if request.method == "POST" and own.any else []
    return page(request, site, "codes", "Коди відновлення", own=own, codes=new)
