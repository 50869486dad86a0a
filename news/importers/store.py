"""Putting `Record`s into the database: once, and again without doing anything twice."""

import re
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q

from news import body, images
from news.importers import Refused
from news.importers.labels import named_tags, resolve_places
from news.importers.pictures import image_of, with_images
from news.importers.present import digests_of, record_of
from news.models import Article, FormerAddress, ReadAlso, Tag
from news.models.article import State
from news.models.former_address import former_path

# What is written as it came; of TOLD_BY_SOME only what the source tells.
TEXT_FIELDS = ("language", "title", "lead", "published_at", "source_name", "source_url")
TOLD_BY_SOME = ("state", "byline", "changed_at", "change_note")
TAGS, PLACES = {"tags_text", "tags"}, {"oblasts", "hromadas"}
# They grow by themselves, or are filled in when the article that they lead to has come.
BESIDE_THE_TEXT = {"views", "links"}
# Differences from an article that was made here which are no conflict.
OF_NO_MATTER = {"views", "addresses"}

_OWN_PATH = re.compile(r"/(?:en/)?news/(\d{1,18})(?:-[^/]*)?")


@dataclass
class Known:
    """What one run of an importer needn't ask again."""

    images: dict = field(default_factory=dict)  # Picture.key, or its digest: id of the Image
    places: dict = field(default_factory=dict)  # as `resolve_places` keeps them


@dataclass(frozen=True)
class Stored:
    """What `store` did: `outcome` is "created", "updated" or "unchanged"."""

    outcome: str
    article: Article | None  # None in a dry run that would have created it
    new_tags: tuple[str, ...] = ()  # the names of tags that weren't known
    new_images: int = 0
    is_waiting: bool = False  # for an article that it leads to and that isn't here yet


def store(record, *, known_tags=False, dry_run=False, known=None):
    """Bring one `Record` into the database, in a transaction of its own; returns `Stored`.

    A record that came before unchanged changes nothing, whatever editors have made of the article
    since: the article keeps a digest of every field as it came. Of a record that has changed, only
    the changed fields are written. Where the article was edited here in the meantime (`saved_by`
    names a person), only the views are taken over; other changes are refused, and nothing of
    either hand is lost. A new article is published at its date, unless the record tells its state;
    a state that isn't told is never touched again.

    With `known_tags` a tag that isn't there yet refuses the record, otherwise it is created. With
    `dry_run` nothing is written. `known` is a Known, kept from one record to the next. Raises
    Refused, also for a place that is unknown or ambiguous.
    """
    known = known or Known()
    storing = _Storing(record, known)
    try:
        with transaction.atomic():
            stored = storing.stored(known_tags, dry_run)
    except (DataError, IntegrityError) as error:
        storing.remove_files()
        raise Refused(f"the database refuses it: {str(error).splitlines()[0]}") from error
    except BaseException:
        storing.remove_files()
        raise
    for key, image in storing.images.items():
        known.images |= {key: image.pk, key[0]: image.pk}
    return stored


