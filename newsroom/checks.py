"""What an article still lacks before it goes to the readers, in words, with the place to mend it.

What the accessibility law demands blocks publishing: ДСТУ EN 301 549:2022, whose clauses 9.x.y.z
are the criteria x.y.z of WCAG at the levels A and AA. The rest is advice (docs/adr/0007).
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from news import body as bodies
from news.models import Article
from news.models.article import Language, State
from newsroom.outline import read_outline
from newsroom.states import in_words
from ukrainian.folding import fold
from ukrainian.plurals import counted

TITLE_LENGTH = 110  # characters that search engines and cards show whole
TWIN_DAYS = 30
SHOUTED_LETTERS = 12  # a shorter title in capitals may be a name: «ЦНАП», «ЗСУ»

# Texts that say nothing about where a link leads when they are read alone, as screen readers read
# the list of links of a page. Folded, without the punctuation around them.
SILENT = {
    *("тут", "сюди", "ось тут", "ось", "це", "далі", "більше", "детальніше", "докладніше"),
    *("детальніше тут", "докладніше тут", "дивіться тут", "натисніть тут", "клікніть тут"),
    *("тисніть тут", "натисніть", "читати", "читайте", "читати далі", "читайте далі"),
    *("читати більше", "читати тут", "читайте тут", "за посиланням", "за цим посиланням"),
    *("цим посиланням", "посиланням", "посилання", "це посилання", "лінк", "перейти"),
    *("перейти за посиланням", "подробиці", "подробиці тут", "деталі", "деталі тут"),
    *("here", "click here", "click", "read here", "read more", "read", "more", "more here"),
    *("learn more", "see more", "find out more", "see here", "this", "this link", "this page"),
    *("link", "the link", "details", "more details", "continue", "continue reading", "go"),
}
_PUNCTUATION = " \u00a0.,:;!?…«»„“”\"'’()[]<>→›»-–—"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FILE_NAME = re.compile(r"[\w\s().-]+\.(?:jpe?g|png|webp|avif|gif|heic)", re.IGNORECASE)
_HINT = re.compile(r"\[[A-ZА-ЯҐЄІЇ][^\[\]]{8,}\]")  # newsroom/migrations/0003_starters.py
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `field` is the field of the form that it stands in; of the body, `block`
    is the number of the block, from 0. `blocks` says that it may not be published so."""

    code: str
    field: str
    message: str
    blocks: bool = False
    block: int | None = None
    link: str = ""  # an address that shows more, as the article that is meant
    link_text: str = ""


def check(article, *, tags=None, places=None, now=None):
    """Return the Problems of an Article, those that block first: a list, empty when all is well.

    `tags` and `places` (lists) take the place of the article's own where those aren't saved yet;
    `now` is an aware datetime. Reads the titles of the last TWIN_DAYS in one query, and the
    article's cover and labels where they aren't at hand. An article in memory
    (`revisions.as_article`) will do.
    """
    now = now or timezone.now()
    tags = article.tags.all() if tags is None else tags
    if places is None:
        places = [*article.hromadas.all(), *article.oblasts.all()]
    body = bodies.clean(article.body)
    found = [
        *_of_title(article, now),
        *_of_lead(article),
        *_of_cover(article.cover),
        *_of_body(body, article.lead),
        *_of_hints(article.title, article.lead, body),
        *_of_labels(tags, places),
        *_of_source(article),
        *_of_date(article, now),
    ]
    return sorted(found, key=lambda problem: not problem.blocks)


def blocking(problems):
    """Return those of the Problems that block publishing."""
    return [problem for problem in problems if problem.blocks]


def _of_title(article, now):
    title = article.title.strip()
    if not title:
        yield Problem("no_title", "title", "Немає заголовка.", blocks=True)
        return
    if len(title) > TITLE_LENGTH:
        length = counted(len(title), "знак", "знаки", "знаків")
        yield Problem(
            "long_title",
            "title",
            f"У заголовку {length}, а цілим його покажуть до {TITLE_LENGTH}.",
        )
    if title.isupper() and sum(map(str.isalpha, title)) >= SHOUTED_LETTERS:
        yield Problem("shouted_title", "title", "Заголовок самими великими літерами важко читати.")
    if article.language == Language.ENGLISH and _CYRILLIC.search(title):
        yield Problem("cyrillic_title", "title", "У заголовку англійської статті є кирилиця.")
    twin = twin_of(article, now)
    if twin:
        pk, day = twin
        yield Problem(
            "twin",
            "title",
            f"Такий самий заголовок уже має стаття, датована {in_words(day)}.",
            link=reverse("admin:news_article_change", args=[pk]),
            link_text="Порівняти",
        )


def twin_of(article, now):
    """Return (id, date) of another article of the last TWIN_DAYS with the same title, or None.

    Case, spaces and apostrophes make no difference. Titles are compared here, because SQLite knows
    no capital Cyrillic letters; both parts of the query are ranges of an index.
    """
    since, wanted = now - timedelta(days=TWIN_DAYS), fold(article.title)
    dated = Q(state=State.PUBLISHED, published_at__gte=since)
    worked_on = Q(state__in=[State.DRAFT, State.REVIEW], saved_at__gte=since)
    others = Article.objects.filter(dated | worked_on).exclude(pk=article.pk or 0).order_by("-pk")
    rows = others.values_list("pk", "title", "published_at", "saved_at")
    for pk, title, published_at, saved_at in rows.iterator():
        if fold(title) == wanted:
            return pk, published_at or saved_at
    return None


