"""One search over everything of the newsroom: articles, images, tags, places, accounts.

Each list finds as its own page does, so that Ukrainian letters, cases of letters and apostrophes
are minded everywhere alike.
"""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from news.models import Article, Image, Tag
from newsroom import states
from newsroom.blocks import Block, Row, admin_of, article_row, changelist, image_row
from newsroom.models import Starter
from regions.admin.choices import MAX_TERM
from regions.admin.places import PlaceAdmin, telling_words
from regions.models import Hromada, Oblast, Settlement

MODELS = (Article, Hromada, Oblast, Settlement, Tag, Image, Starter)
SHOWN = 8  # rows of each


def page(request, site):
    """What was found for `?q=`, in the frame of the admin `site`."""
    term = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_TERM]
    found = find(request, term) if term else []
    context = site.each_context(request) | {
        "title": "Пошук у редакції",
        "term": term,
        "blocks": found,
    }
    return TemplateResponse(request, "newsroom/found.html", context)


def find(request, term):
    """Return the Blocks of what whom makes the request may see and a term finds.

    Two queries a kind at most, SHOWN rows each; a kind of which nothing is found has no block.
    """
    blocks = []
    for model in MODELS:
        model_admin = admin_of(model)
        if not model_admin or not model_admin.has_view_permission(request):
            continue
        if isinstance(model_admin, PlaceAdmin) and not telling_words(term):
            continue  # «громада» and «область» stand in every name and find all of them
        rows = rows_of(model_admin, request, term)
        if rows:
            more = changelist(model, urlencode({"q": term})) if len(rows) > SHOWN else ""
            title = str(model._meta.verbose_name_plural)
            blocks.append(
                Block(
                    model._meta.model_name,
                    title[:1].upper() + title[1:],
                    rows[:SHOWN],
                    number=f"{SHOWN}+" if more else f"{len(rows)}",
                    more=more,
                    more_text="Показати все знайдене",
                )
            )
    return blocks


def rows_of(model_admin, request, term):
    """Return up to SHOWN + 1 Rows of what a ModelAdmin finds for a term."""
    listed = model_admin.get_queryset(request)
    found, has_doubles = model_admin.get_search_results(request, listed, term)
    if has_doubles:
        found = found.distinct()
    if model_admin.model is Article:
        # Only ids are sorted: with whole rows the views of all that was found would be summed up.
        keys = found.order_by(*model_admin.get_ordering(request)).values_list("pk", flat=True)
        keys = list(keys[: SHOWN + 1])
        rows = Article.objects.defer("lead", "body", "import_digests").in_bulk(keys)
        return [row_of(model_admin, rows[pk]) for pk in keys]
    return [row_of(model_admin, each) for each in found[: SHOWN + 1]]


def row_of(model_admin, found):
    """Return the Row of what was found, by the label that its admin gives it in choices."""
    if isinstance(found, Article):
        return article_row(found, states.describe(found))
    if isinstance(found, Image):
        return image_row(found)
    opts = found._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[found.pk])
    return Row(model_admin.choice_label(found), address)
