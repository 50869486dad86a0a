"""The hand-picked cards «Читайте також» in the form of an article."""

from django import forms
from django.contrib import admin

from news.models import Article, ReadAlso
from regions.admin.choices import ChoosesByLabel

MAX_PICKS = 4  # cards under an article


class ReadAlsoForm(forms.ModelForm):
    def clean(self):
        """Refuse the article itself. Raises ValidationError."""
        cleaned = super().clean()
        if cleaned.get("to") and cleaned["to"].pk == self.instance.article_id:
            self.add_error("to", "Стаття не може радити саму себе.")
        return cleaned


class ReadAlsoFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Refuse a new card of an article that is picked already, by a row that this form doesn't
        know: somebody else added it. Raises ValidationError."""
        super().clean()
        added = [form for form in self.extra_forms if form.cleaned_data.get("to")]
        if not added or self.instance.pk is None:
            return
        known = [form.instance.pk for form in self.initial_forms]
        stored = set(self.instance.picks.exclude(pk__in=known).values_list("to_id", flat=True))
        for form in added:
            if form.cleaned_data["to"].pk in stored and form not in self.deleted_forms:
                form.add_error("to", "Цю статтю тут уже радять. Оновіть сторінку, щоб побачити.")
                raise forms.ValidationError("Картка «Читайте також» уже є.")


class ReadAlsoInline(ChoosesByLabel, admin.TabularInline):
    """The hand-picked cards. They belong to the article: who may change it may change them."""

    model = ReadAlso
    form = ReadAlsoForm
    formset = ReadAlsoFormSet
    fk_name = "article"
    fields = ["to", "position"]
    autocomplete_fields = ["to"]
    verbose_name = "додати картку"  # stands on the button
    verbose_name_plural = "Читайте також (до чотирьох карток, решту добере портал)"
    extra = 0
    max_num = MAX_PICKS

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)

    def _may_change(self, request, article):
        articles = self.admin_site.get_model_admin(Article)
        if article is None or article.pk is None:
            return articles.has_add_permission(request)
        return articles.has_change_permission(request, article)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(Article).has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)
