"""The article and what hangs on it. `published()` is the one sentence of truth for "public"."""

from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from news import body
from news.addresses import address_of
from news.models import corpus
from news.models.image import Image, ImageUse
from news.models.search import SearchEntry
from news.models.tag import Tag
from news.models.views import ViewsTotal
from regions.models import Hromada, Oblast
from ukrainian.folding import mend, printable
from ukrainian.slugs import slugify


class Language(models.TextChoices):
    UKRAINIAN = "uk", "українська"
    ENGLISH = "en", "англійська"


class State(models.TextChoices):
    DRAFT = "draft", "чернетка"
    REVIEW = "review", "на перевірці"
    PUBLISHED = "published", "опубліковано"
    ARCHIVED = "archived", "в архіві"


# Fields that change without an editor: a form that was open meanwhile is no older for it.
KEPT_BY_MACHINES = {"views_imported", "import_digests", "saved_at", "saved_by"}


class ArticleQuerySet(models.QuerySet):
    def published(self, at=None):
        """Keep what is public at the aware datetime `at` (default: now)."""
        return self.filter(state=State.PUBLISHED, published_at__lte=at or timezone.now())

    def in_language(self, language):
        """Keep what is written in `language`, "uk" or "en"."""
        return self.filter(language=language)

    def in_oblast(self, oblast):
        """Keep the news of an oblast; a hromada has brought its oblast on saving."""
        return self.filter(oblasts=oblast)

    def in_hromada(self, hromada):
        return self.filter(hromadas=hromada)

    def with_tag(self, tag):
        return self.filter(tags=tag)

    def with_views(self):
        """Annotate `views`: the imported base and all counted since."""
        counted = Coalesce(models.F("views_total__count"), 0)
        return self.annotate(views=models.F("views_imported") + counted)

    def with_cards(self):
        """Gather what a card shows, cover and places, in a fixed number of queries: three.

        The body is deferred: a card never shows it.
        """
        return self.select_related("cover").defer("body").with_places()

    def with_places(self):
        """Prefetch oblasts and hromadas (each with its oblast and raion): two queries."""
        return self.prefetch_related(*places())


def places():
    """Return the lookups that gather the places of articles, for `prefetch_related`."""
    return "oblasts", Prefetch("hromadas", Hromada.objects.select_related("oblast", "raion"))


