"""Sending what is written: each letter is claimed in a committed row before the mail server can
have it, and marked when the server has said that it has.

A sender that is killed leaves at most one letter in doubt, `State.GIVEN`. It is sent again, under
the same Message-ID, since who gets no letter can't know of it, and of two equal ones most mailboxes
keep one.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from digest import gathering, letters, secrecy
from digest.models import UNSENT, Letter, Often, Round, State, Subscription
from digest.post import Away, Post, Refused
from digest.wanted import Things

logger = logging.getLogger(__name__)

LATER = 451  # what a server says that will take a letter another time
ATTEMPTS = 5  # of a letter that the server would take later
REFUSALS = 3  # letters in a row that a mailbox refuses: nobody is there any more
SUSPICIOUS = 20  # refusals in a row, of different mailboxes: it is us whom the server refuses
PROGRESS = 100
ROUNDS_KEPT = timedelta(days=90)


@dataclass
class Result:
    """What became of letters in a run; `trouble` is why it ended early, for the newsroom."""

    written: int = 0
    sent: int = 0
    empty: int = 0
    refused: int = 0
    later: int = 0
    failed: int = 0
    erased: int = 0
    left: int = 0
    is_stopped: bool = False
    trouble: str = ""


def send(until, *, kinds, asked_for=(), limit=None, say=lambda line: None, is_stopped=bool):
    """Write and send the letters of the `kinds` (a list of Often) that are due; return a Result.

    ``until``      an aware datetime: what is public then is told
    ``asked_for``  kinds that are sent now whatever the day of the week
    ``limit``      letters at most
    ``say``        takes lines of progress
    ``is_stopped`` is asked after each letter

    Unsent letters of earlier runs go first. To be called by who is `alone`.
    """
    result = Result()
    run = Round.objects.create(began_at=until)
    try:
        gathering.notice(until)
        for often in kinds:
            result.written += gathering.write(often, until, often in asked_for)
        waiting = Letter.objects.filter(state__in=UNSENT).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[:limit])
        _send_all(keys, result, say, is_stopped)
    except Away as away:
        result.trouble = f"Поштовий сервер не приймає листів ({away})."
    except secrecy.Unreadable:
        result.trouble = "DIGEST_KEY не той, яким зашифровано адреси підписників."
    except Exception as error:
        # A text of somebody else's may hold an address.
        result.trouble = f"Розсилку перервала помилка програми ({type(error).__name__})."
        raise
    finally:
        _end(run, result)
    return result


def _end(run, result):
    result.left = Letter.objects.filter(state__in=UNSENT).count()
    run.ended_at = timezone.now()
    run.sent, run.refused = result.sent, result.refused + result.failed
    run.trouble = result.trouble
    run.save()
    Round.objects.filter(began_at__lt=run.began_at - ROUNDS_KEPT).delete()


def _send_all(keys, result, say, is_stopped):
    """Send letters by their ids until one is told to stop."""
    if not keys:
        return
    refused_in_row = 0
    with Post() as post:
        for done, pk in enumerate(keys, 1):
            letter = Letter.objects.select_related("subscription").filter(pk=pk).first()
            if letter is None:
                continue  # its reader has unsubscribed
            try:
                _send(letter, post, result)
                refused_in_row = 0
            except Letter.DoesNotExist:
                continue
            except Refused as refusal:
                refused_in_row += 1
                _not_taken(letter, refusal, result)
                if refused_in_row >= SUSPICIOUS:
                    raise Away(f"{refusal}, {SUSPICIOUS} адрес поспіль") from None
            if done % PROGRESS == 0:
                say(f"  {done:,} of {len(keys):,} letters …")
            if is_stopped():
                result.is_stopped = done < len(keys)
                return


def _send(letter, post, result):
    """Send a Letter. Raises Refused and Away as Post does, DoesNotExist when nobody wants it."""
    subscription = letter.subscription
    if letter.attempts >= ATTEMPTS:  # and each time the server has gone away
        raise Refused(LATER)
    things = Things([subscription.asked]).of(subscription.asked)
    message = letters.digest(letter, things, secrecy.unseal(subscription.sealed))
    mine = Letter.objects.filter(pk=letter.pk, state__in=UNSENT)
    if message is None:
        mine.update(state=State.EMPTY, at=timezone.now())
        result.empty += 1
        return

    def claim():
        given = {"state": State.GIVEN, "at": timezone.now(), "attempts": letter.attempts + 1}
        if not mine.update(**given):
            raise Letter.DoesNotExist  # its reader has unsubscribed just now

    post.deliver(message, claim)
    mine.update(state=State.SENT)
    result.sent += 1
    if subscription.refusals:
        Subscription.objects.filter(pk=subscription.pk).update(refusals=0)


def _not_taken(letter, refusal, result):
    """Note what the server said of a Letter that it refused; the next run or nobody goes on."""
    letter.attempts += 1  # where the row says so already, it is the same number
    letter.reply, letter.at = str(refusal), timezone.now()
    subscription = letter.subscription
    if refusal.for_good:
        letter.state = State.REFUSED
        result.refused += 1
        subscription.refusals += 1
        subscription.save(update_fields=["refusals"])
    elif letter.attempts >= ATTEMPTS:
        # What it would have told, the next one tells.
        letter.state = State.FAILED
        result.failed += 1
        Subscription.objects.filter(pk=subscription.pk).update(covered_until=letter.since)
    else:
        letter.state = State.WAITING
        result.later += 1
    letter.save(update_fields=["state", "attempts", "reply", "at"])
    if subscription.refusals >= REFUSALS:
        subscription.erase()
        result.erased += 1


def kinds_for(daily, weekly):
    """Return (kinds, asked_for) of `send` for the options of the command."""
    named = [
        often for often, is_named in ((Often.DAILY, daily), (Often.WEEKLY, weekly)) if is_named
    ]
    return named or list(Often), named
