"""A session of the newsroom as a row that can be listed and ended."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone


class SessionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Those that have ended neither by their date nor by nobody using them."""
        at = at or timezone.now()
        return self.filter(expire_date__gt=at, seen__gt=at - Session.idle())

    def over(self, at=None):
        at = at or timezone.now()
        return self.filter(models.Q(expire_date__lte=at) | models.Q(seen__lte=at - Session.idle()))


class Session(AbstractBaseSession):
    """Who is signed in, with what browser, since when. No address of a machine is kept."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="обліковий запис",
    )
    browser = models.CharField("браузер", max_length=100, blank=True)
    begun = models.DateTimeField("початок", default=timezone.now)
    seen = models.DateTimeField("востаннє", default=timezone.now)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "сеанс"
        verbose_name_plural = "сеанси"
        default_permissions = ()

    def __str__(self):
        return self.browser  # the key is what signs in

    @staticmethod
    def idle():
        """Return how long a session outlives its last use, a timedelta."""
        return timedelta(minutes=settings.SESSION_IDLE_MINUTES)

    @classmethod
    def get_session_store_class(cls):
        from newsroom.signing_in.sessions import SessionStore

        return SessionStore
