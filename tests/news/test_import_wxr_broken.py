"""`import_wxr` and damaged or hostile files: each post for itself, nothing half-written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from news.importers import wxr as reading
from news.models import Article, Image
from tests import factories
from tests.news.wxr import FOOT, HEAD, attachment, export, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

GOOD = item(1)
BROKEN = {
    "the title is missing": item(title=""),
    "the title has 301 characters": item(title="а" * 301),
    "the date is missing": item(gmt="", date=""),
    "«2024-13-45 99:99:99» is no date": item(gmt="2024-13-45 99:99:99"),
    "the year 1024 cannot be right": item(gmt="1024-05-08 13:05:00"),
    "the state «published» is none of WordPress's": item(status="published"),
    "<wp:post_type> is missing": item(kind=""),
    "the number of the post, «сім», is none": item("сім"),
    "not well-formed XML": item(2).replace("</dc:creator>", ""),
    "a byte here is not utf-8": item(3, title="Т\ue000").encode().replace(b"\xee\x80\x80", b"\xff"),
    "it has neither a lead nor a text": item(8, content=""),
    "</item> is missing": item(4).replace("\t</item>\n", ""),
    "undefined entity": item(5).replace("<description>", "<description>&nbsp;"),
    "not one post": item(6, content="а " * 50_000),
    "301 tags, 300 are the limit": item(7, tags={f"тег {n}": "post_tag" for n in range(301)}),
    "with other content": item(1, title="Інша стаття з тим самим номером"),
}


@pytest.fixture(autouse=True)
def _short_items(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ITEM", 50_000)


def run(path, content, **options):
    """Run the command on bytes or text; return the output and the error stream."""
    file = path / "export.xml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err = StringIO(), StringIO()
    try:
        call_command("import_wxr", file, stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"exit: {error}")
    return out.getvalue(), err.getvalue()


def with_broken(broken):
    """Return the bytes of an export with one good post, a broken one, and another good one."""
    broken = broken if isinstance(broken, bytes) else broken.encode()
    return HEAD.encode() + GOOD.encode() + broken + item(999).encode() + FOOT.encode()


@pytest.mark.parametrize("reason", BROKEN)
def test_broken_post_is_refused_with_its_reason_and_the_others_come(tmp_path, reason):
    out, err = run(tmp_path, with_broken(BROKEN[reason]))
    assert reason in err
    assert "1 refused" in out
    assert "exit: 1 items were refused." in err
    assert Article.objects.count() == 2


def test_refusal_names_the_line_of_the_file(tmp_path):
    content = with_broken(BROKEN["the title is missing"])
    _, err = run(tmp_path, content)
    line = content.decode().split("<title><![CDATA[]]>")[0].count("\n")  # its <item> is one above
    assert f"item 2, line {line}: refused: the title is missing" in err


def test_cdata_that_is_never_closed_costs_its_own_post_only(tmp_path):
    # Of the last CDATA of an item: it runs on into the next one.
    open_one = item(2).replace("<![CDATA[]]></wp:post_password>", "<![CDATA[</wp:post_password>")
    out, err = run(tmp_path, with_broken(open_one))
    assert "2 created" in out
    assert "item 2" in err


def test_file_that_is_cut_off_says_so(tmp_path):
    _, err = run(tmp_path, HEAD + GOOD + item(2)[:300])
    assert "the file ends in the middle of this item: it is cut off" in err
    _, err = run(tmp_path, HEAD + GOOD)
    assert "the file ends before </channel>" in err
    assert Article.objects.count() == 1


def test_text_about_items_is_a_text(tmp_path):
    out, err = run(tmp_path, export(item(1, content="Так: <item>…</item>.\n\nКінець.")))
    assert "1 created" in out
    assert err == ""


def test_control_characters_of_wordpress_are_left_out(tmp_path):
    out, err = run(tmp_path, export(item(1, content="Вертикальна\x0bтабуляція.\x08")))
    assert "1 created" in out
    assert err == ""


def test_file_in_windows_1251_is_read_when_it_says_so(tmp_path):
    text = export(item(1, title="Ґанок")).replace('encoding="UTF-8"', 'encoding="windows-1251"')
    run(tmp_path, text.encode("cp1251"))
    assert Article.objects.get().title == "Ґанок"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "DTD or entities": HEAD.replace("<rss", f'<!DOCTYPE x [<!ENTITY l0 "ха">{LAUGHS}]><rss', 1)
    + item(1, title="&l9;")
    + FOOT,
    "a DTD or entities": HEAD.replace("<rss", '<!DOCTYPE x SYSTEM "http://10.0.0.1/x.dtd"><rss', 1)
    + GOOD
    + FOOT,
    "UTF-16 or UTF-32": export(GOOD).encode("utf-16"),
    "the encoding «UTF-7» isn't read": export(GOOD).replace('"UTF-8"', '"UTF-7"', 1),
    "no export of WordPress": '<?xml version="1.0"?><feed><entry/></feed>',
    "this is no export": "",
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_hostile_file_is_refused_as_a_whole(tmp_path, reason):
    _, err = run(tmp_path, HOSTILE[reason])
    assert reason in err
    assert not Article.objects.exists()


def test_entities_inside_an_item_are_refused(tmp_path):
    evil = item(2, title="x").replace("<item>", '<item><!DOCTYPE x [<!ENTITY a "b">]>')
    out, err = run(tmp_path, with_broken(evil))
    assert "1 refused" in out
    assert "2 created" in out


@pytest.mark.parametrize(
    "name", ["../../secret.jpg", "2024/../../../secret.jpg", "%2e%2e/%2e%2e/secret.jpg"]
)
def test_picture_outside_of_the_folder_refuses_the_post(tmp_path, name):
    (tmp_path / "uploads" / "2024").mkdir(parents=True)
    (tmp_path / "secret.jpg").write_bytes(factories.image_bytes())
    content = f'<img src="https://old.example.org/wp-content/uploads/{name}"> Текст.'
    _, err = run(tmp_path, export(item(1, content=content)), media=tmp_path / "uploads")
    assert "leads out of the folder" in err
    assert not Article.objects.exists()
    assert not Image.objects.exists()


def test_link_that_leads_out_of_the_folder_is_not_followed(tmp_path, media):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    (tmp_path / "secret.jpg").write_bytes(factories.image_bytes())
    (uploads / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    content = '<img src="https://old.example.org/wp-content/uploads/a.jpg"> Текст.'
    _, err = run(tmp_path, export(item(1, content=content)), media=uploads)
    assert "leads out of the folder" in err


def test_refused_post_leaves_no_files_of_its_pictures(tmp_path, media):
    uploads = tmp_path / "wordpress" / "2024"
    uploads.mkdir(parents=True)
    (uploads / "good.jpg").write_bytes(factories.image_bytes())
    (uploads / "bad.jpg").write_bytes(b"GIF89a no picture")
    shown = "".join(
        f'<img src="https://old.example.org/wp-content/uploads/2024/{name}.jpg"> Текст.'
        for name in ("good", "bad")
    )
    _, err = run(tmp_path, export(item(1, content=shown)), media=tmp_path / "wordpress")
    assert "bad.jpg is refused" in err
    assert not Image.objects.exists()
    assert [path for path in media.rglob("originals/**/*") if path.is_file()] == []


def test_attachments_may_stand_after_their_posts_and_be_damaged(tmp_path):
    damaged = attachment(3, "a.jpg").replace("</title>", "", 1)
    (tmp_path / "uploads").mkdir()
    out, err = run(
        tmp_path,
        export(item(2, meta={"_thumbnail_id": "3"}), damaged),
        media=tmp_path / "uploads",
    )
    assert "1 created" in out
    assert "1 × picture that isn't in the folder" in out


@pytest.mark.soak
def test_two_thousand_posts_ten_of_them_broken(tmp_path):
    broken = [BROKEN[reason] for reason in BROKEN if reason != "with other content"][:10]
    parts = [item(n + 1000, title=f"Стаття {n}").encode() for n in range(1990)]
    for n, one in enumerate(broken):
        parts.insert(n * 187 + 5, one if isinstance(one, bytes) else one.encode())
    out, err = run(tmp_path, HEAD.encode() + b"".join(parts) + FOOT.encode())
    assert "1990 created, 0 updated, 0 unchanged, 0 skipped, 10 refused" in out
    assert err.count("refused:") == 10
    assert Article.objects.count() == 1990
    out, _ = run(tmp_path, (tmp_path / "export.xml").read_bytes())
    assert "0 created, 0 updated, 1990 unchanged, 0 skipped, 10 refused" in out
