"""Addresses of the portals that articles came from: what would be not found is looked up once."""

import re

from django.http import HttpResponsePermanentRedirect

from news.models import FormerAddress
from portal.areas import API, NEWSROOM

# WordPress gives every post a second address at the front page, and networks share that one.
SHORT = re.compile(r"p=\d{1,18}")
# Where no article has ever stood.
OURS = (NEWSROOM, API, "/media/", "/preview/", "/static/")


class FormerAddresses:
    """Lead from a former address to today's, 301. Other answers than «not found» cost nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/" and SHORT.fullmatch(request.META.get("QUERY_STRING", "")):
            return self.led(request) or self.get_response(request)
        response = self.get_response(request)
        if response.status_code == 404 and not request.path_info.startswith(OURS):
            return self.led(request) or response
        return response

    def led(self, request):
        """Return the redirect for a request, or None."""
        if request.method not in ("GET", "HEAD"):
            return None
        query = request.META.get("QUERY_STRING", "")
        article = FormerAddress.objects.article_at(request.path_info, query)
        return article and HttpResponsePermanentRedirect(article.get_absolute_url())
