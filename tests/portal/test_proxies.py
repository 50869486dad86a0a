"""Whether a request came by HTTPS is a proxy's to say, and only a trusted proxy's."""

import pytest
from django.test import override_settings

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


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", "testserver:x"])
def test_an_unknown_host_is_refused(client, host):
    assert client.get("/robots.txt", headers={"host": host}).status_code == 400
