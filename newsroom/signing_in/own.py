"""«Безпека входу»: the own second factors and sessions."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import DEVICE_ID_SESSION_KEY

from newsroom import journal
from newsroom.signing_in import factors, passkeys, pending, sessions, tries
from newsroom.signing_in.enrolling import confirmed
from newsroom.signing_in.entering import LOCKED, next_of, now_locked, page
from ukrainian.plurals import counted


@require_safe
def security(request, site):
    """What one signs in by, and where one is signed in."""
    return page(
        request,
        site,
        "security",
        "Безпека входу",
        own=factors.of(request.user),
        is_required=settings.SECOND_FACTOR_REQUIRED,
        has_passkeys=passkeys.are_possible(),
        sessions=listed(request.user, request.session.session_key),
        idle=idle_in_words(),
    )


def listed(account, current=None):
    """Return the sessions of an account as dicts, the one with the key `current` first."""
    rows = [
        {
            "name": sessions.public_id(row.pk),
            "browser": row.browser or "невідомий браузер",
            "begun": row.begun,
            "seen": row.seen,
            "is_current": row.pk == current,
        }
        for row in sessions.of(account)
    ]
    return sorted(rows, key=lambda row: not row["is_current"])


def idle_in_words():
    """Return how long a session outlives its last use: «8 годин»."""
    minutes = settings.SESSION_IDLE_MINUTES
    if minutes % 60:
        return counted(minutes, "хвилину", "хвилини", "хвилин")
    return counted(minutes // 60, "годину", "години", "годин")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, site):
    """Ask who is signed in for the password before something that a thief would want."""
    error, user = "", request.user
    if request.method == "POST":
        name, reader = user.get_username(), pending.reader(request)
        until = tries.begin(name, reader)
        password = request.POST.get("password", "")[:4096]
        if not until and authenticate(request, username=name, password=password) == user:
            tries.was_right(name, reader)
            pending.confirm(request)
            return redirect(next_of(request))
        until = until or now_locked(name, reader)
        error = f"{LOCKED} {tries.until_in_words(until)}" if until else "Пароль неправильний."
    return page(request, site, "confirm", "Підтвердьте, що це ви", error=error)


@require_POST
@confirmed
def remove(request, site):
    """Take away an app or a passkey of one's own, but never the last factor that is required."""
    own, chosen = factors.of(request.user), request.POST.get("factor", "")
    devices = {"app": own.app} | {f"{key.pk}": key for key in own.passkeys}
    device = devices.get(chosen)
    if device is None:
        messages.warning(request, "Такого другого фактора вже немає.")
    elif own.is_last and settings.SECOND_FACTOR_REQUIRED:
        messages.error(request, "Це ваш єдиний другий фактор. Спершу додайте інший.")
    else:
        words = "застосунок із кодами" if chosen == "app" else f"ключ доступу, {device.name}"
        if own.is_last:
            request.session.pop(DEVICE_ID_SESSION_KEY, None)
        factors.remove(request.user, device, words, request.session.session_key)
        messages.success(request, f"Вилучено: {words}. Інші сеанси завершено.")
    return redirect("admin:security")


@require_POST
def end_sessions(request, site):
    """End one session of one's own, or all but this one."""
    chosen, current = request.POST.get("session", ""), request.session.session_key
    if chosen == "others":
        number = sessions.end_all(request.user, but=current)
    elif chosen == sessions.public_id(current):
        number = 0  # one signs out by the button for that
    else:
        number = sessions.end(request.user, chosen)
    if number:
        journal.sessions_ended(request.user, request.user, number)
        words = counted(number, "сеанс", "сеанси", "сеансів")
        messages.success(request, f"Завершено: {words}.")
    else:
        messages.info(request, "Таких сеансів уже немає.")
    return redirect("admin:security")
