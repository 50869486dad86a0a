"""Who came in and who tried: sign-ins and sign-outs, refused passwords and codes, locks, changes of
the second factor, ended sessions, as rows of Django's log.

What is done to articles and the rest the admin logs by itself (`log_change` and its like). No
address of a machine is kept, and no name that isn't an account's: people type passwords there.
"""

from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from ukrainian.plurals import counted

# Beside Django's own 1–3 (added, changed, deleted).
SIGNED_IN, SIGNED_OUT, REFUSED, LOCKED, FACTOR, ENDED = 4, 5, 6, 7, 8, 9
FAILED_TRIES = "Невдалих спроб увійти за годину: "


def listen():
    """Write down what Django's signals tell; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="journal")
    user_logged_out.connect(_signed_out, dispatch_uid="journal")
    user_login_failed.connect(_refused, dispatch_uid="journal")


def write(user, flag, message, account=None):
    """Log something that `user` did to an account, the own one where no other is given."""
    account = account or user
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(account),
        object_id=account.pk,
        object_repr=str(account)[:200],
        action_flag=flag,
        change_message=message,
    )


def password_changed(user, how="Свій пароль змінено."):
    """Log that somebody changed the own password."""
    write(user, CHANGE, how)


def locked(username):
    """Log that nobody from one address may try an account any more for a while; a row an hour."""
    user = _account(username)
    hour = timezone.now() - timedelta(hours=1)
    told = LogEntry.objects.filter(user=user, action_flag=LOCKED, action_time__gt=hour)
    if user and not told.exists():
        write(user, LOCKED, "Вхід з однієї адреси замкнено на 15 хвилин: п’ять невдалих спроб.")


def factor_changed(user, account, message):
    """Log what `user` did to the second factor of an account."""
    write(user, FACTOR, message, account)


def sessions_ended(user, account, number):
    """Log that `user` has ended sessions of an account."""
    words = counted(number, "сеанс", "сеанси", "сеансів")
    write(user, ENDED, f"Завершено: {words}.", account)


def _signed_in(sender, request, user, **kwargs):
    write(user, SIGNED_IN, "Вхід.")


def _signed_out(sender, request, user, **kwargs):
    if user is not None:  # the session had ended before
        write(user, SIGNED_OUT, "Вихід.")


def _refused(sender, credentials, **kwargs):
    user = _account(credentials.get(get_user_model().USERNAME_FIELD, ""))
    if user:
        refused(user)


def _account(username):
    users = get_user_model()
    name = str(username)[:150].replace("\x00", "")
    return users.objects.filter(**{users.USERNAME_FIELD: name}).first()


def refused(user):
    """Count a refused try: a row for an account and an hour, however often somebody tries."""
    users = get_user_model()
    with transaction.atomic():
        # The lock makes those who try at once queue, and count right.
        users.objects.select_for_update().get(pk=user.pk)
        entry = LogEntry.objects.filter(
            user=user,
            action_flag=REFUSED,
            action_time__gt=timezone.now() - timedelta(hours=1),
        ).first()
        if entry is None:
            write(user, REFUSED, f"{FAILED_TRIES}1")
            return
        number = int(entry.change_message.removeprefix(FAILED_TRIES)) + 1
        LogEntry.objects.filter(pk=entry.pk).update(change_message=f"{FAILED_TRIES}{number}")
