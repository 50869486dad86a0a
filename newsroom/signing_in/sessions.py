"""Sessions in the database that can be listed and ended, and end by themselves (SESSION_ENGINE).

A session ends when nobody has used it for SESSION_IDLE_MINUTES, and in any case a week after it was
begun. What a page asks by itself, with nobody at it, isn't use (`is_poll`). The text of who writes
is kept by the browser, and comes back after signing in again.
"""

from datetime import timedelta
from hashlib import blake2b

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

WHOLE = timedelta(days=7)  # from the beginning
STEP = timedelta(minutes=1)  # a use within it isn't written down
BROWSER, BEGUN = "browser", "begun"  # what `begin` puts into a session


class SessionStore(db.SessionStore):
    """Django's sessions in the database, whose rows know whose they are."""

    row = None

    @classmethod
    def get_model_class(cls):
        from newsroom.models import Session

        return Session

    def _get_session_from_db(self):
        row = self.model.objects.live().filter(session_key=self.session_key).first()
        if row is None:
            self._session_key = None
        self.row = row
        return row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        row.browser = data.get(BROWSER, "")
        row.seen = timezone.now()
        begun = data.get(BEGUN)
        row.begun = timezone.datetime.fromisoformat(begun) if begun else row.seen
        return row

    def touch(self, at=None):
        """Note that the session is used; a write once a minute."""
        at = at or timezone.now()
        self.get(SESSION_KEY)
        if self.row and at - self.row.seen >= STEP:
            self.model.objects.filter(pk=self.row.pk).update(seen=at)
            self.row.seen = at

    @classmethod
    def clear_expired(cls):
        cls.get_model_class().objects.over().delete()


def begin(session, browser, at=None):
    """Make a session that has just signed in one of a browser (in words), with its latest end."""
    at = at or timezone.now()
    session[BROWSER], session[BEGUN] = browser, at.isoformat()
    session.set_expiry(at + WHOLE)


def of(account):
    """Return the live sessions of an account, the one used last first."""
    return SessionStore.get_model_class().objects.live().filter(account=account).order_by("-seen")


def public_id(key):
    """Return a name for a session's key (a str): whoever has the key itself is signed in."""
    return blake2b(key.encode(), digest_size=12, person=b"session").hexdigest()


def end(account, name):
    """End the session of an account that `public_id` names; return how many there were (0 or 1)."""
    keys = [row.pk for row in of(account) if public_id(row.pk) == name]
    return of(account).filter(pk__in=keys).delete()[0]


def end_all(account, but=None):
    """End all sessions of an account, except for the key `but`; return how many there were."""
    rows = SessionStore.get_model_class().objects.filter(account=account)
    alive = of(account).exclude(pk=but).count()
    rows.exclude(pk=but).delete()
    return alive


def is_poll(view):
    """Mark a view that pages ask by themselves: it keeps no forgotten session alive."""
    view.is_poll = True
    return view
