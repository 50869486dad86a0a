"""The language of a page is the language of its address, and of nothing else.

Django's LocaleMiddleware also asks cookies and Accept-Language, and sends `Vary` for them, so that
one address would have several bodies. Our addresses have one each: `/en/…` is English, the rest
Ukrainian.
"""

from django.utils import translation


def language_of(path):
    """Return the language of a path: "en" under `/en/`, "uk" elsewhere."""
    return "en" if f"{path}/".startswith("/en/") else "uk"


class LanguageOfAddress:
    """Activate the language of the address; say so in Content-Language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
