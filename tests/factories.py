"""Objects for tests, with sensible defaults: give only what the test is about.

The places are the real ones: tests/conftest.py loads the whole register once.
"""

from datetime import timedelta
from io import BytesIO

import PIL.Image
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from news import counting, renditions
from news.models import Article, Image, Tag
from newsroom import preview
from newsroom.models import PreviewLink
from regions.models import Hromada, Oblast

KUPIANSK = "UA63080090000067457"  # Куп’янська міська територіальна громада
KHARKIV_OBLAST = "UA63000000000041885"
KYIV_OBLAST = "UA32000000000030281"
LVIV_OBLAST = "UA46000000000026241"

ROLES = {"author": "Автори", "editor": "Редактори", "admin": "Адміністратори"}


def oblast(katottg=KHARKIV_OBLAST):
    """Return the Oblast of a code."""
    return Oblast.objects.get(katottg=katottg)


def hromada(katottg=KUPIANSK):
    """Return the Hromada of a code, with its oblast."""
    return Hromada.objects.select_related("oblast").get(katottg=katottg)


def make_user(role="editor", username=None, **fields):
    """Make a member of staff with one of the ROLES; the password is "demo-<role>".

    The group is the one that the migration made, with its rights.
    """
    user = get_user_model().objects.create_user(
        username=username or role, password=f"demo-{role}", is_staff=True, **fields
    )
    user.groups.add(Group.objects.get(name=ROLES[role]))
    return user


def make_tag(name="співробітництво", **fields):
    """Return the Tag of a name, made when there is none."""
    return Tag.objects.named(name) or Tag.objects.create(name=name, **fields)


def image_bytes(size=(64, 36), colour=(0, 87, 184), format="JPEG"):
    """Return the bytes of a small picture of one colour; `size` is (width, height) in pixels."""
    file = BytesIO()
    PIL.Image.new("RGB", size, colour).save(file, format)
    return file.getvalue()


def make_image(alt="Майдан перед ратушею", name="square.jpg", content=None, **fields):
    """Make an Image with its renditions, from `content` (bytes) or a picture of one colour."""
    image = upload_image(alt, name, content, **fields)
    renditions.make(image)
    return image


def upload_image(alt="Майдан перед ратушею", name="square.jpg", content=None, **fields):
    """Make an Image as it is right after an upload: with the quick JPEG only."""
    return Image.objects.create(
        file=ContentFile(content or image_bytes(), name=name), alt=alt, **fields
    )


def make_article(
    title="Громада відкрила оновлену бібліотеку",
    *,
    published_at=None,
    hromadas=(),
    oblasts=(),
    tags=(),
    **fields,
):
    """Make an Article: Ukrainian and published an hour ago, unless told otherwise.

    `published_at` is an aware datetime; `hromadas` and `oblasts` are places or their codes, `tags`
    are tags or their names; a hromada brings its oblast.
    """
    defaults = {
        "lead": "Читальна зала працює щодня, крім неділі.",
        "body": "<p>Бібліотека знову приймає читачів.</p>",
        "state": "published",
    }
    article = Article.objects.create(
        title=title,
        published_at=published_at or timezone.now() - timedelta(hours=1),
        **(defaults | fields),
    )
    # Asked for only where there is something to give: most tests' time goes into making articles.
    if tags:
        article.tags.add(*(make_tag(tag) if isinstance(tag, str) else tag for tag in tags))
    if oblasts:
        article.oblasts.add(*(oblast(o) if isinstance(o, str) else o for o in oblasts))
    if hromadas:
        article.hromadas.add(*(hromada(h) if isinstance(h, str) else h for h in hromadas))
        article.bring_oblasts()
    return article


def read(article, times=1, at=None):
    """Have an Article read so many times on the day of Kyiv of an aware datetime (default: now)."""
    counting.add([(article.pk, timezone.localdate(at), times)])


def make_preview(article, **fields):
    """Make a link to the preview of an article, good for a week; return its path."""
    link = PreviewLink.objects.create(
        article=article, **({"expires_at": timezone.now() + timedelta(days=7)} | fields)
    )
    return preview.address_of(link).removeprefix(settings.SITE_URL)