def _of_lead(article):
    if not article.lead.strip():
        yield Problem("no_lead", "lead", "Немає ліда: у стрічці й картках буде сам заголовок.")
    elif article.language == Language.ENGLISH and _CYRILLIC.search(article.lead):
        yield Problem("cyrillic_lead", "lead", "У ліді англійської статті є кирилиця.")


def _of_cover(cover):
    if cover is None:
        yield Problem("no_cover", "cover", "Немає обкладинки: стаття матиме орнамент громади.")
    elif not cover.alt.strip():
        yield Problem(
            "cover_alt",
            "cover",
            "Обкладинка не має опису для незрячих (ДСТУ EN 301 549, п. 9.1.1.1).",
            blocks=True,
        )
    elif _FILE_NAME.fullmatch(cover.alt.strip()):
        yield Problem(
            "cover_alt",
            "cover",
            f"Опис обкладинки «{cover.alt}» — це назва файла, а не опис "
            "(ДСТУ EN 301 549, п. 9.1.1.1).",
            blocks=True,
        )


def _of_body(body, lead):
    if not bodies.plain_text(body) and not lead.strip():
        message = "Порожню статтю не можна опублікувати: додайте текст."
        yield Problem("no_text", "body", message, blocks=True)
        return
    outline = read_outline(body)
    yield from _of_images(outline.images)
    yield from _of_headings(outline.headings)
    yield from _of_links(outline.links)
    for number, table in enumerate(outline.tables, start=1):
        if not table.has_header:
            yield Problem(
                "table_header",
                "body",
                f"Таблиця {number} не має заголовків стовпців чи рядків "
                "(ДСТУ EN 301 549, п. 9.1.3.1).",
                blocks=True,
                block=table.block,
            )


def _of_hints(title, lead, body):
    """One of each field: who mends the first sees the next."""
    blocks = [block.text for block in read_outline(body).blocks]
    for field, texts in (("title", [title]), ("lead", [lead]), ("body", blocks)):
        for number, text in enumerate(texts):
            hint = _HINT.search(text)
            if hint:
                yield Problem(
                    "hint",
                    field,
                    f"Лишилася підказка заготовки «{_short(hint[0])}»: напишіть замість неї своє.",
                    block=number if field == "body" else None,
                )
                break


def _of_images(images):
    for number, image in enumerate(images, start=1):
        alt = (image.attributes.get("alt") or "").strip()
        if not alt:
            message = f"Зображення {number} в тексті не має опису для незрячих"
        elif _FILE_NAME.fullmatch(alt):
            message = f"Опис зображення {number} «{alt}» — це назва файла, а не опис"
        else:
            continue
        message += " (ДСТУ EN 301 549, п. 9.1.1.1)."
        yield Problem("image_alt", "body", message, blocks=True, block=image.block)


def _of_headings(headings):
    level = 1  # the title of the article
    for heading in headings:
        words = " ".join(heading.text.split())
        if is_mute(words):
            yield Problem(
                "empty_heading",
                "body",
                "У тексті є підзаголовок без жодного слова "
                "(ДСТУ EN 301 549, п. 9.1.3.1 і 9.2.4.6).",
                blocks=True,
                block=heading.block,
            )
            continue
        if heading.level > level + 1:
            yield Problem(
                "skipped_level",
                "body",
                f"Підзаголовок «{_short(words)}» рівня {heading.level} іде одразу після "
                f"рівня {level}: пропущено рівень {level + 1}.",
                block=heading.block,
            )
        level = heading.level


def _of_links(links):
    for link in links:
        href = link.attributes.get("href") or ""
        words = " ".join(link.text.split())
        if is_mute(words):
            yield Problem(
                "empty_link",
                "body",
                f"Посилання на {_short(href) or 'порожню адресу'} не має жодного слова "
                "(ДСТУ EN 301 549, п. 9.2.4.4).",
                blocks=True,
                block=link.block,
            )
        elif fold(words.strip(_PUNCTUATION)) in SILENT:
            yield Problem(
                "silent_link",
                "body",
                f"Посилання «{_short(words)}» не каже, куди веде: назвіть сторінку чи документ "
                "(ДСТУ EN 301 549, п. 9.2.4.4).",
                blocks=True,
                block=link.block,
            )
        elif _ADDRESS.fullmatch(words):
            host = _host_of(href) or words
            yield Problem(
                "bare_address",
                "body",
                f"Замість адреси {_short(host)} напишіть, що за посиланням: "
                "уголос адресу читають по літері.",
                block=link.block,
            )


def _host_of(address):
    """Return the host of an address, or None. What a browser takes may be none for Python, as
    `https://[@example.org/`."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _of_labels(tags, places):
    if not places:
        yield Problem(
            "no_place", "hromadas", "Не вказано громади чи області: на їхніх сторінках її не буде."
        )
    if not tags:
        yield Problem("no_tag", "tags", "Немає жодного тегу: за темою її не знайдуть.")


def _of_source(article):
    if article.source_name.strip() and not article.source_url:
        yield Problem(
            "no_source_url", "source_url", "Джерело назване, але посилання на нього немає."
        )
    if article.source_url and not article.source_name.strip():
        yield Problem("no_source_name", "source_name", "Є посилання на джерело, але не його назва.")


def _of_date(article, now):
    if article.state in {State.DRAFT, State.REVIEW}:
        date = article.published_at
        if date and date <= now:
            yield Problem(
                "past_date",
                "published_at",
                f"Дата публікації вже минула ({in_words(date)}): "
                "стаття стане в стрічці за нею, а не першою.",
            )


def is_mute(words):
    """Whether a text has nothing to read aloud: no letter and no digit, as «→» or a space of no
    width, which look like something in an editor."""
    return not any(map(str.isalnum, words))


def _short(words, length=60):
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
