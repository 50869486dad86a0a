"""Settings that don't fit together are refused or warned of; of good ones nothing is said."""

import os
import runpy

import pytest
from django.core.checks import Error, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from portal import checks
from tests.portal.test_settings import KEY, ROOT, deploy, manage

SITE = {"SITE_URL": "https://news.example.org", "TRUSTED_PROXIES": "1"}
LETTERS = {"EMAIL_URL": "smtp+tls://u:p@mail.example.org:587", "DIGEST_KEY": KEY}
GOOD = {"SECRET_KEY": KEY + "-longer"} | SITE | LETTERS
POSTGRES = {"DATABASE_URL": "postgres://portal:p@db.example.org/portal"}
REDIS = {"CACHE_URL": "redis://cache.example.org:6379/0"}
S3 = {"MEDIA_STORAGE_URL": "s3://key:secret@s3.example.org/bucket?region=eu-central-1"}


# What the tests themselves need as it is, and what no check asks for.
OWN = {"DATABASES", "LOGGING", "INSTALLED_APPS", "PASSWORD_HASHERS"}


@pytest.fixture
def found(tmp_path, monkeypatch):
    """A function of variables of the environment: the ids of what is wrong with these settings.

    They are read by the site's own settings, in this process.
    """

    def found(**variables):
        for name in os.environ:
            if name not in ("PATH", "HOME", "PORTAL_TESTS"):
                monkeypatch.delenv(name)
        for name, value in ({"DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        read = runpy.run_path(str(ROOT / "portal" / "settings.py"))
        with override_settings(
            **{name: value for name, value in read.items() if name.isupper() and name not in OWN}
        ):
            tags = [Tags.security, Tags.caches, Tags.files]
            said = run_checks(tags=tags, include_deployment_checks=True)
            assert all(each.hint for each in said if each.id.startswith("portal."))
            said = [each for each in said if not each.is_silenced()]
            return {each.id for each in said}, {each.id for each in said if isinstance(each, Error)}

    return found


@pytest.mark.parametrize(
    "more",
    [
        {},
        POSTGRES | REDIS,
        POSTGRES | REDIS | S3 | {"METRICS_TOKEN": "another-token-0123456789"},
        {"TRUSTED_PROXIES": "0", "GRANIAN_SSL_CERTIFICATE": "/etc/ssl/portal.pem"},
        {"LOG_FORMAT": "json", "ACCESS_LOG": "on", "SENTRY_DSN": "https://0a@sentry.example.org/1"},
    ],
    ids=["plain", "postgres", "hosts", "own TLS", "watched"],
)
def test_of_good_production_settings_nothing_is_said(found, more):
    assert found(**GOOD | more) == (set(), set())


def test_nor_does_the_command_say_anything(tmp_path):
    assert "no issues" in deploy(tmp_path, **SITE, **LETTERS)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"TRUSTED_PROXIES": ""}, "portal.W001"),
        ({"SITE_URL": ""}, "portal.W002"),
        ({"EMAIL_URL": "dummymail://"}, "portal.W003"),
        ({"DIGEST_KEY": ""}, "portal.W004"),
        ({"EMAIL_URL": "", "DIGEST_KEY": ""}, "portal.W005"),
        ({"EMAIL_URL": "smtp://u:p@mail.example.org:25"}, "portal.W006"),
        ({"ALLOWED_HOSTS": "*"}, "portal.W007"),
        (S3, "portal.W008"),
        ({"CACHE_URL": "dummycache://"}, "portal.W009"),
        ({"GRANIAN_LOG_ACCESS_ENABLED": "true"}, "portal.W010"),
        ({"PAGE_CACHE": "off"}, "portal.W011"),
        ({"ALLOWED_HOSTS": "other.example.org"}, "portal.W012"),
    ],
)
def test_what_does_not_fit_is_warned_of_with_a_hint(found, wrong, told):
    said, errors = found(**GOOD | wrong)
    assert told in said
    assert not errors


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"DEBUG": "on"}, "portal.E001"),
        ({"DIGEST_KEY": KEY + "-longer"}, "portal.E002"),
        ({"METRICS_TOKEN": KEY}, "portal.E002"),
    ],
)
def test_what_would_be_worse_than_no_site_is_an_error(found, wrong, told):
    assert found(**GOOD | wrong)[1] == {told}


def test_an_error_stops_commands_and_the_server_in_words(tmp_path):
    wrong = GOOD | {"METRICS_TOKEN": KEY}
    for words in (["check"], ["shell", "--no-imports", "-c", "import portal.wsgi"]):
        done = manage(tmp_path, *words, **wrong)
        assert done.returncode != 0
        assert "portal.E002" in done.stderr
        assert "METRICS_TOKEN" in done.stderr


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"SENTRY_DSN": "sentry.example.org/1"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://sentry.example.org/1"}, "SENTRY_DSN"),
        ({"SENTRY_DSN": "https://k@h/"}, "SENTRY_DSN"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
        ({"METRICS_TOKEN": "with a space in its middle"}, "METRICS_TOKEN"),
        ({"SLOW_QUERY_MS": "quick"}, "SLOW_QUERY_MS"),
        ({"ACCESS_LOG": "maybe"}, "ACCESS_LOG"),
        ({"MEDIA_STORAGE_URL": "s3:///bucket"}, "MEDIA_STORAGE_URL"),
        ({"DATABASE_REPLICA_URLS": "postgres://r.example.org/portal"}, "DATABASE_REPLICA_URLS"),
    ],
)
def test_what_cannot_be_understood_stops_the_start_with_its_name(found, variables, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        found(**GOOD | variables)


@pytest.mark.parametrize(
    ("host", "is_of_here"),
    [
        ("localhost", True),
        ("portal", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.1.20", True),
        ("desk.local", True),
        ("news.example.org", False),
        ("91.202.128.71", False),
        ("2a02:2454::17", False),
    ],
)
def test_hosts_of_a_network_of_ones_own_are_known(host, is_of_here):
    assert checks.is_of_here(host) is is_of_here


def test_a_folder_that_cannot_be_written_stops_the_server(settings, monkeypatch):
    monkeypatch.setattr(checks.os, "access", lambda *args: False)  # root may write anywhere
    with pytest.raises(ImproperlyConfigured, match=r"portal\.E003: DATA_DIR is .*chown"):
        checks.refuse()
