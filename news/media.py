"""Pictures that readers may fetch: the re-encoded renditions, and ornaments drawn on the way."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve

from news.ornament import ornament_svg

YEAR = 365 * 24 * 3600


@require_safe
def rendition(request, path):
    """Serve one rendition from disk; its address changes with its content. Never an original."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT / "renditions")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@require_safe
def ornament(request, seed):
    """Draw the ornament of a place's code (or of any word of 40 characters or less)."""
    response = HttpResponse(ornament_svg(seed[:40]), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={30 * 24 * 3600}"
    return response
