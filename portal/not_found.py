"""The portal's own 404 page also with DEBUG on, where Django would list the addresses it knows.

The demo newsroom runs with DEBUG on, and who mistypes an address there is a visitor.
"""

from django.http import HttpResponseNotFound
from django.views.defaults import page_not_found


class OwnNotFound:
    """Replace Django's technical 404 page; what a view answered by itself stays."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if type(response) is HttpResponseNotFound:
            return page_not_found(request, None)
        return response
