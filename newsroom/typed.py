"""What stands in the form of an article, as data of a version, and such data as a form again.

Nothing is validated here: what somebody types is kept before it is right.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone

from news import body
from news.models.article import Language, State
from newsroom import states
from newsroom.revisions import CHOICES, LABELS, TEXTS, moment, read_moment, snapshot
from regions.admin.choices import is_id
from ukrainian.folding import printable

NEW = "new:"  # how a tag that isn't made yet travels (newsroom/admin/choosing_tags.py)
PICKS = "picks"  # the prefix of the inline of hand-picked cards
LONGEST = 100_000  # characters of a field of one line that are kept
MOST = 200  # labels or cards of one kind


def read(form, article, choices):
    """Return what a bound ArticleForm says as data (newsroom/revisions.py).

    `article` is the stored Article or a new one: it answers for the fields that the form doesn't
    have. `choices` are the articles that may be named in «Читайте також». What is no value is kept
    under "typed", as it was typed. Takes one query for each kind of label that was chosen, and one
    for a cover or an original that is another than before.
    """
    data = {name: _text(form, name, article) for name in TEXTS}
    data["typed"] = {}
    data["language"] = _raw(form, "language") or article.language
    if data["language"] not in Language:
        data["language"] = article.language
    _read_state(form, article, data)
    for name in ("cover", "translation_of"):
        data[name] = _row(form, name, getattr(article, f"{name}_id"))
    _read_moment(form, article, data)
    stored = None
    for name in LABELS:
        if name in form.fields:
            data[name] = _labels(form, name)
        else:
            stored = stored or _stored(article)
            data[name] = stored[name]
    data["read_also"] = _cards(form.data, choices)
    return data


def _stored(article):
    return snapshot(article) if article.pk else dict.fromkeys(LABELS, [])


def _raw(form, name):
    if name not in form.fields:
        return None
    return form.fields[name].widget.value_from_datadict(
        form.data, form.files, form.add_prefix(name)
    )


def _text(form, name, article):
    value = _raw(form, name)
    if value is None:
        return getattr(article, name)
    value = printable(value).replace("\r\n", "\n")
    return body.clean(value) if name == "body" else value[:LONGEST]


def _read_state(form, article, data):
    """The state that was asked for; the button that asked is kept, too."""
    asked = _raw(form, "state") or article.state
    reached = {move.name: move.state for move in states.MOVES}.get(asked, asked)
    data["state"] = str(reached) if reached in State else article.state
    if asked not in State and reached in State:
        data["typed"]["state"] = asked


def _row(form, name, stored):
    """Return the id that a select of one row names, if it may be chosen, else None."""
    if name not in form.fields:
        return stored
    value = str(_raw(form, name) or "")
    if value == str(stored):
        return stored
    if not is_id(value):
        return None
    return form.fields[name].queryset.filter(pk=value).values_list("pk", flat=True).first()


def _read_moment(form, article, data):
    value = _raw(form, "published_at")
    data["published_at"] = moment(article.published_at)
    field = form.fields.get("published_at")
    if value is None or not field.has_changed(article.published_at, value):
        return
    try:
        data["published_at"] = moment(field.clean(value))
    except ValidationError:
        data["typed"]["published_at"] = [printable(each or "")[:20] for each in value]


def _labels(form, name):
    values = [str(value) for value in (_raw(form, name) or ())][:MOST]
    made = [printable(value.removeprefix(NEW))[:100] for value in values if value.startswith(NEW)]
    ids = [int(value) for value in values if is_id(value)]
    rows = form.fields[name].queryset.filter(pk__in=ids) if ids else ()
    return [{"id": row.pk, "name": row.name} for row in rows] + [
        {"id": None, "name": label} for label in made
    ]


def _cards(post, choices):
    """Return the hand-picked cards that the inline's fields say, in their order."""
    total = post.get(f"{PICKS}-TOTAL_FORMS", "")
    cards = []
    for number in range(min(int(total), MOST) if is_id(total) else 0):
        row = f"{PICKS}-{number}-"
        to, position = post.get(f"{row}to", ""), post.get(f"{row}position", "")
        if is_id(to) and f"{row}DELETE" not in post:
            cards.append((int(position) if is_id(position) else 0, number, int(to)))
    titles = {}
    if cards:
        ids = [to for _, _, to in cards]
        titles = dict(choices.filter(pk__in=ids).values_list("pk", "title"))
    ordered = dict.fromkeys(to for _, _, to in sorted(cards))
    return [{"id": to, "title": titles[to]} for to in ordered if to in titles]


def as_initial(data, *, unsaved):
    """Return what an ArticleForm begins with when it shows the version `data`.

    The state is never among it: it is changed by buttons that say so. Of a version from history
    (`unsaved` false) the date and the note for readers aren't either: to take up an old text
    should not move the article in time.
    """
    initial = {name: data.get(name) or "" for name in TEXTS if unsaved or name != "change_note"}
    initial |= {name: data.get(name) for name in ("language", "cover", "translation_of")}
    for name in LABELS:
        labels = data.get(name) or ()
        initial[name] = [label["id"] or f"{NEW}{label['name']}" for label in labels]
    if unsaved:
        typed = (data.get("typed") or {}).get("published_at")
        initial["published_at"] = typed or read_moment(data.get("published_at"))
    return initial


def as_post(data, article):
    """Return the fields that the form of `article` would send for the version `data`: a dict of
    str and of lists of str, hand-picked cards among them."""
    post = {name: data.get(name) or "" for name in (*TEXTS, *CHOICES)}
    typed = data.get("typed") or {}
    post["state"] = typed.get("state") or post["state"]
    post |= {name: str(data.get(name) or "") for name in ("cover", "translation_of")}
    at = read_moment(data.get("published_at"))
    local = at and timezone.localtime(at)
    day_and_time = typed.get("published_at") or (
        [f"{local:%d.%m.%Y}", f"{local:%H:%M}"] if local else ["", ""]
    )
    post |= {f"published_at_{n}": value for n, value in enumerate(day_and_time)}
    for name in LABELS:
        labels = data.get(name) or ()
        post[name] = [str(label["id"] or f"{NEW}{label['name']}") for label in labels]
    return post | picks_post(data, article)


def picks_post(data, article):
    """Return the fields of the inline of hand-picked cards for the version `data`.

    Cards that are there already keep their rows, for one article can't be picked twice; those that
    the version doesn't have are marked to be deleted. Takes a query for a stored article.
    """
    wanted = {card["id"]: place for place, card in enumerate(data.get("read_also") or ())}
    picks = list(article.picks.all()) if article is not None and article.pk else []
    rows = [
        {"id": pick.pk, "to": pick.to_id, "position": wanted.get(pick.to_id, pick.position)}
        | ({} if pick.to_id in wanted else {"DELETE": "on"})
        for pick in picks
    ]
    there = {pick.to_id for pick in picks}
    rows += [{"to": to, "position": at} for to, at in wanted.items() if to not in there]
    post = {
        f"{PICKS}-TOTAL_FORMS": len(rows),
        f"{PICKS}-INITIAL_FORMS": len(picks),
        f"{PICKS}-MIN_NUM_FORMS": 0,
        f"{PICKS}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        post |= {f"{PICKS}-{number}-{name}": value for name, value in row.items()}
    return {name: str(value) for name, value in post.items()}
