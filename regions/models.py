"""The places of Ukraine's local self-government, by the codifier (КАТОТТГ, order 290 of 2020).

A KATOTTG code is a place's identity; its name is a dated fact. `FormerName` keeps the names it had,
so that yesterday's name still finds today's place; `FormerSlug` keeps the addresses its page had.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

from ukrainian.folding import fold
from ukrainian.slugs import slugify, transliterate
from ukrainian.sorting import sort_key

KATOTTG_LENGTH = 19
is_katottg = RegexValidator(
    r"^UA\d{17}$", "Код КАТОТТГ — це літери UA і 17 цифр, наприклад UA63080090000067457."
)


def katottg_field():
    """Return the field of a place's code: 19 characters, unique, the identity."""
    return models.CharField(
        "код КАТОТТГ", max_length=KATOTTG_LENGTH, unique=True, validators=[is_katottg]
    )


class OblastKind(models.TextChoices):
    OBLAST = "область", "область"
    REPUBLIC = "автономна республіка", "автономна республіка"
    SPECIAL_CITY = "місто зі спеціальним статусом", "місто зі спеціальним статусом"


class HromadaKind(models.TextChoices):
    """By the category of the centre: law 280/97-ВР, article 1."""

    URBAN = "міська", "міська"
    SETTLEMENT = "селищна", "селищна"
    RURAL = "сільська", "сільська"


class SettlementCategory(models.TextChoices):
    CITY = "місто", "місто"
    TOWN = "селище", "селище"
    VILLAGE = "село", "село"


HROMADA_KIND_EN = {
    HromadaKind.URBAN: "urban",
    HromadaKind.SETTLEMENT: "settlement",
    HromadaKind.RURAL: "rural",
}
SETTLEMENT_CATEGORY_EN = {
    SettlementCategory.CITY: "city",
    SettlementCategory.TOWN: "town",
    SettlementCategory.VILLAGE: "village",
}


class Oblast(models.Model):
    katottg = katottg_field()
    name = models.CharField("назва", max_length=100, help_text="Повна: «Харківська область».")
    name_en = models.CharField("назва англійською", max_length=100)
    kind = models.CharField("вид", max_length=40, choices=OblastKind)
    slug = models.SlugField("адреса", max_length=100, unique=True)
    order = models.CharField(max_length=120, editable=False, db_index=True)

    class Meta:
        ordering = ["order"]
        verbose_name = "область"
        verbose_name_plural = "області"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.derive()
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("oblast", args=[self.slug])

    def derive(self):
        """Set what follows from the name; `load_register` calls it before writing in bulk."""
        self.order = sort_key(self.name)
        self.slug = self.slug or slugify(self.name)

    @property
    def title(self):
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name

    @property
    def short_title(self):
        """The same as `title`: an oblast has no shorter name."""
        return self.title


class Raion(models.Model):
    katottg = katottg_field()
    name = models.CharField("назва", max_length=100, help_text="Повна: «Куп’янський район».")
    oblast = models.ForeignKey(
        Oblast, models.PROTECT, related_name="raions", verbose_name="область"
    )
    order = models.CharField(max_length=120, editable=False, db_index=True)

    class Meta:
        ordering = ["order"]
        verbose_name = "район"
        verbose_name_plural = "райони"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.derive()
        super().save(**kwargs)

    def derive(self):
        """Set what follows from the name."""
        self.order = sort_key(self.name)

    @property
    def name_en(self):
        """«Kupianskyi raion»: the adjective by resolution 55 and the field's own word."""
        return transliterate(self.name.removesuffix(" район")) + " raion"

    @property
    def title(self):
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name