class _Storing:
    """One record on its way into the database, inside the transaction."""

    def __init__(self, record, known):
        self.record, self.known = record, known
        self.digests = digests_of(record)
        self.images, self.made = {}, []  # Images by the key of their Picture; those made now

    def stored(self, known_tags, dry_run):
        record = self.record
        article, is_ours = self.found()
        if not is_ours:
            return Stored("unchanged", article)
        changed = set(self.digests)
        if article:
            before = article.import_digests
            changed = {name for name, digest in self.digests.items() if before.get(name) != digest}
            if article.saved_by_id:
                changed.discard("links")  # what was picked here stays
            if not changed:
                return Stored("unchanged", article)
            if article.saved_by_id and changed != {"views"}:
                names = ", ".join(sorted(changed - {"views"}))
                raise Refused(
                    f"article {article.pk} was edited here, and now its source has changed too "
                    f"({names}): compare them by hand"
                )
        outcome = "updated" if article else "created"
        tags, new_tags, oblasts, hromadas = [], (), [], []
        if changed & TAGS:
            tags, new_tags = named_tags(record, known_tags)
        if changed & PLACES:
            oblasts, hromadas = resolve_places(record, self.known.places)
        if dry_run:
            return Stored(outcome, article, new_tags)

        links = self.links(article) if "links" in changed else None
        if links is None and changed == {"links"}:
            return Stored("unchanged", article, is_waiting=True)
        article = article or Article(pk=record.pk, imported_from=record.imported_from)
        is_waiting = "links" in changed and links is None
        kept = article.import_digests.get("links")
        article.import_digests = article.import_digests | self.digests
        if is_waiting:
            article.import_digests |= {"links": kept}
        is_new = article._state.adding
        self.write(article, changed, links)
        if changed & TAGS:
            tags += [Tag.objects.get_or_make(name)[0].pk for name in new_tags]
            _label(article, "tags", tags, is_new)
        if changed & PLACES:
            brought = [hromada.oblast_id for hromada in hromadas]
            _label(article, "oblasts", [*(each.pk for each in oblasts), *brought], is_new)
            _label(article, "hromadas", [each.pk for each in hromadas], is_new)
        if links:
            self.pick(article, links[1], is_new)
        if "addresses" in changed:
            self.take_addresses(article)
        return Stored(outcome, article, new_tags, len(self.made), is_waiting)

    def found(self):
        """Return the article that the record means, or None, and whether it may be written.

        Raises Refused when the number or the address belongs to another one.
        """
        record = self.record
        keys = {record.imported_from, record.also_from} - {""}
        there = Article.objects.order_by().filter(Q(imported_from__in=keys) | Q(pk=record.pk))
        if not there.values_list("pk", flat=True)[:1]:
            return None, True
        rows = Article.objects.select_for_update()
        found = list(rows.filter(imported_from__in=keys).order_by("pk"))
        if len(found) > 1:
            raise Refused(
                f"its number and its address are those of two articles, {found[0].pk} and "
                f"{found[1].pk}"
            )
        if found and record.pk not in (None, found[0].pk):
            raise Refused(
                f"it came before as article {found[0].pk}: its number can't become {record.pk}"
            )
        if found or record.pk is None:
            return (found[0] if found else None), True
        other = Article.objects.select_for_update().filter(pk=record.pk).first()
        if other is None:
            return None, True
        there = digests_of(record_of(other))
        differing = {name for name, digest in self.digests.items() if there.get(name) != digest}
        if record.body == other.body:  # its pictures are told by addresses of ours
            differing -= {"body", "pictures"}
        if differing <= OF_NO_MATTER:
            return other, False
        raise Refused(f"the number {other.pk} is that of another article here, «{other}»")

    def write(self, article, changed, links):
        """Write the row of the article."""
        record, is_new = self.record, article._state.adding
        for name in changed.intersection(TEXT_FIELDS + TOLD_BY_SOME):
            setattr(article, name, getattr(record, name))
        if is_new:
            article.state = record.state or State.PUBLISHED
        if "views" in changed:
            article.views_imported = record.views
        if "cover" in changed:
            article.cover = self.image(record.cover) if record.cover else None
        if changed & {"body", "pictures"}:
            if not is_new and record.pictures is None and images.shown_in(article.body):
                raise Refused("it came with pictures, and its new text would lose them")
            pictures = record.pictures or {}
            numbers = {src: self.image(picture).pk for src, picture in pictures.items()}
            told = record.pictures is not None
            article.body = with_images(record.body, numbers) if told else record.body
        if links and record.translation_of is not None:
            article.translation_of_id = links[0]
        self.refuse_empty(article)
        if not is_new and changed <= BESIDE_THE_TEXT:
            # Not a new version of the text: nobody who is writing has to be told of it.
            article.save(update_fields=["views_imported", "import_digests"])
            if links:
                row = Article.objects.filter(pk=article.pk)
                row.update(translation_of=article.translation_of_id)
        else:
            if is_new and article.pk:
                _let_numbers_begin_after(article.pk)
            article.save(force_insert=is_new)
            if is_new and record.created_at:
                Article.objects.filter(pk=article.pk).update(created_at=record.created_at)

    def refuse_empty(self, article):
        if article.state == State.PUBLISHED and not article.lead.strip():
            article.body = body.clean(article.body)
            if not body.plain_text(article.body) and "<figure" not in article.body:
                raise Refused("it has neither a lead nor a text, and can't be published")

    def image(self, picture):
        """Return the Image of a Picture, made now if there is none."""
        if picture.key not in self.images:
            image, is_new = image_of(picture, self.known.images)
            self.images[picture.key] = image
            if is_new:
                self.made.append(image)
        return self.images[picture.key]

    def links(self, article):
        """Return (id of the article translated or None, [ids of the picks]); None when one of them
        isn't here yet. Raises Refused for a translation in the same language."""
        record = self.record
        wanted = [record.translation_of, *(record.read_also or ())]
        numbers = {each for each in wanted if isinstance(each, int)}
        names = {each for each in wanted if isinstance(each, str)}
        if not (numbers or names):
            return None, []
        rows = Article.objects.filter(pk__in=numbers) | Article.objects.filter(
            imported_from__in=names
        )
        there = {}
        for pk, name, language in rows.values_list("pk", "imported_from", "language"):
            there |= {pk: (pk, language), name: (pk, language)}
        if paths := {former_path(name): name for name in names - there.keys()}:
            stood = FormerAddress.objects.filter(path__in=paths.keys() - {""})
            told = stood.values_list("path", "article_id", "article__language")
            there |= {paths[path]: (pk, language) for path, pk, language in told}
        if any(each is not None and each not in there for each in wanted):
            return None
        translated, language = there.get(record.translation_of, (None, ""))
        if record.translation_of is None:
            translated, language = None, ""
        if language == record.language:
            raise Refused(f"it translates article {translated}, which is in the same language")
        own = article.pk if article else record.pk
        picks = dict.fromkeys(there[each][0] for each in record.read_also or ())
        return translated, [pk for pk in picks if pk != own]

    def pick(self, article, picks, is_new):
        if self.record.read_also is None:
            return
        if not is_new:
            article.picks.all().delete()
        ReadAlso.objects.bulk_create(
            ReadAlso(article=article, to_id=pk, position=position)
            for position, pk in enumerate(picks)
        )

    def take_addresses(self, article):
        """Let the record's former addresses lead to the article. Raises Refused where one leads to
        another article already."""
        paths = []
        for path in self.record.addresses:
            own = _OWN_PATH.fullmatch(path)
            if not own or int(own[1]) != article.pk:
                paths.append(path)
        there = dict(FormerAddress.objects.filter(path__in=paths).values_list("path", "article_id"))
        for path, pk in there.items():
            if pk != article.pk:
                raise Refused(f"«{path}» is already a former address of article {pk}")
        FormerAddress.objects.bulk_create(
            FormerAddress(path=path, article=article)
            for path in dict.fromkeys(paths)
            if path not in there
        )

    def remove_files(self):
        """Remove the files of pictures whose rows go with the transaction."""
        images.remove([path for image in self.made for path in image.paths()])


def _label(article, name, keys, is_new):
    """Give an article the tags, oblasts or hromadas of these ids, and no others."""
    relation = getattr(article, name)
    if not is_new:
        relation.set(keys)
        return
    through, label = relation.through, f"{relation.target_field_name}_id"
    through.objects.bulk_create(
        through(article_id=article.pk, **{label: key}) for key in dict.fromkeys(keys)
    )


def _let_numbers_begin_after(pk):
    """Let PostgreSQL give no other article the number `pk`; SQLite sees to it by itself.

    The lock waits for those who were given a number and haven't written it yet.
    """
    if connection.vendor != "postgresql":
        return
    sequence = "pg_get_serial_sequence('news_article', 'id')"
    last = f"SELECT COALESCE(pg_sequence_last_value({sequence}::regclass), 0)"
    with connection.cursor() as cursor:
        cursor.execute(last)
        if cursor.fetchone()[0] < pk:
            cursor.execute("LOCK TABLE news_article IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(f"SELECT setval({sequence}, GREATEST(({last}), %s))", [pk])
