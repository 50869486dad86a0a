"""Cookies are the newsroom's: no other page reads, sets, renews or removes one.

Django answers a cookie that it can't make sense of by another one, or by removing it, on whatever
page is asked for, with `Vary: Cookie`: one reader's broken cookie would change what everybody gets
from a cache in front of the portal.
"""

from django.urls import reverse


class CookiesOfNewsroom:
    """Hide what cookies a browser sends from everything that isn't under `/admin/`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(reverse("admin:index")):
            request.COOKIES = {}
        return self.get_response(request)
