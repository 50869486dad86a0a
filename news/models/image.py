"""The pictures of the newsroom: an `Image` is one re-encoded master and what is made from it.

Saving stores the master and one quick JPEG, which pages show at once; the renditions in all sizes
and formats are made outside the request (news/renditions.py). The files follow the row: they are
written before it is committed, and what no row means any more is removed after. A failure on the
way leaves neither.
"""

from contextlib import ExitStack
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, router, transaction
from django.urls import reverse

from news import images
from ukrainian.folding import fold

WORDS = {"alt", "caption", "credit"}
# What follows from a file that was given: never taken from an object that was read earlier.
TAKEN = {"file", "width", "height", "digest", "fingerprint", "trouble"}


class ImageQuerySet(models.QuerySet):
    def delete(self):
        """Delete the rows, and their files after the commit; the admin deletes many this way."""
        with transaction.atomic():
            gone = [(image.pk, image.paths()) for image in self]
            deleted = super().delete()
            for pk, paths in gone:
                remove_after_commit(pk, paths)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True

    def unused(self):
        """Keep what is neither a cover nor shown in a text."""
        return self.filter(articles=None, uses=None)


class Image(models.Model):
    # Not an ImageField: its form would let Pillow open the upload before our own bounds, and say
    # in other words what is wrong. The length is more than a file system allows a name, for the
    # form refuses an upload by the length of a name that we never use.
    file = models.FileField(
        "файл",
        upload_to="originals/%Y/%m/",
        max_length=300,
        help_text="JPEG, PNG, WebP або AVIF, до 20 МБ і до 50 мегапікселів.",
    )
    alt = models.CharField(
        "опис для незрячих",
        max_length=250,
        blank=True,
        help_text="Що видно на зображенні, одним реченням. Його читають уголос; без нього "
        "статтю не опублікувати.",
    )
    caption = models.CharField(
        "підпис", max_length=300, blank=True, help_text="Що читач прочитає під зображенням."
    )
    credit = models.CharField(
        "автор", max_length=150, blank=True, help_text="Хто зняв чи намалював."
    )
    # The words folded, for the search of the library: SQLite knows no capital Cyrillic letters.
    key = models.TextField(editable=False, default="")
    focal_x = models.FloatField(
        "головна точка, зліва",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Частка ширини, від 0 до 1: довкола цієї точки обрізаються картки.",
    )
    focal_y = models.FloatField(
        "головна точка, згори",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Частка висоти, від 0 до 1.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(max_length=32, editable=False, default="")
    # Of the renditions that exist; empty while there is only the quick JPEG.
    fingerprint = models.CharField(max_length=16, editable=False, default="")
    # Why the renditions could not be made, for who mends it; empty when nothing went wrong.
    trouble = models.CharField(max_length=200, editable=False, default="")
    created_at = models.DateTimeField("додано", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "зображення"
        verbose_name_plural = "зображення"

    def __str__(self):
        return self.alt or self.caption or f"Зображення № {self.pk}"

    def save(self, **kwargs):
        """Save; a new file with its master and the quick JPEG.

        The renditions aren't made here: call `renditions.later(image)` in a request, or
        `renditions.make(image)` where one may wait. Until then pages show the quick JPEG of a new
        file, and the renditions of the old focal point. Raises ValidationError when the file was
        not cleaned and can't be used.
        """
        self.key = fold(f"{self.alt} {self.caption} {self.credit}")
        fields = kwargs.get("update_fields")
        if fields is not None:
            fields = {*fields, "key"} if WORDS.intersection(fields) else set(fields)
            kwargs["update_fields"] = fields
            if "file" not in fields:
                super().save(**kwargs)
                return
            kwargs["update_fields"] = TAKEN.union(fields)
        is_new_file = self.take_file()
        with ExitStack() as undo:
            with transaction.atomic():
                stored = self.row().select_for_update().first() if self.pk else None
                if is_new_file:
                    undo.callback(setattr, self, "fingerprint", self.fingerprint)
                    undo.callback(setattr, self, "file", self.file.file)
                    undo.callback(lambda: images.remove([self.file.name]))
                    quick, self.fingerprint, self.trouble = self.file.file.quick, "", ""
                elif stored:
                    # Somebody may have given another file since this object was read.
                    for field in TAKEN:
                        setattr(self, field, getattr(stored, field))
                super().save(**kwargs)
                if is_new_file:
                    known = stored.paths() if stored else []
                    if self.quick_path not in known:
                        undo.callback(images.remove, [self.quick_path])
                    images.store(self.quick_path, quick)
                    remove_after_commit(self.pk, known)
            undo.pop_all()

    def delete(self, **kwargs):
        """Delete the row, and its files after the commit."""
        with transaction.atomic():
            stored = self.row().select_for_update().first()
            deleted = super().delete(**kwargs)
            if stored:
                remove_after_commit(stored.pk, stored.paths())
        return deleted

    def clean(self):
        """Refuse a file that can't be shown, in words for the editor.

        Raises ValidationError.
        """
        try:
            self.take_file()
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
        if self.file and self.is_behind() and not self.has_file():
            raise ValidationError("Файла цього зображення немає в сховищі. Завантажте його знову.")

    def take_file(self):
        """Put the re-encoded master in the place of a file that was just given.

        Returns whether there is a new file. Raises ValidationError when it can't be used.
        """
        if not self.file or self.file._committed:
            return False
        if not isinstance(self.file.file, images.Master):
            self.file = images.reencode(images.decode(self.file))
        master = self.file.file
        self.digest, self.width, self.height = master.digest, master.width, master.height
        return True

    def row(self):
        """Return the queryset of its row as it stands, read where rows are written."""
        return Image.objects.using(router.db_for_write(Image)).filter(pk=self.pk)

    @property
    def look(self):
        """The fingerprint of the renditions of this very picture and focal point."""
        return images.fingerprint(self.digest, self.focal_x, self.focal_y)

    def is_behind(self):
        """Whether its renditions are still to be made, or show another focal point."""
        return self.fingerprint != self.look

    def has_file(self):
        """Whether the master can be read: given just now, or still in the storage."""
        return not self.file._committed or self.file.storage.exists(self.file.name)

    def paths(self):
        """Return the paths of all its files in the storage: master, quick JPEG, renditions."""
        if not self.file:
            return []
        return [self.file.name, self.quick_path, *self.rendition_paths()]

    @property
    def quick_path(self):
        return images.quick_path_of(self.pk, self.digest)

    def rendition_paths(self):
        """Return the paths of the renditions that exist, by the row."""
        if not self.fingerprint:
            return []
        return [
            images.path_of(self.pk, self.fingerprint, name, extension)
            for name in images.RENDITIONS
            for extension in images.FORMATS
        ]

    def rendition(self, name):
        """Return the `images.Rendition` of a name of `images.RENDITIONS`, or what stands for it.

        Asks neither the storage nor the database. Raises KeyError for an unknown name.
        """
        size, url = images.size_of(name, self.width, self.height), default_storage.url
        if not self.fingerprint:
            size = images.size_of(images.QUICK, self.width, self.height)
            return images.Rendition(name, *size, {"jpg": url(self.quick_path)})
        urls = {
            extension: url(images.path_of(self.pk, self.fingerprint, name, extension))
            for extension in images.FORMATS
        }
        return images.Rendition(name, *size, urls)

    @property
    def address(self):
        """The address that stays, whatever the file: it leads to today's JPEG."""
        return reverse("image", args=[self.pk])


class ImageUseQuerySet(models.QuerySet):
    def follow(self, article):
        """Note which images the text of a saved article shows: one query when nothing changed."""
        noted = set(self.filter(article=article).values_list("image_id", flat=True))
        shown = images.shown_in(article.body)
        if shown - noted:
            there = Image.objects.filter(pk__in=shown - noted).values_list("pk", flat=True)
            self.bulk_create(
                (self.model(article=article, image_id=pk) for pk in there), ignore_conflicts=True
            )
        if noted - shown:
            self.filter(article=article, image_id__in=noted - shown).delete()


class ImageUse(models.Model):
    """That the text of an article shows an image. Follows from the text, on saving: so the uses of
    an image are counted without reading every text, and no used image is deleted."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="image_uses")
    image = models.ForeignKey(Image, models.PROTECT, related_name="uses")

    objects = ImageUseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "image"], name="image_use_once")]

    def __str__(self):
        return f"{self.article_id} · {self.image_id}"


def remove_after_commit(pk, paths):
    """Remove the files of an image, but for those that its row means when all is committed."""
    if paths:
        transaction.on_commit(partial(remove_unmeant, pk, paths), robust=True)


def remove_unmeant(pk, paths):
    """Remove those of an image's files that its row doesn't mean."""
    image = Image.objects.filter(pk=pk).first()
    images.remove(set(paths).difference(image.paths() if image else ()))
