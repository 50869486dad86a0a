"""Who reads, and whether by HTTPS, is a proxy's to say, and only a trusted proxy's."""

import pytest
from django.test import override_settings

from portal.proxies import reader_of

HTTPS = override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_REDIRECT_EXEMPT=[r"^(healthz|readyz)$"],
    SECURE_HSTS_SECONDS=3600,
)
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}


@HTTPS
def test_without_a_trusted_proxy_the_header_means_nothing(client):
    response = client.get("/robots.txt", headers=FORWARDED)
    assert response.status_code == 301
    assert response["Location"] == "https://testserver/robots.txt"


@HTTPS
@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_a_trusted_proxy_is_believed_and_gets_hsts_of_this_host_only(client):
    response = client.get("/robots.txt", headers=FORWARDED)
    assert response.status_code == 200
    assert response["Strict-Transport-Security"] == "max-age=3600"
    assert "evil.example" not in response.content.decode()
    assert client.get("/robots.txt").status_code == 301


@HTTPS
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_is_asked_by_plain_http(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "a b", "testserver:x", "testserver,evil.example"],
)
def test_an_unknown_host_is_refused(client, host):
    assert client.get("/robots.txt", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    ("trusted", "forwarded", "reader"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.1.1.1, 203.0.113.5", "203.0.113.5"),
        (2, "10.1.1.1, 203.0.113.5,198.51.100.2", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),  # hasn't come through both
        (1, None, "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "x" * 100_000, "192.0.2.1"),
    ],
)
def test_a_reader_is_whom_the_trusted_proxies_name(settings, trusted, forwarded, reader):
    settings.TRUSTED_PROXIES = trusted
    environ = {"REMOTE_ADDR": "192.0.2.1"}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    assert reader_of(environ) == reader


def test_a_server_behind_a_socket_knows_readers_by_the_proxy_alone(settings):
    settings.TRUSTED_PROXIES = 1
    environ = {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.5"}
    assert reader_of(environ) == "203.0.113.5"
    assert reader_of({"REMOTE_ADDR": ""}) == reader_of({}) == ""