class Hromada(models.Model):
    katottg = katottg_field()
    name = models.CharField(
        "назва", max_length=150, help_text="Повна: «Куп’янська міська територіальна громада»."
    )
    short_name = models.CharField("коротка назва", max_length=100, help_text="«Куп’янська».")
    name_en = models.CharField("назва англійською", max_length=150)
    kind = models.CharField("вид", max_length=10, choices=HromadaKind)
    raion = models.ForeignKey(Raion, models.PROTECT, related_name="hromadas", verbose_name="район")
    oblast = models.ForeignKey(
        Oblast, models.PROTECT, related_name="hromadas", verbose_name="область"
    )
    centre = models.ForeignKey(
        "Settlement",
        models.PROTECT,
        null=True,
        related_name="centre_of",
        verbose_name="адміністративний центр",
    )
    slug = models.SlugField("адреса", max_length=150)
    website = models.URLField("сайт громади", blank=True)
    key = models.CharField(max_length=100, editable=False, db_index=True)
    latin = models.CharField(max_length=400, editable=False, db_index=True)
    order = models.CharField(max_length=120, editable=False, db_index=True)

    class Meta:
        ordering = ["order"]
        verbose_name = "громада"
        verbose_name_plural = "громади"
        constraints = [
            models.UniqueConstraint(fields=["oblast", "slug"], name="hromada_slug_in_oblast")
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.derive()
        super().save(**kwargs)

    def get_absolute_url(self):
        """The page of the place. Reads `oblast`: select_related it on lists."""
        return reverse("hromada", args=[self.oblast.slug, self.slug])

    def derive(self):
        """Set what follows from the short name and the kind (the official full name among it)."""
        self.name = f"{self.short_name} {self.kind} територіальна громада"
        self.name_en = f"{transliterate(self.short_name)} {HROMADA_KIND_EN[self.kind]} hromada"
        self.key = fold(self.short_name)
        self.latin = fold(transliterate(self.short_name))
        self.order = sort_key(self.short_name)
        self.slug = self.slug or slugify(self.short_name)

    @property
    def title(self):
        """The full name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name

    @property
    def short_title(self):
        """«Куп’янська громада», "Kupianska hromada": for chips and lists."""
        if get_language() == "en":
            return f"{transliterate(self.short_name)} hromada"
        return f"{self.short_name} громада"

    @property
    def title_in_full(self):
        """The full name with the raion and oblast, by which nothing else can be meant: for titles
        of pages. Where the address needs the code's number (two of one name in one raion, in
        Crimea), the code stands here too.
        """
        code = [self.katottg] if self.slug[-1:].isdigit() else []
        return ", ".join([self.title, self.raion.title, self.oblast.title, *code])

    def unmistakable_title(self):
        """Return «Куп’янська громада» where there is one, else `title_in_full`. One query."""
        namesakes = Hromada.objects.filter(key=self.key).exclude(pk=self.pk)
        return self.title_in_full if namesakes.exists() else self.short_title

    @property
    def kind_title(self):
        """The kind in the language of the page: «міська», "urban"."""
        return HROMADA_KIND_EN[self.kind] if get_language() == "en" else self.kind


class Settlement(models.Model):
    katottg = katottg_field()
    name = models.CharField("назва", max_length=100)
    category = models.CharField("категорія", max_length=10, choices=SettlementCategory)
    hromada = models.ForeignKey(
        Hromada, models.PROTECT, related_name="settlements", verbose_name="громада"
    )
    key = models.CharField(max_length=100, editable=False, db_index=True)
    latin = models.CharField(max_length=400, editable=False, db_index=True)
    order = models.CharField(max_length=120, editable=False)

    class Meta:
        ordering = ["order"]
        verbose_name = "населений пункт"
        verbose_name_plural = "населені пункти"

    def __str__(self):
        return f"{self.category} {self.name}"

    def save(self, **kwargs):
        self.derive()
        super().save(**kwargs)

    def derive(self):
        """Set what follows from the name."""
        self.key = fold(self.name)
        self.latin = fold(self.name_en)
        self.order = sort_key(self.name)

    @property
    def name_en(self):
        """The name by resolution 55."""
        return transliterate(self.name)

    @property
    def title(self):
        """The name in the language of the page, without the category."""
        return self.name_en if get_language() == "en" else self.name

    @property
    def category_title(self):
        """The category in the language of the page: «селище», "town"."""
        is_english = get_language() == "en"
        return SETTLEMENT_CATEGORY_EN[self.category] if is_english else self.category

    @property
    def whole_title(self):
        """«селище Ківшарівка», "Kivsharivka (town)"."""
        return f"{self.name_en} ({self.category_title})" if get_language() == "en" else str(self)


class FormerName(models.Model):
    """A name that a place of any level had, until when; found by the place's code."""

    katottg = models.CharField(
        "код КАТОТТГ", max_length=KATOTTG_LENGTH, db_index=True, validators=[is_katottg]
    )
    name = models.CharField(
        "колишня назва", max_length=150, help_text="Без виду: «Червоноградська», «Первомайський»."
    )
    until = models.DateField("до якого дня")
    key = models.CharField(max_length=150, editable=False, db_index=True)
    latin = models.CharField(max_length=600, editable=False, db_index=True)
    slug = models.SlugField(
        "колишня адреса", max_length=150, blank=True, help_text="Її посилання ведуть на нову."
    )

    class Meta:
        ordering = ["katottg", "-until"]
        verbose_name = "колишня назва"
        verbose_name_plural = "колишні назви"
        constraints = [
            models.UniqueConstraint(fields=["katottg", "name", "until"], name="former_name_once")
        ]

    def __str__(self):
        return f"{self.name} (до {self.until:%d.%m.%Y})"

    def save(self, **kwargs):
        self.derive()
        super().save(**kwargs)

    def derive(self):
        """Set what follows from the name."""
        self.key = fold(self.name)
        self.latin = fold(transliterate(self.name))
        self.slug = self.slug or slugify(self.name)

    @property
    def title(self):
        """The name in the language of the page."""
        return transliterate(self.name) if get_language() == "en" else self.name


class FormerSlug(models.Model):
    """An address that a page of a place had, and that no former name explains.

    A raion that is renamed changes the addresses of the namesakes in it, a hromada that moves
    leaves its oblast's addresses: their names stay, so that `FormerName` can't tell.
    """

    katottg = models.CharField(max_length=KATOTTG_LENGTH, db_index=True, validators=[is_katottg])
    # The oblast under whose address the hromada stood; none for an oblast's own.
    oblast = models.ForeignKey(Oblast, models.CASCADE, null=True, related_name="former_slugs")
    slug = models.SlugField(max_length=150)
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self):
        return f"{self.slug} (до {self.until:%d.%m.%Y})"
