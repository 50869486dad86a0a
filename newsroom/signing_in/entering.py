"""The way in: a name and a password, then a code or a passkey; or a passkey alone."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_static.models import StaticDevice

from newsroom import journal
from newsroom.signing_in import factors, letters, passkeys, pending, tries
from newsroom.signing_in.factors import plain
from ukrainian.plurals import counted

LOCKED = "Забагато невдалих спроб увійти з вашої адреси."
WRONG_CODE = "Код не підійшов. Перевірте, чи правильно йде годинник телефона, і введіть новий код."
WRONG_RECOVERY = "Такого коду відновлення немає, або його вже використано."
GUESSED = "Кодів застосунку для цього запису ввели забагато. Увійдіть ключем або кодом відновлення."
CHALLENGE = "challenge"  # what a passkey has to sign, kept in the session until it is used


def next_of(request):
    """Return where somebody goes after signing in: a path of ours that the page was asked with."""
    url = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else reverse("admin:index")


def step(name, then):
    """Redirect to a page of signing in, which goes on to `then`."""
    return redirect(f"{reverse(f'admin:{name}')}?{urlencode({'next': then})}")


def page(request, site, template, title, status=200, **context):
    """Return a page of templates/newsroom/signing_in/."""
    request.current_app = site.name
    context = site.each_context(request) | {"title": title, "next": next_of(request)} | context
    return TemplateResponse(request, f"newsroom/signing_in/{template}.html", context, status=status)


# The password


class SignInForm(AdminAuthenticationForm):
    """Django's, with a bound on trying."""

    def clean(self):
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name is None or not password:
            return self.cleaned_data
        reader = pending.reader(self.request)
        refuse_locked(tries.begin(name, reader))
        self.user_cache = authenticate(self.request, username=name, password=password)
        if self.user_cache is None:
            refuse_locked(now_locked(name, reader))
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        tries.was_right(name, reader)
        return self.cleaned_data


def refuse_locked(until):
    if until:
        raise forms.ValidationError(f"{LOCKED} {tries.until_in_words(until)}", code="locked")


def now_locked(name, reader):
    """Return until when a pair is locked, after a try that failed; log it."""
    until = tries.locked_until(tries.PAIR, name, reader)
    if until:
        journal.locked(name)
    return until


def sign_in(request, site):
    """The page of signing in, and whether a second step follows."""
    then = next_of(request)
    if request.method == "GET":
        if site.has_permission(request):
            return redirect(reverse("admin:index"))
        user = request.user
        if user.is_authenticated and user.is_active and user.is_staff:
            # Their session is from a time or a place where a password was enough.
            pending.begin(request, user)
            return second_step(user, then)
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        if settings.SECOND_FACTOR_REQUIRED or factors.of(account).any:
            pending.begin(request, account)
            return second_step(account, then)
        pending.finish(request, account)
        return redirect(then)
    request.current_app = site.name
    context = site.each_context(request) | {
        "title": "Увійти",
        "form": form,
        "next": then,
        "app_path": request.get_full_path(),
        "has_passkeys": passkeys.are_possible(),
        "has_way_back": letters.can_be_sent(),
        "returns_to_text": "/news/article/" in then,
    }
    status = 429 if form.has_error(NON_FIELD_ERRORS, "locked") else 200
    return TemplateResponse(request, "admin/login.html", context, status=status)


def start_again(request, site):
    """Lead who came to a later step by themselves to where it begins, or to the desk."""
    if site.has_permission(request):
        return redirect("admin:index")
    return step("login", next_of(request))


def second_step(account, then):
    return step("login_code" if factors.of(account).any else "enrol", then)


# The second factor


@require_http_methods(["GET", "HEAD", "POST"])
def code(request, site):
    """The second step: a code of an app or of paper, or a passkey."""
    account, then = pending.account_of(request), next_of(request)
    if account is None:
        return start_again(request, site)
    own = factors.of(account)
    if not own.any:
        return step("enrol", then)
    error = ""
    if request.method == "POST":
        device, error = try_code(request, account, request.POST.get("code", ""))
        if device:
            pending.finish(request, account, device)
            if isinstance(device, StaticDevice):
                say_what_is_left(request, account)
            return redirect(then)
    return page(
        request,
        site,
        "code",
        "Другий крок входу",
        429 if error.startswith(LOCKED) or error == GUESSED else 200,
        account=account,
        own=own,
        error=error,
        has_passkeys=bool(own.passkeys) and passkeys.are_possible(),
    )


def try_code(request, account, typed):
    """Return (the device that a typed code is of, ""), or (None, what is wrong in words)."""
    if not plain(typed):
        return None, "Введіть код."
    name, reader = account.get_username(), pending.reader(request)
    until = tries.begin(name, reader)
    if until:
        return None, f"{LOCKED} {tries.until_in_words(until)}"
    is_of_app = factors.is_of_app(typed)
    if is_of_app and tries.count(tries.CODES, account.pk):
        tries.was_right(name, reader)
        return None, GUESSED
    device = factors.device_of(account, typed)
    if device:
        tries.was_right(name, reader)
        if is_of_app:
            tries.take_back(tries.CODES, account.pk)
        return device, ""
    journal.refused(account)
    if is_of_app and tries.locked_until(tries.CODES, account.pk):
        letters.codes_are_guessed(account)
    until = now_locked(name, reader)
    if until:
        return None, f"{LOCKED} {tries.until_in_words(until)}"
    return None, WRONG_CODE if is_of_app else WRONG_RECOVERY


def say_what_is_left(request, account):
    left = counted(factors.of(account).codes, "код", "коди", "кодів")
    words = "Ви ввійшли кодом відновлення; лишилося: {}. Загубили телефон? {} новий застосунок."
    link = format_html('<a href="{}">Налаштуйте</a>', reverse("admin:security"))
    messages.warning(request, format_html(words, left, link))


@require_POST
def other(request, site):
    """Forget whose password was right: somebody else signs in."""
    if not site.has_permission(request):
        request.session.flush()
    return start_again(request, site)


# Passkeys, asked by static/js/newsroom/signing-in/passkey.js


def kept_challenge(request):
    """Return the challenge of a session and remove it: each is good for one answer."""
    return request.session.pop(CHALLENGE, "")


def keep_challenge(request, challenge):
    if not request.session.session_key:
        request.session.set_expiry(pending.TIME)
    request.session[CHALLENGE] = challenge


def refusal(words, status=403):
    """Return an error for the page's script, in words for people."""
    return JsonResponse({"error": words}, status=status)


@require_POST
def passkey_options(request, site):
    """What a passkey is asked: of the account whose password was right, or of anybody."""
    options, challenge = passkeys.request(pending.account_of(request))
    keep_challenge(request, challenge)
    return JsonResponse(options)


@require_POST
def passkey(request, site):
    """Sign in whoever has the passkey; answer where to go."""
    account = pending.account_of(request)
    try:
        key = passkeys.used(request.body, kept_challenge(request), account)
    except passkeys.Refused:
        if account:
            journal.refused(account)
        return refusal("Ключ не підійшов. Спробуйте ще раз або увійдіть інакше.")
    if not (key.user.is_active and key.user.is_staff):
        return refusal("Вхід до редакції для цього облікового запису закрито.")
    pending.finish(request, key.user, key)
    return JsonResponse({"redirect": next_of(request)})
