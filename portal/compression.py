"""Text is compressed on its way; pictures are small already. The page cache packs pages itself."""

from django.middleware.gzip import GZipMiddleware

from portal import policy

TEXTS = ("text/", "application/", "image/svg+xml")


class CompressedText(GZipMiddleware):
    """Django's own gzip, with its padding against BREACH, for what it makes smaller."""

    def process_response(self, request, response):
        if "portal.page" in request.META or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        # Packed, it would not be found any more.
        response.style = "" if response.streaming else policy.style_of(response.content)
        return super().process_response(request, response)
