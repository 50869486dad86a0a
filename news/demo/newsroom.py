"""The rows of the demo newsroom. What is there already is left as it is."""

import io
import random
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction

from news import images, renditions
from news.demo.files import Malformed
from news.demo.reading import make_refused, make_views
from news.models import Article, Image, ReadAlso, Tag
from news.models.article import State
from news.ornament import ornament_image
from regions.models import Hromada, Oblast
from ukrainian.folding import fold

KYIV = ZoneInfo("Europe/Kyiv")
ACCOUNTS = {"author": "Автори", "editor": "Редактори", "admin": "Адміністратори"}
NAMES = {
    "author": ("Марта", "Гнатюк"),
    "editor": ("Олена", "Коваль"),
    "admin": ("Андрій", "Бондар"),
}
COVER_SIZE = (1600, 900)  # pixels


def load(tags, articles, now, report=lambda line: None, dry_run=False):
    """Make the accounts, the topics and the articles that aren't there yet, in one transaction.

    An interrupted load leaves nothing behind, so that the next one begins anew: `make run` fills
    only an empty newsroom. It takes about 30 s, nearly all of it for the covers' renditions.

    `tags` and `articles` are what `news.demo.files` reads, `now` is an aware datetime to which the
    articles' days are relative, `report` takes lines of progress. Returns a Counter of what was
    made: accounts, tags, articles, covers, days of views. With `dry_run` nothing is written, and
    the counter says what would be. Raises Malformed for a tag or a place that isn't there.
    """
    _check(tags, articles)
    there = set(
        Article.objects.filter(imported_from__startswith="demo:").values_list(
            "imported_from", flat=True
        )
    )
    missing = [article for article in articles if f"demo:{article.key}" not in there]
    if dry_run:
        usernames = get_user_model().objects.values_list("username", flat=True)
        return Counter(
            accounts=len(set(ACCOUNTS).difference(usernames)),
            tags=len(missing_tags(tags)),
            articles=len(missing),
            covers=sum(bool(article.cover_alt) for article in missing),
        )
    with ExitStack() as undo:
        with transaction.atomic():
            made = Counter(accounts=make_accounts(), tags=make_tags(tags))
            users = get_user_model().objects.filter(username__in=ACCOUNTS)
            users = {user.username: user for user in users}
            # Originals first, so that a translation finds its own.
            missing.sort(key=lambda article: bool(article.translation_of))
            for number, source in enumerate(missing, 1):
                article = make_article(source, users, now)
                if article.cover:
                    undo.callback(images.remove, article.cover.paths())
                made["articles"] += 1
                made["covers"] += bool(article.cover)
                made["days of views"] += make_views(article, now)
                report(f"[{number}/{len(missing)}] {source.key}")
            link_cards(missing)
            make_refused(now)
        undo.pop_all()
    return made


def _check(tags, articles):
    known = {fold(tag["name"]) for tag in tags}
    places = {
        "oblasts": set(Oblast.objects.values_list("katottg", flat=True)),
        "hromadas": set(Hromada.objects.values_list("katottg", flat=True)),
    }
    for article in articles:
        for name in article.tags:
            if fold(name) not in known:
                raise Malformed(article.path, f"tags.toml has no tag «{name}»")
        for level, codes in places.items():
            for code in getattr(article, level):
                if code not in codes:
                    raise Malformed(article.path, f"the register has no {code!r} among {level}")


def make_accounts():
    """Make the three accounts in their groups, with passwords that everybody knows: only for a
    machine with DEBUG on. Returns the number made."""
    made = 0
    for username, group in ACCOUNTS.items():
        first_name, last_name = NAMES[username]
        user, created = get_user_model().objects.get_or_create(
            username=username,
            defaults={"is_staff": True, "first_name": first_name, "last_name": last_name},
        )
        if created:
            user.set_password(f"demo-{username}")
            user.save()
            user.groups.add(Group.objects.get(name=group))
        made += created
    return made


