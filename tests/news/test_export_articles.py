"""`export_articles`: what it writes, and that `import_articles` makes the same articles of it."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import PIL.Image
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.models import Article, FormerAddress, Image, ReadAlso, Tag
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NOT_THE_SOURCE = {"saved_at", "version", "imported_from", "import_digests", "body"}


@pytest.fixture
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("export")


def photograph():
    """Return the bytes of a picture that is kept as JPEG, with what a camera writes beside it."""
    picture = PIL.Image.effect_noise((900, 600), 90).convert("RGB")
    exif = PIL.Image.Exif()
    exif[0x010E] = "Секрет"
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def make_newsroom():
    """Make articles with everything that an article can have."""
    photo = factories.upload_image(
        content=photograph(), caption="Площа", credit="Ілля Прикладний", focal_x=0.25
    )
    drawing = factories.upload_image("Схема", content=factories.image_bytes(format="PNG"))
    one = factories.make_article(
        "Громада’ми «об’єднані» & <разом>",
        pk=500,
        hromadas=[factories.KUPIANSK],
        oblasts=[factories.LVIV_OBLAST],
        tags=["вода", "співробітництво"],
        cover=photo,
        byline="Олена Прикладна",
        source_name="Рада",
        source_url="https://example.org/?a=1&b=2",
        change_note="Уточнено дату",
        changed_at=timezone.now(),
        published_at=datetime(2024, 5, 8, 13, 5, 7, 123456, UTC),
        body=f'<p>Текст.</p><figure><img src="/media/images/{drawing.pk}.jpg" alt="План">'
        f'<figcaption>Підпис</figcaption></figure><figure><img src="/media/images/{photo.pk}.jpg" '
        'alt=""></figure>',
    )
    two = factories.make_article(
        "Without a cover", pk=7, language="en", translation_of=one, cover=photo, body="<p>Text.</p>"
    )
    draft = factories.make_article("Чернетка", state="draft", body="<p>Ще пишемо.</p>")
    Article.objects.filter(pk=draft.pk).update(published_at=None)
    later = factories.make_article(
        "Завтра", state="published", published_at=timezone.now() + timedelta(days=1)
    )
    factories.make_article("Колись", state="archived")
    ReadAlso.objects.create(article=one, to=later, position=0)
    ReadAlso.objects.create(article=one, to=two, position=1)
    FormerAddress.objects.create(article=one, path="/2024/05/вода")
    factories.read(one, 12)
    Article.objects.filter(pk=one.pk).update(
        views_imported=1000, created_at=datetime(2024, 5, 1, 9, 0, 0, 7, UTC)
    )
    water = Tag.objects.get(name="вода")
    water.slug, water.name_en = "voda-i-vodohony", "water"
    water.description, water.description_en = "Про «воду».\n\nІ водогони.", "On water."
    water.save()
    factories.make_tag("без статей")


def all_of(article):
    """Return all that is equal in an article that came through an export."""
    fields = {
        field.name: getattr(article, field.attname)
        for field in Article._meta.concrete_fields
        if field.name not in NOT_THE_SOURCE | {"cover", "views_imported"}
    }
    shown, body = {}, article.body
    for use in article.image_uses.select_related("image").order_by("image__digest"):
        body = body.replace(f"/media/images/{use.image_id}.jpg", use.image.digest)
        shown[use.image.digest] = words_of(use.image)
    return fields | {
        "body": body,
        "images": shown,
        "views": article.views,
        "cover": article.cover and words_of(article.cover),
        "tags": {tag.name for tag in article.tags.all()},
        "oblasts": {place.katottg for place in article.oblasts.all()},
        "hromadas": {place.katottg for place in article.hromadas.all()},
        "picks": [pick.to_id for pick in article.picks.all()],
        "former": {former.path for former in article.former_addresses.all()},
    }


def all_tags():
    """Return all that is equal in the tags that came through an export."""
    names = ("name", "slug", "name_en", "description", "description_en", "key", "order")
    return {
        tag.name: [getattr(tag, name) for name in names]
        + [former.slug for former in tag.former_slugs.all()]
        for tag in Tag.objects.all()
    }


def words_of(image):
    with image.file.open() as file:
        content = file.read()
    return content, image.alt, image.caption, image.credit, image.focal_x, image.focal_y


def remove_all():
    Article.objects.update(translation_of=None, cover=None)
    Article.objects.all().delete()
    Image.objects.all().delete()
    Tag.objects.all().delete()


def test_what_was_exported_comes_back_equal_with_its_pictures(folder):
    make_newsroom()
    before = {article.pk: all_of(article) for article in Article.objects.all()}
    tags = all_tags()
    assert tags["вода"][-1] == "voda"
    call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    remove_all()
    out = StringIO()
    call_command("import_articles", folder / "all.jsonl", stdout=out)
    assert "5 created" in out.getvalue()
    assert {article.pk: all_of(article) for article in Article.objects.all()} == before
    assert "3 tags created" in out.getvalue()
    assert all_tags() == tags
    assert Image.objects.count() == 2  # the photograph is shown three times


def test_second_export_is_the_same_text(folder):
    make_newsroom()
    call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    first = (folder / "all.jsonl").read_text(encoding="utf-8")
    remove_all()
    call_command("import_articles", folder / "all.jsonl", stdout=StringIO())
    files = {path.name: path.read_bytes() for path in (folder / "all-media").iterdir()}
    again = folder / "again"
    again.mkdir()
    call_command("export_articles", again / "all.jsonl", stderr=StringIO())
    second = (again / "all.jsonl").read_text(encoding="utf-8")
    # Pictures have new numbers, which begin the names of their files.
    names = {old.partition("-")[2]: old for old in files}
    for path in (again / "all-media").iterdir():
        assert path.read_bytes() == files[names[path.name.partition("-")[2]]]
        second = second.replace(path.name, names[path.name.partition("-")[2]])
    assert second == first
    tags = "all-tags.jsonl"
    assert (again / tags).read_text(encoding="utf-8") == (folder / tags).read_text(encoding="utf-8")


def test_export_into_the_same_newsroom_changes_nothing(folder):
    make_newsroom()
    before = list(Article.objects.order_by("pk").values()), all_tags()
    call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    out = StringIO()
    call_command("import_articles", folder / "all.jsonl", stdout=out)
    assert "0 created, 0 updated, 5 unchanged" in out.getvalue()
    assert (list(Article.objects.order_by("pk").values()), all_tags()) == before


def test_without_a_file_lines_and_nothing_else_go_to_the_standard_output():
    make_newsroom()
    out, err = StringIO(), StringIO()
    call_command("export_articles", stdout=out, stderr=err)
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["id"] for each in told] == sorted(Article.objects.values_list("pk", flat=True))
    assert all("cover" not in each for each in told)
    assert "5 articles; covers and tags' words only with a FILE.jsonl" in err.getvalue()


def test_keys_are_those_of_the_design(folder):
    make_newsroom()
    call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    told = json.loads((folder / "all.jsonl").read_text(encoding="utf-8").splitlines()[1])
    assert told["id"] == 500
    assert told["url"] == f"http://testserver{Article.objects.get(pk=500).get_absolute_url()}"
    assert told["hromadas"] == [factories.KUPIANSK]
    assert told["published_at"] == "2024-05-08T13:05:07.123456+00:00"
    assert told["views"] == 1012
    assert told["cover"].startswith("all-media/")
    assert (folder / told["cover"]).is_file()
    assert told["cover_alt"] == "Майдан перед ратушею"


def test_picture_without_its_file_is_told_and_fails(folder, media):
    make_newsroom()
    (media / Article.objects.get(pk=500).cover.file.name).unlink()
    err = StringIO()
    with pytest.raises(CommandError, match="3 pictures have no file"):
        call_command("export_articles", folder / "all.jsonl", stderr=err)
    assert len((folder / "all.jsonl").read_text(encoding="utf-8").splitlines()) == 5


def test_interrupted_export_leaves_the_one_before_whole(folder, monkeypatch):
    make_newsroom()
    call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    before = (folder / "all.jsonl").read_bytes()

    def broken(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("news.importers.lines.written", broken)
    with pytest.raises(KeyboardInterrupt):
        call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
    assert (folder / "all.jsonl").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        *("all-media", "all-tags.jsonl", "all.jsonl"),
    ]


def test_export_costs_the_same_queries_for_many(folder, django_assert_max_num_queries):
    for number in range(20):
        factories.make_article(f"Стаття {number}", tags=["вода"])
    with django_assert_max_num_queries(11):
        call_command("export_articles", folder / "all.jsonl", stderr=StringIO())
