"""The site's own addresses, and one of a page that breaks: so that error 500 can be looked at."""

from django.urls import path

from portal.urls import urlpatterns as of_the_site

BROKEN = "broken/"


def broken(request):
    raise RuntimeError("broken for a test")


urlpatterns = [path(BROKEN, broken), path(f"en/{BROKEN}", broken), *of_the_site]