def missing_tags(tags):
    """Return those of the topics that aren't there yet, by their folded names."""
    known = set(Tag.objects.values_list("key", flat=True))
    return [tag for tag in tags if fold(tag["name"]) not in known]


def make_tags(tags):
    """Make the topics that aren't there yet. Returns the number made."""
    return len([Tag.objects.create(**tag) for tag in missing_tags(tags)])


def make_article(source, users, now):
    """Return the Article made from a DemoArticle; `users` are the accounts by name."""
    chance = random.Random(source.key)  # noqa: S311  the same again, not a secret
    dated = date_of(source, now)
    unfinished = source.state in (State.DRAFT, State.REVIEW)
    author = users["author"] if unfinished else users[chance.choice(["author", "author", "editor"])]
    written = min(dated, now) - timedelta(minutes=chance.randint(90, 600))
    corrected = min(dated + timedelta(hours=chance.randint(3, 26)), now)
    article = Article(
        imported_from=f"demo:{source.key}",
        language=source.language,
        translation_of=Article.objects.filter(
            imported_from=f"demo:{source.translation_of}"
        ).first(),
        title=source.title,
        lead=source.lead,
        body=source.body,
        byline=source.byline,
        source_name=source.source_name,
        source_url=source.source_url,
        state=source.state,
        published_at=None if unfinished else dated,
        changed_at=corrected if source.change_note else None,
        change_note=source.change_note,
        cover=make_cover(source, author) if source.cover_alt else None,
        views_imported=source.views,
        created_by=author,
        saved_by=author if unfinished else users["editor"],
    )
    article.save()
    saved = written if unfinished else article.changed_at or min(dated, now)
    # Django sets both to now on saving; a desk where all was written in one second shows nothing.
    Article.objects.filter(pk=article.pk).update(created_at=written, saved_at=saved)
    keys = [fold(name) for name in source.tags]
    article.tags.set(Tag.objects.filter(key__in=keys))
    article.oblasts.set(Oblast.objects.filter(katottg__in=source.oblasts))
    article.hromadas.set(Hromada.objects.filter(katottg__in=source.hromadas))
    article.bring_oblasts()
    return article


def date_of(source, now):
    """Return when a DemoArticle is dated: an aware datetime in UTC.

    An article of today whose hour hasn't come yet is dated some minutes ago, or it would be a
    scheduled one; those of a later hour stay the newer ones.
    """
    day = now.astimezone(KYIV).date() - timedelta(days=source.days_ago)
    dated = datetime.combine(day, source.at, KYIV).astimezone(UTC)
    if source.days_ago >= 0 and dated > now:
        minutes_left_of_day = 24 * 60 - (source.at.hour * 60 + source.at.minute)
        return now - timedelta(minutes=5 + minutes_left_of_day // 30)
    return dated


def make_cover(source, author):
    """Return the Image with the ornament of the article's place, in a variant of the article's own.

    It goes through the same mill as an editor's upload.
    """
    place = (*source.hromadas, *source.oblasts, "demo")[0]
    file = io.BytesIO()
    ornament_image(f"{place}-{source.key}", *COVER_SIZE).save(file, "PNG", compress_level=1)
    cover = Image.objects.create(
        file=ContentFile(file.getvalue(), name=f"{source.key}.png"),
        alt=source.cover_alt,
        caption=source.cover_caption,
        credit="Портал громад" if source.language == "uk" else "Hromada Portal",
        created_by=author,
    )
    renditions.make(cover)
    return cover


def link_cards(sources):
    """Put the hand-picked cards under the articles of these DemoArticles."""
    articles = {
        article.imported_from.removeprefix("demo:"): article
        for article in Article.objects.filter(imported_from__startswith="demo:")
    }
    ReadAlso.objects.bulk_create(
        ReadAlso(article=articles[source.key], to=articles[key], position=position)
        for source in sources
        for position, key in enumerate(source.read_also, 1)
    )
