"""Topics. Case, spaces and apostrophes make no second tag, and an address once given lives on."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.translation import get_language

from ukrainian.folding import fold, mend, unmixed
from ukrainian.slugs import slugify, transliterate
from ukrainian.sorting import sort_key


class TagQuerySet(models.QuerySet):
    def named(self, name):
        """Return the tag that `name` means, whatever its case, spaces and apostrophes, or None.

        A Latin letter that looks like the Cyrillic one makes no other name either.
        """
        return self.filter(key=fold(unmixed(name))).first()

    def get_or_make(self, name):
        """Return `(tag, created)` for a name, like get_or_create, but by the folded name.

        Whoever else makes the same tag, or one of the same address, at this moment: both get it.
        """
        for _attempt in range(2):
            tag = self.named(name)
            if tag:
                return tag, False
            try:
                with transaction.atomic():
                    return self.create(name=name), True
            except IntegrityError:
                continue
        tag = self.named(name)
        return (tag, False) if tag else (self.create(name=name), True)

    def public(self, at=None):
        """Keep those that an article carries which is public at the aware datetime `at` (default:
        now): the name of another can tell what is still being written."""
        articles = self.model._meta.get_field("articles").related_model.objects.published(at)
        return self.filter(models.Exists(articles.filter(tags=models.OuterRef("pk")).order_by()))


class Tag(models.Model):
    name = models.CharField(
        "назва", max_length=100, help_text="Малою літерою, як у реченні: «співробітництво»."
    )
    name_en = models.CharField(
        "назва англійською",
        max_length=100,
        blank=True,
        help_text="Без неї англійські сторінки показують назву латинськими літерами.",
    )
    slug = models.SlugField(
        "адреса",
        max_length=100,
        unique=True,
        blank=True,
        help_text="Залиште порожньою, і вона складеться з назви. Стара адреса вестиме на нову.",
    )
    description = models.TextField("опис", blank=True, help_text="Одне-два речення для читача.")
    description_en = models.TextField("опис англійською", blank=True)
    key = models.CharField(max_length=100, unique=True, editable=False)
    order = models.CharField(max_length=120, editable=False, db_index=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = "тег"
        verbose_name_plural = "теги"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.derive()
        with transaction.atomic():
            old_slug = (
                Tag.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
                if self.pk
                else None
            )
            super().save(**kwargs)
            FormerTagSlug.objects.filter(slug=self.slug).delete()
            if old_slug and old_slug != self.slug:
                FormerTagSlug.objects.update_or_create(slug=old_slug, defaults={"tag": self})

    def get_absolute_url(self):
        return reverse("tag", args=[self.slug])

    def clean(self):
        """Refuse a name that another tag has already, in words that name it.

        Raises ValidationError.
        """
        self.name = unmixed(mend(self.name))
        twin = Tag.objects.filter(key=fold(self.name)).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError({"name": f"Такий тег уже є: «{twin.name}». Оберіть його."})
        if not slugify(self.name):
            raise ValidationError({"name": "У назві тегу має бути хоча б одна літера чи цифра."})

    def derive(self):
        """Set what follows from the name: the folded key, the sort key and an empty slug."""
        self.name = unmixed(mend(self.name))
        self.key = fold(self.name)
        self.order = sort_key(self.name)
        if not self.slug:
            stem = slugify(self.name) or "tag"
            # Nor is the old address of another tag free: readers have links to it.
            taken = {
                *Tag.objects.filter(slug__startswith=stem)
                .exclude(pk=self.pk)
                .values_list("slug", flat=True),
                *FormerTagSlug.objects.filter(slug__startswith=stem)
                .exclude(tag=self.pk)
                .values_list("slug", flat=True),
            }
            number = 1
            self.slug = stem
            while self.slug in taken:
                number += 1
                self.slug = f"{stem}-{number}"

    def merge_into(self, other):
        """Give what carries this tag and its addresses to the Tag `other` and delete this one.

        Returns the number of articles that carried this tag. Raises ValueError for merging a tag
        into itself.
        """
        if other.pk == self.pk:
            raise ValueError("a tag cannot be merged into itself")
        with transaction.atomic():
            count = self.articles.count()
            # Articles, and whatever else has tags: the newsroom's beginnings of articles do.
            for relation in self._meta.get_fields(include_hidden=True):
                if relation.many_to_many and relation.auto_created:
                    self._hand_over(relation, other)
            FormerTagSlug.objects.filter(tag=self).update(tag=other)
            slug = self.slug
            self.delete()
            FormerTagSlug.objects.update_or_create(slug=slug, defaults={"tag": other})
        return count

    def _hand_over(self, relation, other):
        """Make the rows that carry this tag by a many-to-many `relation` carry `other`, once."""
        owner = relation.field.m2m_field_name() + "_id"
        tag = relation.field.m2m_reverse_field_name() + "_id"
        rows = relation.through._base_manager
        both = rows.filter(**{tag: other.pk}).values(owner)
        rows.filter(**{tag: self.pk, f"{owner}__in": both}).delete()
        rows.filter(**{tag: self.pk}).update(**{tag: other.pk})

    @property
    def title(self):
        """The name in the language of the page; without an English name, in Latin letters."""
        if get_language() == "en":
            return self.name_en or transliterate(self.name)
        return self.name

    @property
    def about(self):
        """The description in the language of the page, or ""."""
        return self.description_en if get_language() == "en" else self.description


class FormerTagSlug(models.Model):
    """An address that a tag had before it was renamed or merged; it redirects."""

    slug = models.SlugField(max_length=100, unique=True)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return f"{self.slug} → {self.tag}"
