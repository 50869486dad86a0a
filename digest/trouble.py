"""What the newsroom has to know of the letters: only what is wrong, and never of whom."""

from datetime import timedelta

from django.conf import settings

from digest.models import Letter, Often, Round, State, Subscription
from ukrainian.plurals import counted

LATE = {Often.DAILY: timedelta(hours=36), Often.WEEKLY: timedelta(days=9)}
LOOKED_BACK = timedelta(days=7)


def trouble(now):
    """Return sentences on what is wrong at an aware datetime, [] when all is well."""
    number = Subscription.objects.count()
    if not number:
        return []
    said = []
    if not settings.DIGEST_KEY:
        said.append("Підписники не отримують листів: DIGEST_KEY не задано.")
    last = Round.objects.order_by("-began_at").first()
    if last and last.trouble:
        said.append(last.trouble)
    for often, words in ((Often.DAILY, "щоденних"), (Often.WEEKLY, "щотижневих")):
        waiting = Subscription.objects.filter(often=often, covered_until__lt=now - LATE[often])
        if late := waiting.count():
            said.append(f"Розсилки {words} листів давно не було; підписників, що чекають: {late}.")
    week = Letter.objects.filter(at__gt=now - LOOKED_BACK)
    if failed := week.filter(state=State.FAILED).count():
        times = counted(failed, "лист", "листи", "листів")
        said.append(f"За тиждень не вдалося надіслати {times}: сервер щоразу відкладав.")
    refused = week.filter(state=State.REFUSED).count()
    if refused >= 5 and refused * 20 >= week.count():
        times = counted(refused, "листа", "листів", "листів")
        said.append(f"За тиждень поштові скриньки відмовилися від {times}.")
    return said
