"""What only the newsroom needs of each request: sessions, who is signed in, messages.

Everywhere else a cookie is neither read nor set, renewed or removed, and nobody waits for it.
Django would answer a cookie that it can't make sense of by another one, on whatever page is asked
for, with `Vary: Cookie`: one reader's broken cookie would change what a cache gives to everybody.
"""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.urls import reverse

from portal.proxies import reader_of


class NewsroomOnly:
    """Step aside for everything that isn't under `/admin/`."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.newsroom = reverse("admin:index")

    def __call__(self, request):
        if request.path_info.startswith(self.newsroom):
            return super().__call__(request)
        return self.get_response(request)


class Sessions(NewsroomOnly, SessionMiddleware):
    def __call__(self, request):
        if request.path_info.startswith(self.newsroom):
            request.reader = reader_of(request.META)  # for the bounds on signing in
        else:
            request.COOKIES = {}
        return super().__call__(request)


class Authentication(NewsroomOnly, AuthenticationMiddleware):
    pass


class Messages(NewsroomOnly, MessageMiddleware):
    pass
