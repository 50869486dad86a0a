"""The form in which an article is written: its state, its checks, and its time of Kyiv."""

from datetime import UTC, datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from news.models import Article, Tag
from news.models.article import State
from newsroom import checks, states
from newsroom.states import Stage
from ukrainian.folding import mend

YEARS = range(1991, 2101)  # a date of news outside of them is a slip of the finger
# What buttons send and no state is called.
MOVES = (states.NOW, states.SCHEDULE, states.UNSCHEDULE)


class KyivTimeField(forms.SplitDateTimeField):
    """A day and a time of Kyiv, to the minute."""

    def compress(self, data_list):
        """Return the aware datetime of `[date, time]`, or None for empty fields.

        In the hour that comes twice in autumn a minute means its first coming. Raises
        ValidationError for a minute that the spring's change of the clocks skips.
        """
        if data_list and data_list[0] and data_list[0].year not in YEARS:
            raise ValidationError(f"Рік має бути від {YEARS[0]} до {YEARS[-1]}.", "year")
        try:
            return super().compress(data_list)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
        zone = timezone.get_current_timezone()
        typed = datetime.combine(*data_list, zone)
        if typed.astimezone(UTC).astimezone(zone).time() != typed.time():
            raise ValidationError(
                f"О {typed:%H:%M} {typed:%d.%m.%Y} годинник переводять уперед, "
                "тож такої хвилини за київським часом немає. Оберіть іншу.",
                "skipped_minute",
            )
        return typed

    def has_changed(self, initial, data):
        """Whether another minute was typed: seconds are not shown."""
        if isinstance(initial, datetime):
            initial = initial.replace(second=0, microsecond=0)
        return super().has_changed(initial, data)


class KyivTimeWidget(AdminSplitDateTime):
    """The two fields of a moment, each with a label of its own."""

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"

    def _render(self, template_name, context, renderer=None):
        # Django's renderer of forms knows its own templates and not the site's.
        parts = context["widget"]["subwidgets"]
        inputs = [
            super(KyivTimeWidget, self)._render(part["template_name"], {"widget": part}, renderer)
            for part in parts
        ]
        fields = zip(
            ("День", "Час (Київ)"), (part["attrs"]["id"] for part in parts), inputs, strict=True
        )
        return render_to_string("newsroom/kyiv_time.html", {"fields": list(fields)})


class StateInput(forms.HiddenInput):
    """The state that the article has. A button beside it sends another after it (contract: the
    last value of a name wins), and what a refused button sent is not shown again."""

    stored = State.DRAFT

    def format_value(self, value):
        return self.stored


class ArticleForm(forms.ModelForm):
    # Set for each request by ArticleAdmin.get_form().
    may_publish = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems = []  # of the checks, once the form was checked
        self.is_taken = False  # whether the article holds what was sent
        self.move = ""  # what was asked: the name of a state or of a move
        stored = self.instance if self.instance.pk else Article()
        self.stage = states.stage_of(stored)
        if "state" in self.fields:
            self.fields["state"].widget.stored = stored.state

    def clean_title(self):
        """Refuse a title of invisible signs only. Raises ValidationError."""
        title = mend(self.cleaned_data["title"])
        if not title:
            raise ValidationError("Напишіть заголовок.")
        return title

    def clean_published_at(self):
        """Return the date; one that wasn't changed keeps the seconds that the form doesn't show."""
        if "published_at" in self.changed_data:
            return self.cleaned_data["published_at"]
        return self.initial.get("published_at")

    def clean_state(self):
        """Return the State that the move leads to. Raises ValidationError for a way that the table
        of newsroom/states.py doesn't know from here for this account."""
        self.move = self.cleaned_data["state"]
        state = {
            states.NOW: State.PUBLISHED,
            states.SCHEDULE: State.PUBLISHED,
            states.UNSCHEDULE: State.DRAFT,
        }.get(self.move, self.move)
        if state not in states.goals(self.stage, self.may_publish):
            here = states.describe(self.instance)
            raise ValidationError(
                f"Стаття зараз: {here}. Звідси вона не може стати такою: {State(state).label}."
            )
        return state

    def clean(self):
        cleaned = super().clean()
        if self.move in MOVES and "published_at" in cleaned:
            self._date_for_move(cleaned)
        return cleaned

    def _date_for_move(self, cleaned):
        """Make the date say what the button said."""
        now, date = timezone.now(), cleaned["published_at"]
        if self.move == states.UNSCHEDULE:
            cleaned["published_at"] = None
        elif self.move == states.NOW and (date is None or date > now):
            cleaned["published_at"] = now
        elif self.move == states.SCHEDULE and date is None:
            self.add_error("published_at", "Поставте день і час, коли стаття має з’явитися.")
        elif self.move == states.SCHEDULE and date <= now:
            self.add_error(
                "published_at",
                f"{states.in_words(date)} за Києвом уже минуло. Поставте час у майбутньому "
                "або опублікуйте зараз.",
            )

    def _post_clean(self):
        """After the article itself was checked (its body is clean now), check it for readers.

        What they see already may be corrected all the same: of an article that is out or has its
        minute, only what is wrong anew blocks.
        """
        is_out = self.stage in {Stage.PUBLISHED, Stage.SCHEDULED}
        before = {problem.message for problem in self.check()} if is_out else set()
        super()._post_clean()
        self.is_taken = True
        self.problems = self.check()
        if self.cleaned_data.get("state") != State.PUBLISHED:
            return
        for problem in checks.blocking(self.problems):
            known = {*before, *self.errors.get(problem.field, ())}
            if problem.message not in known and problem.field in self.fields:
                self.add_error(problem.field, ValidationError(problem.message, "blocked"))

    def check(self):
        """Return the Problems of the article as it stands in the form, or in its row while nothing
        was sent; none for an article that isn't begun."""
        if not self.is_taken and not self.instance.pk:
            return []
        known = self.cleaned_data if self.is_taken else self.initial
        places = [*known.get("hromadas", ()), *known.get("oblasts", ())]
        return checks.check(self.instance, tags=known.get("tags", ()), places=places)

    def date_as_typed(self):
        """Return the aware datetime that the field of the date shows, or None."""
        if "published_at" not in self.fields:
            return None
        bound = self["published_at"]
        if not self.is_bound:
            shown = bound.value()  # of a restored autosave perhaps two texts that are no time
            return shown if isinstance(shown, datetime) else None
        try:
            return bound.field.clean(bound.data)
        except ValidationError:
            return None

    def is_blocked(self):
        """Whether a check refused to publish."""
        return self.is_bound and any(
            error.code == "blocked" for errors in self.errors.as_data().values() for error in errors
        )

    def was_public(self):
        """Whether readers could already read the article before this form was sent."""
        published_at = self.initial.get("published_at")
        return (
            self.initial.get("state") == State.PUBLISHED
            and published_at is not None
            and published_at <= timezone.now()
        )

    def _save_m2m(self):
        # Somebody else may have made the same tag since this form was checked.
        if "tags" in self.cleaned_data:
            self.cleaned_data["tags"] = [
                tag if tag.pk else Tag.objects.get_or_make(tag.name)[0]
                for tag in self.cleaned_data["tags"]
            ]
        super()._save_m2m()
