"""Outside addresses are asked politely and shortly, and never inside our network."""

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from newsroom.models.link import LinkState
from newsroom.patrol import Pace
from newsroom.probing import Reach, is_public, probe
from tests.outside import reach

CERTIFICATE = str(Path(__file__).parent / "rada.test.pem")


def asked(site, path, host="rada.test", **changes):
    """Probe a path of the test's host; return the Verdict."""
    stop = threading.Event()
    url = f"http://{host}:{site.port}/{path}"
    return probe(url, reach(site, **changes), Pace(0, stop).turn)


# Whom it may ask


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("2001:db8::1", "fec0::1", "::127.0.0.1", "64:ff9b:1::7f00:1", "5f00::1", "3fff::1"),
        *("2002:a00:1::", "2001:0:7f00:1::", "192.0.0.192", "168.63.129.16", "192.88.99.1"),
        *("not an address", "8.8.8.8.", "0x8.8.8.8", "8.8.8.8/32", ""),
    ],
)
def test_addresses_that_are_not_of_the_internet_are_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_allowed(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"]
)
def test_no_spelling_of_our_own_machine_is_asked(site, host):
    stop = threading.Event()
    verdict = probe(
        f"http://{host}:{site.port}/", Reach(ports=frozenset({site.port})), Pace(0, stop).turn
    )
    assert verdict.state == LinkState.FAILING
    assert site.asked == []


def test_a_name_that_leads_inside_is_not_asked_and_neither_is_a_redirect(site):
    def inside(host, port):
        return ["10.0.0.1"] if host == "inside.test" else ["127.0.0.1"]

    for path in ("", "to?http://outside.test/"):
        verdict = asked(site, path, host="inside.test", resolve=inside)
        assert (verdict.state, verdict.status) == (LinkState.FAILING, None)
        assert verdict.problem == "Адреса веде не в інтернет, а в закриту мережу"
    assert site.asked == []
    verdict = asked(site, f"to?http://inside.test:{site.port}/secret", resolve=inside)
    assert verdict.problem == "Адреса веде не в інтернет, а в закриту мережу"
    assert {path for _, _, path in site.asked} == {f"/to?http://inside.test:{site.port}/secret"}


