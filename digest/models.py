"""Who gets letters about what, and which letter has gone to whom.

What is stored of an address can't be read without DIGEST_KEY (digest/secrecy.py), and it goes with
its subscription. Until an address is confirmed nothing of it is stored at all.
"""

from django.db import connection, models

from digest import secrecy


class Often(models.TextChoices):
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriptionQuerySet(models.QuerySet):
    def of(self, address):
        """Keep the one of an e-mail address, in the form that `secrecy.plain` gives it."""
        return self.filter(lookup__in=secrecy.lookups(address))


class Subscription(models.Model):
    """One address, which was confirmed, and what its owner wants to know.

    `regions` are codes of oblasts and hromadas, `tags` slugs: those in use when they were chosen,
    which lead to what they have become since (news/followed.py).
    """

    lookup = models.CharField(max_length=64, unique=True)  # a keyed hash of the address
    sealed = models.TextField()  # the address, encrypted
    language = models.CharField(max_length=2)
    often = models.CharField(max_length=6, choices=Often)
    everything = models.BooleanField(default=False)
    regions = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    created_at = models.DateTimeField()
    covered_until = models.DateTimeField()  # what was new until then has been told
    refusals = models.PositiveSmallIntegerField(default=0)  # by its mailbox, in a row

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.pk}"

    @property
    def asked(self):
        """What it names, as `news.followed` takes it."""
        return {"regions": self.regions, "tags": self.tags}

    def erase(self):
        """Leave nothing of the address and of the letters to it."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # Else what was deleted stays in the file.
                cursor.execute("PRAGMA secure_delete = ON")
        self.delete()


class State(models.TextChoices):
    WAITING = "waiting"
    GIVEN = "given"  # to the mail server, whose answer isn't known
    SENT = "sent"
    REFUSED = "refused"  # by the mailbox, for good
    FAILED = "failed"  # tried so often that it is given up
    EMPTY = "empty"  # nothing of what it told is public any more


UNSENT = (State.WAITING, State.GIVEN)


class Letter(models.Model):
    """A letter to one subscriber about one day or week; there is no other of that `period`.

    It tells what was new after `since` until `until`: `articles`, ids, newest first.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="letters")
    period = models.CharField(max_length=10)  # «2026-11-23», or the week «2026-W48»
    since = models.DateTimeField()
    until = models.DateTimeField()
    articles = models.JSONField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    reply = models.CharField(max_length=40, blank=True)  # of the mail server: its code
    at = models.DateTimeField()  # when the state became what it is

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period"], name="letter_once")
        ]
        indexes = [models.Index(fields=["state", "at"], name="letter_state")]

    def __str__(self):
        return f"{self.subscription_id}: {self.period}"


class Noticed(models.Model):
    """When a digest first found an article public: by that, and not by the date that readers see,
    it is new. So one that was published late is told, and a corrected one isn't told again."""

    article = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article}"


class Round(models.Model):
    """A run of the sender; `trouble` is a sentence for the newsroom, where it ended before all was
    done."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.began_at}"


class Attempt(models.Model):
    """That somebody asked for a letter: a hash of who or where to, good for one day."""

    who = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["who", "at"], name="attempt_who")]

    def __str__(self):
        return f"{self.who}"
