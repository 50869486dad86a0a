"""The list of articles: its tabs, its columns, and one page of it read by ids.

An archive has tens of thousands of articles with long texts. Counting, sorting and skipping is done
on ids alone; whole rows, their places and views are read for the page that is shown.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage
from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html

from news.models import Article
from news.models.article import Language, State
from newsroom import states
from newsroom.admin.article_filters import MINE, STAGES, WAITING
from newsroom.statistics.subject import ARTICLE, address_of
from ukrainian.plurals import grouped

SHOWN_HROMADAS = 2  # in a line of the list
TONGUES = {Language.UKRAINIAN: "укр.", Language.ENGLISH: "англ."}


@dataclass(frozen=True)
class Tab:
    """A link above the list: what it keeps and how many there are (None: not counted)."""

    label: str
    query: str
    count: int | None
    is_current: bool
    is_waiting: bool = False


class ArticleList(ChangeList):
    def get_results(self, request):
        """Set what Django's list sets, reading whole rows for the page alone.

        What a search found is asked once for its number and its page: it reads every text.
        """
        keys = self.queryset.values_list("pk", flat=True)
        if self.query:
            keys = list(keys)
        paginator = self.model_admin.get_paginator(request, keys, self.list_per_page)
        self.paginator = paginator
        self.result_count = paginator.count
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.show_full_result_count, self.full_result_count = False, None
        self.show_admin_actions = True
        if not self.multi_page or (self.show_all and self.can_show_all):
            page = keys
        else:
            try:
                page = paginator.page(self.page_num).object_list
            except InvalidPage as error:
                raise IncorrectLookupParameters from error
        self.result_list = rows(list(page))
        self.tabs = self.get_tabs(request)

    def get_tabs(self, request):
        """Return the Tabs with the numbers of all that the account sees: three queries."""
        if self.is_popup:
            return []
        seen = self.root_queryset.order_by()
        by_state = dict(seen.values_list("state").annotate(number=Count("pk")))
        now = timezone.now()
        scheduled = seen.filter(state=State.PUBLISHED, published_at__gt=now).count()
        mine = seen.filter(state=State.DRAFT, created_by=request.user).count()
        numbers = by_state | {
            MINE: mine,
            "scheduled": scheduled,
            State.PUBLISHED: by_state.get(State.PUBLISHED, 0) - scheduled,
        }
        shown = [(value, label) for value, label in STAGES if self._has_tab(value, by_state, mine)]
        chosen = self.filter_params.get("state", [""])[-1]
        return [
            Tab("Усі", "?", None, not chosen),
            *(
                Tab(
                    label,
                    f"?state={value}",
                    numbers.get(value, 0),
                    chosen == value,
                    value == WAITING and numbers.get(value, 0) > 0,
                )
                for value, label in shown
            ),
        ]

    def _has_tab(self, value, by_state, mine):
        """All drafts have a tab only where they aren't all one's own."""
        return value != State.DRAFT or by_state.get(State.DRAFT, 0) != mine


def rows(keys):
    """Return the articles of a list of ids, in its order, with all that a line shows."""
    articles = (
        Article.objects.filter(pk__in=keys)
        .with_views()
        .select_related("created_by")
        .defer("body", "lead", "import_digests")
        .prefetch_related("hromadas")
    )
    found = {article.pk: article for article in articles}
    return [found[key] for key in keys if key in found]


class Lists:
    """Part of the admin of articles: the columns of their list."""

    list_display = ["heading", "stage", "published", "writer", "places", "tongue", "views"]

    def get_changelist(self, request, **kwargs):
        return ArticleList

    @admin.display(description="заголовок", ordering="title")
    def heading(self, article):
        """The link to the form, which has words also while the article has no title."""
        return str(article)

    @admin.display(description="стан", ordering="state")
    def stage(self, article):
        """The state as a word on a colour (static/css/admin.css)."""
        stage = states.stage_of(article)
        is_scheduled = stage is states.Stage.SCHEDULED
        words = "заплановано" if is_scheduled else article.get_state_display()
        return format_html('<span class="stage stage-{}">{}</span>', stage, words)

    @admin.display(description="дата", ordering="published_at")
    def published(self, article):
        """The date for readers; of what they don't see also when it was saved last."""
        date, saved = article.published_at, timezone.localtime(article.saved_at)
        words = f"{timezone.localtime(date):%d.%m.%Y %H:%M}" if date else ""
        if article.state == State.PUBLISHED:
            return words
        return format_html(
            '{}<span class="since">збережено {}</span>', words, f"{saved:%d.%m %H:%M}"
        )

    @admin.display(description="створив", ordering="created_by__username")
    def writer(self, article):
        user = article.created_by
        return user and (user.get_full_name() or user.get_username())

    @admin.display(description="мова", ordering="language")
    def tongue(self, article):
        return TONGUES.get(article.language, article.language)

    @admin.display(description="громади")
    def places(self, article):
        names = [hromada.short_name for hromada in article.hromadas.all()]
        more = len(names) - SHOWN_HROMADAS
        shown = ", ".join(names[:SHOWN_HROMADAS])
        return f"{shown} і ще {more}" if more > 0 else shown

    @admin.display(description="перегляди", ordering="views")
    def views(self, article):
        return format_html(
            '<a href="{}">{}</a>', address_of(ARTICLE, article.pk), grouped(article.views)
        )