def test_a_public_address_of_our_own_machine_is_left_alone(site, monkeypatch):
    """What a firewall keeps from the Internet answers who asks from inside."""
    monkeypatch.setattr("newsroom.probing.is_public", lambda address: True)
    verdict = asked(site, "ok", trusted=frozenset())
    assert (verdict.state, verdict.status) == (LinkState.WARNING, None)
    assert verdict.problem == "Адреса веде на наш власний сервер, її не перевіряємо"
    assert site.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(site):
    """A name whose answer changes between look and connection (DNS rebinding) gains nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    assert asked(site, "ok", resolve=lambda host, port: next(answers)).state == LinkState.ALIVE
    assert len(site.asked) == 1


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://a.ua/", "javascript:alert(1)"])
def test_a_redirect_to_another_scheme_is_not_followed(site, where):
    verdict = asked(site, f"to?{where}")
    assert (verdict.state, verdict.problem) == (LinkState.FAILING, "Сайт веде на неможливу адресу")


def test_another_port_is_not_asked(site):
    verdict = asked(site, "", ports=frozenset({80, 443}))
    assert verdict.state == LinkState.WARNING
    assert f"Незвичний порт {site.port}" in verdict.problem
    assert site.asked == []


# What an answer means


@pytest.mark.parametrize(
    ("path", "state", "problem"),
    [
        ("200", "alive", ""),
        ("204", "alive", ""),
        ("404", "dead", "Сторінки немає (404)"),
        ("410", "dead", "Сторінку прибрали назавжди (410)"),
        ("401", "warning", "Сайт не пускає (401)"),
        ("403", "warning", "Сайт не пускає (403)"),
        ("429", "warning", "Сайт просить заходити рідше (429)"),
        ("500", "warning", "На сайті збій (500)"),
        ("503", "warning", "На сайті збій (503)"),
        ("418", "warning", "Сайт відповідає помилкою (418)"),
        ("only-get", "alive", ""),
        ("hangs-up-on-head", "alive", ""),
        ("to?/200", "alive", ""),
        ("to?/404", "dead", "Сторінки немає (404)"),
        ("to?/to?/to?/to?/to?/200", "alive", ""),
        ("loop", "warning", "Забагато перенаправлень"),
        ("hangs-up", "failing", "Сайт обриває з’єднання або відповідає незрозуміло"),
        ("nonsense", "failing", "Сайт обриває з’єднання або відповідає незрозуміло"),
    ],
)
def test_answers(site, path, state, problem):
    verdict = asked(site, path)
    assert (verdict.state, verdict.problem) == (state, problem)


def test_head_is_enough_where_it_is_answered(site):
    asked(site, "200")
    assert [method for method, _, _ in site.asked] == ["HEAD"]
    assert site.agents == {"PortalHromadLinks/1.0 (+http://testserver)"}


def test_a_host_that_does_not_answer_fails(site, monkeypatch):
    monkeypatch.setattr("newsroom.probing.TIMEOUT", 0.3)
    assert asked(site, "slow").problem == "Сайт не відповідає"


def test_a_host_that_answers_a_byte_at_a_time_is_cut_off(site, monkeypatch):
    monkeypatch.setattr("newsroom.probing.LONGEST", 0.5)
    started = time.monotonic()
    assert asked(site, "drip").problem == "Сайт не відповідає"
    assert time.monotonic() - started < 15  # it drips for twenty
    assert len(site.asked) == 1


def test_a_closed_port_and_an_unknown_name_fail(site):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    assert asked(site, "", resolve=unknown).problem == "Сайту з такою адресою немає"
    site.shutdown()
    site.server_close()
    verdict = asked(site, "")
    assert verdict.problem == "Сайт відмовляє у з’єднанні"
    assert verdict.is_silent


# Secure sites


@pytest.fixture
def secure_site(site):
    """The host behind TLS, with a certificate of rada.test that it signed itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return site


def asked_securely(site, host, **changes):
    turn = Pace(0, threading.Event()).turn
    return probe(f"https://{host}:{site.port}/200", reach(site, **changes), turn)


def test_a_secure_site_is_asked_by_its_name_at_the_address_that_was_checked(secure_site):
    verdict = asked_securely(secure_site, "rada.test", ca_file=CERTIFICATE)
    assert (verdict.state, verdict.problem) == ("alive", "")


@pytest.mark.parametrize(
    ("host", "ca_file", "problem"),
    [
        ("other.test", CERTIFICATE, "Сертифікат сайту виданий на інше ім’я"),
        ("rada.test", None, "Сертифікат сайту підписав він сам"),
    ],
)
def test_a_certificate_that_browsers_refuse_is_a_failure(secure_site, host, ca_file, problem):
    verdict = asked_securely(secure_site, host, ca_file=ca_file)
    assert (verdict.state, verdict.problem) == ("failing", problem)
    assert secure_site.asked == []


def test_a_chain_without_its_middle_is_no_failure(secure_site, monkeypatch):
    """Browsers fetch what lacks; half of the councils' sites would be dead otherwise."""
    error = ssl.SSLCertVerificationError("unable to get local issuer certificate")
    error.verify_code = 20

    def fail(*args):
        raise error

    monkeypatch.setattr("ssl.SSLSocket.do_handshake", fail)
    verdict = asked_securely(secure_site, "rada.test")
    assert (verdict.state, verdict.status) == ("warning", None)


def test_what_speaks_no_tls_fails(site):
    assert asked_securely(site, "rada.test").problem == "Захищене з’єднання із сайтом не вдається"
