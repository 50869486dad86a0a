"""The filters of a list of news: oblast, hromada, tag, dates, in any combination, from an address.

What cannot be understood becomes a sentence for the reader, never an exception.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from news.models import Tag
from regions.models import Hromada, Oblast

MAX_VALUE = 100  # characters of one filter's value that are read


@dataclass
class Filters:
    """What a list is narrowed to, and what in the address could not be understood.

    `values` keeps the raw text of each parameter (oblast, hromada, tag, from, to), so that the form
    shows again what was typed; `errors` are sentences in the language of the page.
    """

    oblast: Oblast | None = None
    hromada: Hromada | None = None
    tag: Tag | None = None
    since: date | None = None
    until: date | None = None
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)

    @classmethod
    def read(cls, query):
        """Return the Filters of a request's query (a QueryDict or any mapping of str to str)."""
        values = {
            name: (query.get(name) or "").replace("\x00", "").strip()[:MAX_VALUE]
            for name in ("oblast", "hromada", "tag", "from", "to")
        }
        filters = cls(values=values)
        filters._read_places()
        if values["tag"]:
            filters.tag = (
                Tag.objects.filter(slug=values["tag"]).first()
                or Tag.objects.filter(former_slugs__slug=values["tag"]).first()
            )
            if filters.tag is None:
                # Translators: «Немає такої теми: %(value)s. Оберіть тему зі списку.»
                filters._refuse(_("There is no such topic: %(value)s. Choose one."), "tag")
        filters.since = filters._read_date("from")
        filters.until = filters._read_date("to")
        if filters.since and filters.until and filters.since > filters.until:
            # Translators: «Початкова дата пізніша за кінцеву. Поміняйте їх місцями.»
            filters.errors.append(_("The first date is later than the last. Swap them."))
        return filters

    def _refuse(self, sentence, name):
        self.errors.append(sentence % {"value": self.values[name]})

    def _read_places(self):
        value = self.values["oblast"]
        if value:
            self.oblast = Oblast.objects.filter(slug=value).first() or (
                Oblast.objects.filter(katottg=value).first()
            )
            if self.oblast is None:
                # Translators: «Немає такої області: %(value)s. Оберіть область зі списку.»
                self._refuse(_("There is no such oblast: %(value)s. Choose one."), "oblast")
        value = self.values["hromada"]
        if not value:
            return
        hromadas = Hromada.objects.select_related("oblast", "raion")
        if self.oblast:
            hromadas = hromadas.filter(oblast=self.oblast)
        found = list(hromadas.filter(katottg=value)[:1]) or list(hromadas.filter(slug=value)[:2])
        if len(found) == 1:
            self.hromada = found[0]
        elif found:
            # Translators: «Громад із назвою %(value)s кілька. Додайте область.»
            self._refuse(_("Several hromadas are called %(value)s. Add the oblast."), "hromada")
        else:
            # Translators: «Немає такої громади: %(value)s. Знайдіть її за населеним пунктом.»
            self._refuse(
                _("There is no such hromada here: %(value)s. Find it by a settlement."), "hromada"
            )

    def _read_date(self, name):
        value = self.values[name]
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            # Translators: «Незрозуміла дата: %(value)s. Напишіть її як 2025-07-31.»
            self._refuse(_("This is not a date: %(value)s. Write it as 2025-07-31."), name)
            return None

    def apply(self, articles):
        """Narrow a queryset of articles; days are days of Kyiv, both ends included."""
        if self.oblast:
            articles = articles.in_oblast(self.oblast)
        if self.hromada:
            articles = articles.in_hromada(self.hromada)
        if self.tag:
            articles = articles.with_tag(self.tag)
        if self.since:
            articles = articles.filter(published_at__gte=_midnight(self.since))
        if self.until and self.until < date.max:
            articles = articles.filter(published_at__lt=_midnight(self.until + timedelta(days=1)))
        return articles

    def chosen(self):
        """Return what the list is narrowed to as (parameter, words) pairs, in a fixed order."""
        pairs = [
            ("oblast", self.oblast and self.oblast.title),
            ("hromada", self.hromada and self.hromada.short_title),
            ("tag", self.tag and self.tag.title),
            # Translators: «від %(date)s», «до %(date)s»
            ("from", self.since and _("from %(date)s") % {"date": f"{self.since:%d.%m.%Y}"}),
            ("to", self.until and _("to %(date)s") % {"date": f"{self.until:%d.%m.%Y}"}),
        ]
        return [(name, words) for name, words in pairs if words]


def _midnight(day):
    """The start of a day of Kyiv. Years that no calendar library can shift give the plain day."""
    zone = timezone.get_default_timezone() if 2 < day.year < 9998 else UTC
    return datetime.combine(day, time.min, zone)
