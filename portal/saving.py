"""Readers who save data say so by a header, and the page they get is another one.

templates/base.html puts the class `light-mode` on the page of whoever sends `Save-Data: on` (the
Save-Data draft of the W3C's WICG), so that its pictures wait to be asked for.
"""

from django.utils.cache import patch_vary_headers


class VaryBySaveData:
    """Tell caches that a page of HTML depends on `Save-Data`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Save-Data"])
        return response
