"""nginx in front of the portal: what it lets through, bounds, keeps for itself and tells."""

import re
import subprocess

import pytest
from django.core.management import CommandError, call_command

from bench import servers
from portal.management.commands import nginx_conf
from tests.factories import make_article, make_image

pytestmark = pytest.mark.once  # whatever the database

READER = "203.0.113.77"


def test_command_fills_everything_in(settings, capsys):
    settings.TRUSTED_PROXIES = 1
    settings.SITE_URL = "https://news.example.org"
    call_command("nginx_conf", "--brotli")
    told = capsys.readouterr().out
    assert "@" not in told.replace("@portal", "").replace("signs @,", "")
    assert "server_name testserver" in told
    assert "listen 443 ssl http2;" in told
    assert "return 301 https://news.example.org$request_uri;" in told
    assert "brotli_static on;" in told
    assert str(settings.DATA_DIR) in told
    assert "server 127.0.0.1:8000;" in told
    assert "listen 80;" in told
    call_command("nginx_conf", "--portal", "portal", "--http-port", "8080")
    told = capsys.readouterr().out
    assert "server portal:8000;" in told
    assert "listen 8080;" in told


@pytest.mark.parametrize("proxies", [0, 2])
def test_command_wants_one_trusted_proxy(settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    with pytest.raises(CommandError, match=f"TRUSTED_PROXIES is {proxies}. Set it to 1"):
        call_command("nginx_conf")


def test_nginx_understands_it_with_tls(settings, tmp_path):
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    key, certificate, tls = (tmp_path / name for name in ("key", "certificate", "tls"))
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    tls.write_text(f"ssl_certificate {certificate};\nssl_certificate_key {key};\n")
    settings.SITE_URL = f"https://localhost:{servers.free_port()}"
    template = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    lines = nginx_conf.filled(template, servers.BROTLI.is_file(), str(tls), str(tmp_path))
    # Even to try it, nginx takes its ports.
    lines = re.sub(r"listen (\[::\]:)?80;", rf"listen \g<1>{servers.free_port()};", lines)
    assert "test is successful" in servers.nginx_check(lines, tmp_path)


def test_portal_that_is_down_leaves_a_page_in_the_language(front):
    make_article()
    front.filed("/news/")
    front.stop_portal()
    assert front.get("/news/")[0] == 200
    for path, language, text in (
        ("/popular/", "uk", "Портал"),
        ("/search/?q=x", "uk", "Портал"),
        ("/en/popular/", "en", "Hromada Portal"),
        ("/admin/", "uk", "Портал"),
    ):
        status, headers, body = front.get(path)
        assert status == 503
        assert int(headers["retry-after"]) > 0
        assert headers["cache-control"] == "no-store"
        assert headers["content-language"] == language
        assert text in body.decode()
        assert f'<html lang="{language}">' in body.decode()
    assert front.get("/unavailable/uk")[0] == 404


def test_portal_learns_one_address_of_the_reader(front):
    front.get("/readyz", X_Forwarded_For=f"198.51.100.1, {READER}", X_Forwarded_Proto="https")
    asked = front.asked[-1]
    assert asked["HTTP_X_FORWARDED_FOR"] == READER
    assert asked["HTTP_X_FORWARDED_PROTO"] == "https"
    assert asked["HTTP_HOST"].startswith("127.0.0.1:")


def test_other_names_of_hosts_get_nothing(front):
    with pytest.raises(OSError, match=r"without response|reset"):
        front.get("/healthz", Host="evil.example")
    assert not front.asked


def test_one_address_sends_so_many_views_at_once(front):
    path = f"/news/{make_article().pk}/view"
    assert front.get(path, method="POST", body=b"x" * 5000)[0] == 413
    front.stop_portal()
    sent, status = 0, 503
    while status == 503 and sent < 3000:  # more come in while a slow machine sends them
        sent += 1
        status, headers, body = front.get(path, "POST", X_Forwarded_For=READER)
    assert status == 429
    assert sent > 300
    assert headers["retry-after"]
    assert "Портал" in body.decode()
    assert front.get(path, "POST", X_Forwarded_For="203.0.113.78")[0] == 503


def test_no_address_stays_behind(front):
    make_article()
    for path in ("/news/", "/news/", "/search/?q=secret", "/nothing/", "/preview/secret/"):
        front.get(path, X_Forwarded_For=READER, User_Agent="Secret/1.0")
    front.stop_portal()
    front.get("/popular/", X_Forwarded_For=READER)
    front.stop_nginx()
    written = {path: path.read_bytes() for path in front.folder.rglob("*") if path.is_file()}
    log = written[front.folder / "portal.log"].decode()
    assert log.count(" GET /news/ ") == 1  # the first, which nginx had no file for
    assert log.count(" GET /search/ ") == 1
    for path, content in written.items():
        assert READER.encode() not in content, path
        assert b"ecret" not in content, path


def test_pictures_are_files_and_originals_nobodys(media, front):
    image = make_image()
    address = image.rendition("full-960").urls["jpg"]
    status, headers, body = front.get(address)
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert body[:2] == b"\xff\xd8"
    assert not front.asked
    assert front.get(f"/media/{image.file.name}")[0] == 404
    assert front.get("/media/renditions/../" + image.file.name)[0] == 404


def test_static_files_are_kept_for_ever_under_changing_names(front, settings):
    folder = settings.DATA_DIR / "static" / "css"
    folder.mkdir(exist_ok=True)
    (folder / "base.0123456789ab.css").write_text("p{}")
    (folder / "base.css").write_text("p{}")
    status, headers, _ = front.get("/static/css/base.0123456789ab.css")
    assert (status, headers["content-type"]) == (200, "text/css")
    assert "immutable" in headers["cache-control"]
    assert "immutable" not in front.get("/static/css/base.css")[1]["cache-control"]
    assert not front.asked
