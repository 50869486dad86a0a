"""Encrypted connections by deploy/tls.conf: what is offered, HTTP/2, the way from plain HTTP."""

import gzip
import http.client
import re
import socket
import ssl
import struct
import subprocess

import pytest

from bench import servers
from portal.management.commands import nginx_conf
from tests.deploy.front import front  # noqa: F401 - a fixture
from tests.factories import make_article

pytestmark = pytest.mark.once  # whatever the database

# Frames of HTTP/2 (RFC 9113, section 6)
DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS, ACK = 1, 4, 1


@pytest.fixture
def certified(tmp_path):
    """Return (a file as deploy/tls.conf with a certificate for localhost, a context that trusts
    it)."""
    key, certificate, tls = (tmp_path / name for name in ("key", "certificate", "tls"))
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    words += ["-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    lines = (servers.ROOT / "deploy" / "tls.conf").read_text()
    lines = re.sub(r"(?m)^(ssl_certificate) .*;", rf"\1 {certificate};", lines)
    tls.write_text(re.sub(r"(?m)^(ssl_certificate_key) .*;", rf"\1 {key};", lines))
    return str(tls), ssl.create_default_context(cafile=certificate)


@pytest.fixture
def nginx(certified, settings, tmp_path):
    """nginx alone; gives (its port, a context that trusts it, the port of plain HTTP)."""
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    tls, context = certified
    port, plain = servers.free_port(), servers.free_port()
    settings.SITE_URL = f"https://localhost:{port}"
    template = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    brotli = servers.BROTLI.is_file()
    lines = nginx_conf.filled(template, brotli, tls, str(tmp_path), http_port=plain)
    with servers.nginx(lines, port, tmp_path):
        yield port, context, plain


def connected(port, context):
    """Return an encrypted socket."""
    raw = socket.create_connection(("localhost", port), timeout=60)
    connection = context.wrap_socket(
        raw, server_hostname="localhost", do_handshake_on_connect=False
    )
    try:
        connection.do_handshake()
    except OSError:
        connection.close()
        raise
    return connection


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(index, value):
    """A field with a name of the static table and a value of its own (RFC 7541, section 6.2.2)."""
    name = bytes([index]) if index < 15 else bytes([15, index - 15])
    return name + bytes([len(value)]) + value.encode()


def read_exactly(connection, size):
    got = b""
    while len(got) < size:
        part = connection.recv(size - len(got))
        assert part, "the connection was closed"
        got += part
    return got


def get_by_http2(connection, authority):
    """Ask for the front page; return (whether the status is 200, the bytes of the body)."""
    # :method GET, :scheme https and :path / have a number each, so have the names of the others.
    fields = b"\x82\x87\x84" + literal(1, authority) + literal(16, "gzip") + literal(58, "Test/1.0")
    connection.sendall(
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + frame(SETTINGS, 0, 0)
        + frame(HEADERS, END_STREAM | END_HEADERS, 1, fields)
    )
    is_well, body = False, b""
    while True:
        head = read_exactly(connection, 9)
        size, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
        payload = read_exactly(connection, size)
        if kind == SETTINGS and not flags & ACK:
            connection.sendall(frame(SETTINGS, ACK, 0))
        elif kind == HEADERS:
            is_well = b"\x88" in payload[:3]  # `:status: 200`, perhaps after a change of a table
        elif kind == DATA:
            body += payload
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            return is_well, body


def test_http2_is_spoken_and_pages_come_compressed_from_files(front, certified, settings):  # noqa: F811
    make_article("Новина по HTTP/2")
    tls, context = certified
    front.stop_nginx()
    port = servers.free_port()
    settings.SITE_URL = f"https://localhost:{port}"
    front.start_nginx(settings.SITE_URL, tls=tls, http_port=servers.free_port())
    context.set_alpn_protocols(["h2", "http/1.1"])
    for _ in range(2):
        asked = len(front.asked)
        with connected(port, context) as connection:
            assert connection.selected_alpn_protocol() == "h2"
            assert connection.version() == "TLSv1.3"
            is_well, body = get_by_http2(connection, f"localhost:{port}")
        assert is_well
        assert "Новина по HTTP/2" in gzip.decompress(body).decode()
    assert len(front.asked) == asked  # the second came from the file
    context.set_alpn_protocols(["http/1.1"])
    asking = http.client.HTTPSConnection("localhost", port, timeout=60, context=context)
    asking.request("GET", "/search/?q=x", headers={"X-Forwarded-For": "203.0.113.7"})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    assert answer.status == 200
    assert front.asked[-1]["HTTP_X_FORWARDED_PROTO"] == "https"


def test_good_ciphers_of_tls_1_2_are_taken_and_no_others(nginx):
    port, context, _ = nginx
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    for cipher in ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"):
        context.set_ciphers(cipher)
        with connected(port, context) as connection:
            assert connection.cipher()[0] == cipher
    for cipher in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"):  # no secrecy; CBC
        context.set_ciphers(cipher)
        with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
            connected(port, context)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_not_taken(nginx):
    port, context, _ = nginx
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        connected(port, context)


def test_plain_http_leads_to_the_same_page_encrypted(nginx, settings):
    _, _, plain = nginx
    asking = http.client.HTTPConnection("127.0.0.1", plain, timeout=60)
    asking.request("GET", "/news/?tag=x", headers={"Host": "localhost"})
    answer = asking.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == f"{settings.SITE_URL}/news/?tag=x"
    asking.close()
