"""Who came in and who tried: sign-ins, sign-outs and refused passwords, as rows of Django's log.

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

# Beside Django's own 1–3 (added, changed, deleted).
SIGNED_IN, SIGNED_OUT, REFUSED = 4, 5, 6
FAILED_TRIES = "Невдалих спроб увійти за годину: "


def listen():
    """Write down what Django's signals tell; called once, when the app is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="journal")
    user_logged_out.connect(_signed_out, dispatch_uid="journal")
    user_login_failed.connect(_refused, dispatch_uid="journal")


def write(user, flag, message):
    """Log something about an account that its owner did."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(user),
        object_id=user.pk,
        object_repr=str(user)[:200],
        action_flag=flag,
        change_message=message,
    )


def password_changed(user):
    """Log that somebody changed the own password."""
    write(user, CHANGE, "Свій пароль змінено.")


def _signed_in(sender, request, user, **kwargs):
    write(user, SIGNED_IN, "Вхід.")


def _signed_out(sender, request, user, **kwargs):
    if user is not None:  # the session had ended before
        write(user, SIGNED_OUT, "Вихід.")


def _refused(sender, credentials, **kwargs):
    """Count a refused password: a row for an account and an hour, however often somebody tries."""
    users = get_user_model()
    username = str(credentials.get(users.USERNAME_FIELD, ""))[:150]
    user = users.objects.filter(**{users.USERNAME_FIELD: username.replace("\x00", "")}).first()
    if user is None:
        return
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
