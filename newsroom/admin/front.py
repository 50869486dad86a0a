"""An article's own way to the top of the front page, beside its form."""

from urllib.parse import urlencode

from django.urls import reverse

from news.models import Pin


class GoesToFront:
    """Part of the admin of articles."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and self.may_publish(request):
            context["front"] = self._front(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _front(self, article):
        """Return what newsroom/to_front.html needs, or None for what can't stand there."""
        if not (article.is_published() or article.is_scheduled()):
            return None
        address = f"{reverse('admin:front')}?{urlencode({'language': article.language})}"
        pins = Pin.objects.filter(page__language=article.language)
        kept = [pin.article_id for pin in pins if not pin.is_over()]
        place = kept.index(article.pk) + 1 if article.pk in kept else 0
        return {"url": address, "article": article, "place": place}