class Article(models.Model):
    language = models.CharField("мова", max_length=2, choices=Language, default=Language.UKRAINIAN)
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name="переклад статті",
        help_text="Для англійської статті: та, яку вона перекладає.",
    )
    title = models.CharField(
        "заголовок", max_length=300, help_text="Ціла думка, найкраще до 110 знаків."
    )
    slug = models.SlugField("адреса", max_length=100, editable=False, db_index=False)
    lead = models.TextField(
        "лід", blank=True, help_text="Одне-два речення: що сталося і чому це важливо."
    )
    cover = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name="обкладинка",
        help_text="Без неї стаття матиме орнамент своєї громади.",
    )
    byline = models.CharField("автор", max_length=150, blank=True, help_text="Як підписати статтю.")
    source_name = models.CharField(
        "джерело", max_length=200, blank=True, help_text="Звідки новина: «Куп’янська міська рада»."
    )
    source_url = models.URLField("посилання на джерело", max_length=500, blank=True)
    state = models.CharField("стан", max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(
        "дата публікації",
        null=True,
        blank=True,
        help_text="За київським часом. У майбутньому — стаття з’явиться сама в цю хвилину.",
    )
    changed_at = models.DateTimeField("виправлено", null=True, blank=True, editable=False)
    change_note = models.CharField(
        "що виправлено",
        max_length=300,
        blank=True,
        help_text="Для читачів, після публікації: «Уточнено дату слухань».",
    )
    created_at = models.DateTimeField("створено", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles_created",
        verbose_name="створив",
    )
    saved_at = models.DateTimeField("збережено", auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="зберіг",
    )
    # Grows with every change: who saves a form of an older one is told so (newsroom/revisions.py).
    version = models.PositiveIntegerField("версія", default=1, editable=False)
    # The last column: SQLite reads a row from its beginning, and a list that asks for the state or
    # the date of many articles would read their texts on the way.
    body = models.TextField(
        "текст",
        blank=True,
        help_text=(
            "Порожній рядок відділяє абзаци, рядок з «•» на початку — пункт списку. "
            "Можна й розміткою HTML: зайве буде прибрано."
        ),
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name="теги")
    oblasts = models.ManyToManyField(
        Oblast,
        blank=True,
        related_name="articles",
        verbose_name="області",
        help_text="Область кожної громади додається сама.",
    )
    hromadas = models.ManyToManyField(
        Hromada, blank=True, related_name="articles", verbose_name="громади"
    )
    read_also = models.ManyToManyField(
        "self",
        through="ReadAlso",
        symmetrical=False,
        blank=True,
        related_name="read_from",
        verbose_name="читайте також",
    )
    views_imported = models.PositiveIntegerField(
        "перегляди зі старого порталу", default=0, help_text="Додаються до порахованих тут."
    )
    imported_from = models.CharField(
        "звідки імпортовано", max_length=500, unique=True, null=True, editable=False
    )
    # A digest of every field as it came from there (news/importers/store.py): what editors have
    # changed since is told apart from what the source has changed.
    import_digests = models.JSONField("відбитки імпорту", default=dict, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = "стаття"
        verbose_name_plural = "статті"
        indexes = [
            models.Index(
                fields=["language", "state", "-published_at", "-id"], name="article_newest"
            ),
            models.Index(fields=["state", "-published_at", "-id"], name="article_newest_of_all"),
            models.Index(fields=["state", "-saved_at"], name="article_desk"),
        ]
        permissions = [("publish_article", "Може публікувати статті")]

    def __str__(self):
        return self.title or "Без заголовка"

    def save(self, **kwargs):
        """Save with everything that follows from the text: clean body, slug, search entry.

        The version moves, but for `update_fields` of what no editor writes (KEPT_BY_MACHINES).
        """
        self.title = mend(self.title)
        self.lead = printable(self.lead).strip()
        self.body = body.clean(self.body)
        self.slug = slugify(self.title)
        with transaction.atomic():
            self._move_version(kwargs.get("update_fields"))
            super().save(**kwargs)
            SearchEntry.objects.follow(self)
            ImageUse.objects.follow(self)
            corpus.learn(self)

    def get_absolute_url(self):
        """The canonical address, in the language of the article."""
        return address_of(self.language, self.pk, self.slug)

    def _move_version(self, update_fields):
        """Count this save in the row first: who saves at the same time then waits and counts on."""
        if self._state.adding:
            return
        if update_fields is not None and KEPT_BY_MACHINES.issuperset(update_fields):
            return
        row = Article.objects.filter(pk=self.pk)
        row.update(version=models.F("version") + 1)
        self.version = row.values_list("version", flat=True).first() or self.version

    def clean(self):
        """Refuse what would be a broken page, in words for the editor.

        Raises ValidationError.
        """
        self.title = mend(self.title)
        self.body = body.clean(self.body)
        if self.state == State.PUBLISHED:
            if not self.published_at:
                self.published_at = timezone.now()
            if not body.plain_text(self.body) and not self.lead.strip():
                raise ValidationError(
                    {"body": "Порожню статтю не можна опублікувати: додайте текст."}
                )
        if self.translation_of and self.translation_of.language == self.language:
            raise ValidationError(
                {"translation_of": "Переклад і оригінал однією мовою: змініть мову статті."}
            )

    def is_published(self, at=None):
        """Whether the article is public at the aware datetime `at` (default: now)."""
        return (
            self.state == State.PUBLISHED
            and self.published_at is not None
            and self.published_at <= (at or timezone.now())
        )

    def is_scheduled(self, at=None):
        """Whether the article will become public by itself after `at` (default: now)."""
        return (
            self.state == State.PUBLISHED
            and self.published_at is not None
            and not self.is_published(at)
        )

    def bring_oblasts(self):
        """Add the oblasts of the article's hromadas; call it after the hromadas were set."""
        missing = Oblast.objects.filter(hromadas__articles=self).exclude(articles=self)
        self.oblasts.add(*missing.distinct())

    @property
    def ornament_seed(self):
        """What the article's ornament is drawn by: the code of its place, or its own number."""
        return self.place.katottg if self.place else f"article-{self.pk}"

    @property
    def place(self):
        """The place that a card names first: a hromada, else an oblast, else None."""
        if "labels" in vars(self):  # as news/labels.py has gathered them
            return self.labels.place
        for place in (*self.hromadas.all(), *self.oblasts.all()):
            return place
        return None

    @cached_property
    def views(self):
        """The number of views that readers see; `with_views()` gives it for a whole list."""
        counted = ViewsTotal.objects.filter(article=self.pk).values_list("count", flat=True).first()
        return self.views_imported + (counted or 0)


class ReadAlso(models.Model):
    """One hand-picked card under an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="picks")
    to = models.ForeignKey(Article, models.CASCADE, related_name="picked_by", verbose_name="стаття")
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "картка «Читайте також»"
        verbose_name_plural = "читайте також"
        constraints = [
            models.UniqueConstraint(fields=["article", "to"], name="read_also_once"),
            models.CheckConstraint(
                condition=~Q(article=models.F("to")), name="read_also_not_itself"
            ),
        ]

    def __str__(self):
        return f"{self.article_id} → {self.to_id}"
