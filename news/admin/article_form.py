"""The form in which an article is written."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Article, Tag
from ukrainian.folding import mend


class KyivTimeField(forms.SplitDateTimeField):
    """A day and a time of Kyiv, to the minute."""

    def compress(self, data_list):
        """Return the aware datetime, or None for empty fields.

        Raises ValidationError for a minute that the change of the clocks skips or repeats.
        """
        try:
            return super().compress(data_list)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                "Такої хвилини за київським часом немає або вона трапляється двічі: "
                "цієї ночі переводять годинник. Оберіть інший час.",
                code="ambiguous_timezone",
            ) from None


class KyivTimeWidget(AdminSplitDateTime):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = "__all__"  # what is shown, and to whom, the admin says
        field_classes = {"published_at": KyivTimeField}

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
            self.initial.get("state") == "published"
            and published_at is not None
            and published_at <= timezone.now()
        )

    def _save_m2m(self):
        """Make the new tags first; somebody else may have made them since they were checked."""
        if "tags" in self.cleaned_data:
            self.cleaned_data["tags"] = [
                tag if tag.pk else Tag.objects.get_or_make(tag.name)[0]
                for tag in self.cleaned_data["tags"]
            ]
        super()._save_m2m()
