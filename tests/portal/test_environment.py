"""What a variable of the environment may say, and the sentence where it can't be understood."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment


def read(monkeypatch, value, reader, *arguments):
    monkeypatch.setenv("NAME", value)
    return reader("NAME", *arguments)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("on", True), ("ON", True), ("1", True), (" yes ", True), ("true", True)]
    + [("off", False), ("0", False), ("No", False), ("False", False), ("", False)],
)
def test_switch(monkeypatch, value, expected):
    assert read(monkeypatch, value, environment.switch) is expected


@pytest.mark.parametrize(("value", "expected"), [("", 7), ("0", 0), ("9", 9), (" 3 ", 3)])
def test_number(monkeypatch, value, expected):
    assert read(monkeypatch, value, environment.number, 7, range(10)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://news.example.org", "https://news.example.org"),
        ("https://News.Example.org/", "https://news.example.org"),
        ("https://news.example.org:8443", "https://news.example.org:8443"),
        ("https://news.example.org:443", "https://news.example.org"),
        ("http://news.example.org:80/", "http://news.example.org"),
        ("https://громада.укр", "https://xn--80aahf2bln.xn--j1amh"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", "http://127.0.0.1:8000"),
    ],
)
def test_site_url(monkeypatch, value, expected):
    found = read(monkeypatch, value, environment.site_url, "http://127.0.0.1:8000")
    assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a.org,b.org", ["a.org", "b.org"]),
        (" a.org , B.org, ", ["a.org", "b.org"]),
        (".a.org,[::1],*", [".a.org", "[::1]", "*"]),
        ("громада.укр", ["xn--80aahf2bln.xn--j1amh"]),
        ("", ["default"]),
        (" , ", ["default"]),
    ],
)
def test_hosts(monkeypatch, value, expected):
    assert read(monkeypatch, value, environment.hosts, ["default"]) == expected


@pytest.mark.parametrize(
    ("reader", "arguments", "values"),
    [
        (environment.switch, [], ["maybe", "2", "o n"]),
        (environment.number, [0, range(10)], ["one", "-1", "1.5", "10", "²", "1_0", "9" * 9]),
        (
            environment.site_url,
            ["http://127.0.0.1"],
            ["news.example.org", "ftp://a.org", "https://", "https://a.org/portal", "https://a b"]
            + ["https://a.org:abc", "https://a.org:99999", "https://a.org?b=1", "https://u:p@a.org"]
            + ["https://a.org#b", "https://[::1", "https://" + "ї" * 70, "https://a.org:0"],
        ),
        (environment.hosts, [[]], ["https://a.org", "a.org:8000", "a.org/b", "a.org b.org"]),
        (
            environment.database,
            [""],
            ["nonsense", "oracle://x/y", "mysql://u:hidden@h/n", "postgres://u:hidden@h:abc/n"]
            + ["postgres://u:hidden@h", "postgres://u:hidden@h/", "://"],
        ),
        (environment.cache, [""], ["nonsense", "memcache://x:11211", "redis//x"]),
        (environment.email, [""], ["nonsense", "gmail://u:hidden@x", "smtp://u:hidden@h:abc"]),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(monkeypatch, reader, arguments, values):
    for value in values:
        with pytest.raises(ImproperlyConfigured, match="NAME") as refused:
            read(monkeypatch, value, reader, *arguments)
        assert "hid" not in str(refused.value), value


@pytest.mark.parametrize(
    ("address", "reader"),
    [
        ("redis://127.0.0.1:6379/0", environment.cache),
        ("rediss://:key@cache.example.org:6380/1", environment.cache),
        ("locmemcache://portal", environment.cache),
    ],
)
def test_caches(monkeypatch, address, reader):
    assert read(monkeypatch, address, reader, "")["BACKEND"].startswith("django.core.cache.")


def test_database_of_its_parts(monkeypatch):
    address = "postgres://portal:p%2Fw%40@db.example.org:5433/news"
    found = read(monkeypatch, address, environment.database, "")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    parts = [found[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["portal", "p/w@", "db.example.org", 5433, "news"]


def test_email_of_its_parts(monkeypatch):
    found = read(monkeypatch, "smtp+tls://u:p@mail.example.org:587", environment.email, "")
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("mail.example.org", True)


def test_email_into_files_names_the_whole_folder(monkeypatch):
    for address in ("filemail:///srv/letters", "filemail:////srv/letters"):
        monkeypatch.setenv("NAME", address)
        assert environment.email("NAME", "")["EMAIL_FILE_PATH"] == "/srv/letters"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", "news@example.org"), ("a@b.ua", "a@b.ua"), ("Портал <a@b.ua>", "a@b.ua")],
)
def test_mailbox(monkeypatch, value, expected):
    monkeypatch.setenv("NAME", value)
    assert environment.mailbox("NAME", "news@example.org") == expected


def test_folder_is_made(monkeypatch, tmp_path):
    wanted = tmp_path / "нова тека # 100%"
    assert read(monkeypatch, str(wanted), environment.folder, tmp_path) == wanted
    assert wanted.is_dir()


def test_a_file_is_no_folder(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="NAME"):
        read(monkeypatch, str(tmp_path / "file"), environment.folder, tmp_path)
