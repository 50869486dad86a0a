"""The form in which an article is written, and its time of Kyiv."""

from datetime import UTC, datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Tag
from news.models.article import State
from ukrainian.folding import mend

YEARS = range(1991, 2101)  # a date of news outside of them is a slip of the finger


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


class KyivTimeWidget(AdminSplitDateTime):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"


class ArticleForm(forms.ModelForm):
    def clean_title(self):
        """Refuse a title of invisible signs only. Raises ValidationError."""
        title = mend(self.cleaned_data["title"])
        if not title:
            raise ValidationError("Напишіть заголовок.")
        return title

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
