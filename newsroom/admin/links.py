"""Outside links of published articles: which are dead, since when, and where they stand."""

from django.contrib import admin, messages
from django.db.models import Count, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from news.models import Article
from newsroom.models import Link, LinkUse
from newsroom.models.link import LinkState
from regions.admin.choices import folded_words
from regions.admin.wording import WordedAdmin
from ukrainian.plurals import counted

SHOWN = 3  # articles in a line of the list
SHOWN_ON_PAGE = 200


class StateFilter(admin.SimpleListFilter):
    title = "стан"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("dead", "не працюють"),
            ("failing", "перший збій"),
            ("warning", "недоступні нам"),
            ("alive", "працюють"),
            ("unchecked", "ще не перевірені"),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in LinkState else queryset


@admin.register(Link)
class LinkAdmin(WordedAdmin):
    """Made and checked by `check_links`; here they are only read, and asked for again."""

    accusative = "посилання"
    list_display = ["shown", "verdict", "since", "checked", "where"]
    list_display_links = None
    list_filter = [StateFilter]
    search_fields = ["url"]
    search_help_text = "Частина адреси"
    # What gives trouble longest comes first, on every database.
    ordering = [F("failing_since").asc(nulls_last=True), "url"]
    fields = ["shown", "verdict", "since", "checked", "everywhere"]
    readonly_fields = fields
    actions = ["recheck"]

    class Media:
        css = {"all": ["css/newsroom/links.css"]}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """With `number`, how many articles lead there, and `newest`, the first few of them.

        An address that thousands of articles have in common must not load them all.
        """
        uses = LinkUse.objects.filter(link=OuterRef("pk")).order_by()
        number = uses.values("link").annotate(number=Count("pk")).values("number")
        newest = Article.objects.only("title").order_by("-published_at", "-pk")[:SHOWN]
        return (
            super()
            .get_queryset(request)
            .annotate(number=Coalesce(Subquery(number), 0))
            .prefetch_related(Prefetch("articles", newest, to_attr="newest"))
        )

    def get_search_results(self, request, queryset, search_term):
        for word in folded_words(search_term):
            queryset = queryset.filter(url__icontains=word)
        return queryset, False

    @admin.display(description="адреса", ordering="url")
    def shown(self, link):
        return format_html(
            '<a href="{0}" rel="noopener noreferrer external" class="address">{1}</a>',
            link.url,
            link.readable(),
        )

    @admin.display(description="стан", ordering="state")
    def verdict(self, link):
        return format_html(
            '<span class="stage link-{}">{}</span> {}',
            *(link.state, link.get_state_display(), link.problem),
        )

    @admin.display(description="від", ordering="failing_since")
    def since(self, link):
        return _day(link.failing_since)

    @admin.display(description="перевірено", ordering="checked_at")
    def checked(self, link):
        if link.due_at is None:
            return "чекає на перевірку"
        return _day(link.checked_at)

    @admin.display(description="статті")
    def where(self, link):
        more = link.number - len(link.newest)
        rest = f"і ще {counted(more, 'стаття', 'статті', 'статей')}" if more > 0 else ""
        return format_html("{}{}", _list(link.newest), rest)

    @admin.display(description="статті")
    def everywhere(self, link):
        articles = link.articles.only("title").order_by("-published_at", "-pk")
        return _list(articles[:SHOWN_ON_PAGE])

    @admin.action(description="Перевірити знову", permissions=["view"])
    def recheck(self, request, queryset):
        """Mark links as due: the next run of `check_links` asks them, not this request."""
        number = Link.objects.filter(pk__in=queryset.order_by().values("pk")).update(due_at=None)
        self.message_user(
            request,
            f"Буде перевірено {counted(number, 'посилання', 'посилання', 'посилань')} "
            "під час найближчої перевірки, зазвичай уночі.",
            messages.SUCCESS,
        )


def _list(articles):
    """Return a list of articles, each leading to its form, as HTML."""
    rows = (
        (reverse("admin:news_article_change", args=[article.pk]), article.title)
        for article in articles
    )
    items = format_html_join("", '<li><a href="{}">{}</a></li>', rows)
    return format_html('<ul class="places">{}</ul>', items)


def _day(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y}" if moment else "—"
