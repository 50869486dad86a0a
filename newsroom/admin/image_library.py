"""The library of images as scripts ask for it: found, uploaded and described by JSON.

static/js/newsroom/choose-image.js is the other side. Each answer about an image is the same object;
each refusal is `{"error": "…"}` in words for the editor.
"""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from news import renditions
from news.models import Image
from news.sent_images import MAX_BYTES, MEGABYTE
from ukrainian.folding import printable

logger = logging.getLogger(__name__)

NOT_STORED = "Сховище зображень не відповідає або переповнене. Спробуйте за хвилину ще раз."
PAGE = 24  # images
WORDS = ("alt", "caption", "credit")
# What the form around a file of the greatest size may take.
MAX_REQUEST = MAX_BYTES + MEGABYTE


def described(image, may_change):
    """Return what a script needs to know of an Image: its id, words, addresses and pixels.

    `src` is the address that stays, `thumbnail` the smallest picture of it.
    """
    return {
        "id": image.pk,
        **{name: getattr(image, name) for name in WORDS},
        "src": image.address,
        "thumbnail": image.rendition("card-small").urls["jpg"],
        "width": image.width,
        "height": image.height,
        "may_change": may_change,
    }


def refused(message, status=400):
    return JsonResponse({"error": message}, status=status)


class Library:
    """Part of the admin of images: the addresses that scripts ask."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("library/", view(self.library_view), name="news_image_library"),
            path("upload/", view(self.upload_view), name="news_image_upload"),
            path("<int:pk>/words/", view(self.words_view), name="news_image_words"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def library_view(self, request):
        """Give one page of what `?q=` finds, newest first; `?mine=1` only one's own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request)
        if request.GET.get("mine"):
            found = found.filter(created_by=request.user)
        found, _ = self.get_search_results(request, found, request.GET.get("q", ""))
        page = Paginator(found.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
        return JsonResponse(
            {
                "results": [
                    described(image, self.has_change_permission(request, image)) for image in page
                ],
                "count": page.paginator.count,
                "page": page.number,
                "pages": page.paginator.num_pages,
            }
        )

    # Exempt, or Django's middleware would read the whole request, to find the token, before its
    # length is looked at; the token is checked on the next step.
    @method_decorator([csrf_exempt, require_POST])
    def upload_view(self, request):
        """Take one file, with words if they come; answers 201 and the image."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST:
            most = MAX_BYTES // MEGABYTE
            return refused(
                f"Файл заважкий: можна щонайбільше {most} МБ. Зменште зображення.", status=413
            )
        return self._take(request)

    @method_decorator(csrf_protect)
    def _take(self, request):
        file = request.FILES.get("file")
        if file is None:
            return refused("Виберіть файл із зображенням.")
        image = Image(file=file, created_by=request.user, **_words_of(request))
        try:
            image.full_clean()
            image.save()
        except ValidationError as error:
            return refused(" ".join(error.messages))
        except OSError:
            logger.exception("An uploaded picture could not be stored.")
            return refused(NOT_STORED, status=503)
        renditions.later(image)
        self.log_addition(request, image, [{"added": {}}])
        return JsonResponse(described(image, may_change=True), status=201)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def words_view(self, request, pk):
        """Give an image; a POST changes those of its words that are sent."""
        image = Image.objects.filter(pk=pk).first()
        if image is None:
            return refused("Цього зображення вже немає в бібліотеці.", status=404)
        if request.method == "GET":
            if not self.has_view_permission(request, image):
                raise PermissionDenied
            return JsonResponse(described(image, self.has_change_permission(request, image)))
        if not self.has_change_permission(request, image):
            return refused("Змінювати чуже зображення можуть редактори.", status=403)
        words = _words_of(request)
        for name, value in words.items():
            setattr(image, name, value)
        try:
            image.clean_fields(
                exclude=[field.name for field in Image._meta.fields if field.name not in words]
            )
        except ValidationError as error:
            return refused(" ".join(error.messages))
        if words:
            image.save(update_fields=list(words))
            labels = [Image._meta.get_field(name).verbose_name for name in words]
            self.log_change(request, image, [{"changed": {"fields": labels}}])
        return JsonResponse(described(image, may_change=True))


def _words_of(request):
    sent = {name: printable(request.POST[name]) for name in WORDS if name in request.POST}
    return {name: " ".join(words.split()) for name, words in sent.items()}
