"""From draft to the readers: the stages of an article, the moves between them, and who makes them.

One table. The buttons of the form are drawn from it, and the form refuses what is not in it
(newsroom/admin/article_form.py), so that nothing is merely hidden. What a button sends is the name
of a move; a script may send the name of a state instead and needs to know no moves.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format

from news.models.article import State


class Stage(StrEnum):
    """A state as the newsroom speaks of it: what waits for its minute is not published yet."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Move:
    """One way from a stage to a state.

    `label` says on the button what will happen; of `is_main` moves one will be the next step.
    Only who may publish makes the moves that aren't `for_authors`.
    """

    name: str
    begins: frozenset
    state: State
    label: str
    is_main: bool = False
    for_authors: bool = False


def _move(name, begins, state, label, **kinds):
    return Move(name, frozenset(begins), state, label, **kinds)


NOW, SCHEDULE, UNSCHEDULE = "now", "scheduled", "unscheduled"
_UNSEEN = {Stage.DRAFT, Stage.REVIEW}

MOVES = (
    _move(
        "review",
        {Stage.DRAFT},
        State.REVIEW,
        "Надіслати на перевірку",
        is_main=True,
        for_authors=True,
    ),
    _move("draft", {Stage.REVIEW}, State.DRAFT, "Повернути автору", is_main=True),
    _move(SCHEDULE, _UNSEEN | {Stage.SCHEDULED}, State.PUBLISHED, "Запланувати…", is_main=True),
    _move(NOW, _UNSEEN | {Stage.SCHEDULED}, State.PUBLISHED, "Опублікувати зараз", is_main=True),
    _move(UNSCHEDULE, {Stage.SCHEDULED}, State.DRAFT, "Скасувати розклад"),
    _move("draft", {Stage.PUBLISHED}, State.DRAFT, "Зняти з публікації"),
    _move("draft", {Stage.ARCHIVED}, State.DRAFT, "Відновити з архіву", is_main=True),
    _move("published", {Stage.ARCHIVED}, State.PUBLISHED, "Повернути на сайт"),
    _move("archived", set(Stage) - {Stage.ARCHIVED}, State.ARCHIVED, "В архів"),
)


def stage_of(article, at=None):
    """Return the Stage of an Article at the aware datetime `at` (default: now)."""
    if article.is_scheduled(at):
        return Stage.SCHEDULED
    return Stage(article.state)


def moves(stage, may_publish):
    """Return the moves that lead from a Stage for one who may publish, or may not: a list."""
    return [move for move in MOVES if stage in move.begins and (may_publish or move.for_authors)]


def goals(stage, may_publish):
    """Return the set of states that an article of a Stage may be given; its own is among them."""
    own = State.PUBLISHED if stage is Stage.SCHEDULED else State(stage)
    return {own} | {move.state for move in moves(stage, may_publish)}


def in_words(moment):
    """Return «24 листопада 2026, 09:00», the Kyiv time of an aware datetime."""
    return date_format(timezone.localtime(moment), "j E Y, H:i")


def describe(article, at=None):
    """Return where an article is, as a clause: «заплановано на 24 листопада 2026, 09:00 (Київ)»."""
    stage = stage_of(article, at)
    if stage is Stage.SCHEDULED:
        return f"заплановано на {in_words(article.published_at)} (Київ)"
    if stage is Stage.PUBLISHED and article.published_at:
        return f"опубліковано {in_words(article.published_at)}"
    return State(article.state).label


def label(move, stage, date, at=None):
    """Return what the button of a Move says when the aware datetime `date` (or None) is typed.

    static/js/newsroom/form/schedule.js says the same while one is typing.
    """
    is_future = date is not None and date > (at or timezone.now())
    if move.name == SCHEDULE and is_future:
        verb = "Перенести" if stage is Stage.SCHEDULED else "Запланувати"
        return f"{verb} на {in_words(date)} (Київ)"
    if move.name == NOW and date is not None and not is_future:
        return f"Опублікувати з датою {in_words(date)}"
    return move.label
