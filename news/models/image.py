"""The pictures of the newsroom: an `Image` is one re-encoded master and its renditions.

The files follow the row: they are written before it is committed, and what no row means any more
is removed after. A failure on the way leaves neither.
"""

from contextlib import ExitStack
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, router, transaction

from news import images

# What follows from a file that was given, and what a picture's look depends on.
TAKEN = {"file", "width", "height", "digest", "fingerprint"}
LOOK = TAKEN | {"focal_x", "focal_y"}


class ImageQuerySet(models.QuerySet):
    def delete(self):
        """Delete the rows, and their files after the commit; the admin deletes many this way."""
        with transaction.atomic():
            gone = [(image.pk, image.paths()) for image in self]
            deleted = super().delete()
            for pk, paths in gone:
                _remove_after_commit(pk, paths)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


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
        help_text="Що видно на зображенні, одним реченням. Його читають уголос.",
    )
    caption = models.CharField("підпис", max_length=300, blank=True)
    credit = models.CharField(
        "автор", max_length=150, blank=True, help_text="Хто зняв чи намалював."
    )
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
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(max_length=32, editable=False, default="")
    fingerprint = models.CharField(max_length=16, editable=False, default="")
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
        """Save with everything that follows from the file: the master and its renditions.

        Takes about 1.5 s of one processor when the file or the focal point is new. Raises
        ValidationError when the file was not cleaned and can't be used.
        """
        fields = kwargs.get("update_fields")
        if fields is not None:
            if not LOOK.intersection(fields):
                super().save(**kwargs)
                return
            kwargs["update_fields"] = LOOK.union(fields)
        is_new_file = self.take_file()
        if not is_new_file:
            self.catch_up()
        known = self.fingerprint
        with ExitStack() as undo:
            undo.callback(setattr, self, "fingerprint", known)
            renditions = self.render()
            with transaction.atomic():
                stored = self.row().select_for_update().first()
                if stored and stored.fingerprint != known and not is_new_file:
                    undo.pop_all()  # somebody was quicker: begin again from theirs
                    self.save(**kwargs)
                    return
                if is_new_file:
                    undo.callback(setattr, self, "file", self.file.file)
                    undo.callback(lambda: images.remove([self.file.name]))
                super().save(**kwargs)
                for (name, extension), content in renditions.items():
                    path = images.path_of(self.pk, self.fingerprint, name, extension)
                    undo.callback(images.remove, [path])
                    images.store(path, content)
                if stored and (is_new_file or renditions):
                    _remove_after_commit(self.pk, stored.paths())
            undo.pop_all()

    def delete(self, **kwargs):
        """Delete the row, and its files after the commit."""
        with transaction.atomic():
            stored = self.row().select_for_update().first()
            deleted = super().delete(**kwargs)
            if stored:
                _remove_after_commit(stored.pk, stored.paths())
        return deleted

    def clean(self):
        """Refuse a file that can't be shown, in words for the editor.

        Raises ValidationError.
        """
        try:
            self.take_file()
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
        if self.file and self.is_changed() and not self.has_file():
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

    def catch_up(self):
        """Take over the file of the row, when it was changed since this object was read.

        The files that this object knows are gone then; its own words and focal point stay.
        """
        stored = self.row().first()
        if stored and stored.fingerprint != self.fingerprint:
            for field in TAKEN:
                setattr(self, field, getattr(stored, field))

    def render(self):
        """Make the renditions when there are none of this very picture and focal point.

        Returns {(name, format): bytes}, empty when nothing is to be done. This is the slow part of
        saving: it writes nothing but the fingerprint, and that only on the object.
        """
        if not self.file or not self.is_changed():
            return {}
        with self.file.open() as master:
            made = images.render(master, (self.focal_x, self.focal_y))
        self.fingerprint = images.fingerprint(self.digest, self.focal_x, self.focal_y)
        return made

    def is_changed(self):
        """Whether the renditions that were made last show another picture or focal point."""
        return self.fingerprint != images.fingerprint(self.digest, self.focal_x, self.focal_y)

    def has_file(self):
        """Whether the master can be read: given just now, or still in the storage."""
        return not self.file._committed or self.file.storage.exists(self.file.name)

    def paths(self):
        """Return the paths of all its files in the storage: the master, then the renditions."""
        if not self.file:
            return []
        return [self.file.name] + [
            images.path_of(self.pk, self.fingerprint, name, extension)
            for name in images.RENDITIONS
            for extension in images.FORMATS
        ]

    def rendition(self, name):
        """Return the `images.Rendition` of a name of `images.RENDITIONS`.

        Asks neither the storage nor the database. Raises KeyError for an unknown name.
        """
        width, height = images.size_of(name, self.width, self.height)
        urls = {
            extension: default_storage.url(
                images.path_of(self.pk, self.fingerprint, name, extension)
            )
            for extension in images.FORMATS
        }
        return images.Rendition(name, width, height, urls)


def _remove_after_commit(pk, paths):
    """Remove the files of an image, but for those that its row means when all is committed."""
    transaction.on_commit(partial(_remove_unused, pk, paths), robust=True)


def _remove_unused(pk, paths):
    image = Image.objects.filter(pk=pk).first()
    images.remove(set(paths).difference(image.paths() if image else ()))
