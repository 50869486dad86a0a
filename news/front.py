"""The front page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from news import counting
from news.lists import popular_tags
from news.views import public
from regions.map import read_map
from regions.models import Oblast

FRONT_NEWS = 13  # one lead story and twelve cards


@require_safe
def front(request):
    newest = list(public().with_cards()[:FRONT_NEWS])
    return render(
        request,
        "news/front.html",
        {
            "first": newest[0] if newest else None,
            "newest": newest[1:],
            "most_read": counting.most_read(public(), days=7, count=5),
            "tags": popular_tags(16),
            "map": read_map(),
            "oblasts": Oblast.objects.in_bulk(field_name="katottg"),
        },
    )
