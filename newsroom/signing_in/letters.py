"""Letters to the owners of accounts: a way back in, and what was done to their second factor.

They are sent by a thread: nobody waits for the mail server, and nobody learns from the time of an
answer whether there was a letter to send.
"""

import logging
import threading

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.urls import reverse

logger = logging.getLogger(__name__)

NOT_YOU = (
    "Якщо це були не ви, негайно змініть пароль і скажіть адміністраторові порталу: хтось знає "
    "ваш пароль."
)


def can_be_sent():
    """Say whether there is somebody who carries letters; the console of a demo is one."""
    return settings.DEBUG or not settings.EMAIL_BACKEND.endswith(
        (".console.EmailBackend", ".dummy.EmailBackend")
    )


def way_back(account, path):
    """Send the link by which an account gets a new password; `path` begins with a slash."""
    _send(
        account,
        "Новий пароль до редакції",
        f"Хтось, мабуть ви, просить новий пароль для облікового запису «{account}».",
        "Задати його можна за цим посиланням упродовж години, один раз:\n"
        f"{settings.SITE_URL}{path}",
        "Другий фактор від цього не зміниться. Якщо ви нічого не просили, нічого й не робіть: "
        "пароль лишається попередній.",
    )


def password_changed(account):
    _send(
        account,
        "Пароль змінено",
        f"Пароль облікового запису «{account}» змінено за посиланням з листа. Усі сеанси "
        "завершено.",
        NOT_YOU,
    )


def factor_added(account, words):
    _send(
        account,
        "Додано другий фактор",
        f"До облікового запису «{account}» додано другий фактор: {words}. Інші сеанси завершено.",
        NOT_YOU,
    )


def factor_removed(account, words):
    _send(
        account,
        "Вилучено другий фактор",
        f"В облікового запису «{account}» вилучено другий фактор: {words}. Інші сеанси завершено.",
        NOT_YOU,
    )


def factor_reset(account):
    _send(
        account,
        "Другий фактор скинуто",
        f"Адміністратор скинув другий фактор облікового запису «{account}»; усі сеанси завершено. "
        "Під час наступного входу портал запропонує налаштувати його знову.",
        "Якщо ви про це не просили, скажіть адміністраторові порталу.",
    )


def codes_are_guessed(account):
    _send(
        account,
        "Хтось підбирає ваш код",
        f"До облікового запису «{account}» багато разів поспіль ввели правильний пароль і "
        "неправильний код. На годину коди застосунку не приймаються; ключ доступу й коди "
        "відновлення діють.",
        NOT_YOU,
    )


def in_background(function):
    """Call `function` in a thread of its own."""

    def run():
        try:
            function()
        finally:
            connections.close_all()

    threading.Thread(target=run, name="letter", daemon=True).start()


def _send(account, subject, *paragraphs):
    if not account.email:
        return
    link = f"{settings.SITE_URL}{reverse('admin:index')}"
    text = "\n\n".join([*paragraphs, f"Портал громад, редакція\n{link}"])
    letter = EmailMessage(subject, text, to=[account.email])
    in_background(lambda: _deliver(letter))


def _deliver(letter):
    try:
        letter.send()
    except (OSError, ValueError) as error:  # what a mail server says is an OSError too
        logger.error("A letter about an account was not sent: %s", type(error).__name__)
