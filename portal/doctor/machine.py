"""This machine: its disk, its folders, its secrets, the certificate that readers see."""

import filecmp
import os
import shutil
import socket
import ssl
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal import environment
from portal.doctor import note, well, wrong

GB = 2**30
LEAST_ROOM, LEAST_SHARE = 2 * GB, 0.05  # that has to be free on a disk
SOON = 14  # days before a certificate ends
PROBE = "doctor"


def fitting():
    """What `check --deploy` says of the settings."""
    found = run_checks(include_deployment_checks=not settings.DEBUG)
    found = [each for each in found if not each.is_silenced()]
    for each in found:
        yield wrong(f"Settings, {each.id}", f"{each.msg}", str(each.hint or "See the manual."))
    if not found:
        yield well("Settings", "They fit together.")
    if settings.DEBUG:
        yield note("DEBUG", "It is on: this is no server for readers.", "Set DEBUG to off there.")


def room():
    """Whether the disks have room."""
    seen = set()
    database = settings.DATABASES["default"]
    folders = [settings.DATA_DIR, Path(settings.MEDIA_ROOT)]
    if database["ENGINE"].endswith("sqlite3"):
        folders.append(Path(database["NAME"]).parent)
    for folder in folders:
        if not folder.exists() or (device := os.stat(folder).st_dev) in seen:
            continue
        seen.add(device)
        used = shutil.disk_usage(folder)
        nodes = os.statvfs(folder)
        said = f"{used.free / GB:.1f} of {used.total / GB:.0f} GB are free at {folder}."
        if used.free < LEAST_ROOM or used.free < used.total * LEAST_SHARE:
            yield wrong("Disk", said, "Make room: old backups and logs first, or a larger disk.")
        elif nodes.f_files and nodes.f_favail < nodes.f_files * LEAST_SHARE:
            yield wrong("Disk", f"There are hardly any inodes left at {folder}.", "Remove files.")
        else:
            yield well("Disk", said)


def folders():
    """Whether this user can write to DATA_DIR, and nobody else reads the secrets in it."""
    probe = settings.DATA_DIR / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as error:
        todo = f"Give {settings.DATA_DIR} to the user that runs the portal: chown -R."
        yield wrong("DATA_DIR", f"It can't be written: {error.strerror}.", todo)
        return
    yield well("DATA_DIR", f"{settings.DATA_DIR} can be written.")
    secrets = settings.DATA_DIR / "portal.env"
    if secrets.exists():
        if not settings.DEBUG and stat.S_IMODE(secrets.stat().st_mode) & 0o007:
            yield wrong(
                "Secrets", f"Anybody on this machine can read {secrets}.", f"chmod o= {secrets}"
            )
        names = secrets.read_text(encoding="utf-8", errors="replace")
        if not settings.DEBUG and "DEBUG=on" in names:
            yield note(
                "Secrets",
                f"{secrets} has DEBUG=on, which only the environment overrides.",
                f"Remove the line from {secrets}: it is of `make run`.",
            )


def secrets():
    """Whether the secrets are long enough and each is another one."""
    weak = [
        name
        for name, least in (("SECRET_KEY", 50), ("DIGEST_KEY", 40), ("METRICS_TOKEN", 24))
        if (value := getattr(settings, name, "")) and (len(value) < least or len(set(value)) < 10)
    ]
    for name in weak:
        if not settings.DEBUG:
            yield note("Secrets", f"{name} is rather short.", f"Set {name} to a longer one.")
    user = settings.DATABASES["default"]
    if user.get("PASSWORD") and user["PASSWORD"] in (
        user.get("USER"),
        user.get("NAME"),
        "postgres",
    ):
        todo = "Give that user another password (ALTER ROLE), and put it into DATABASE_URL."
        yield wrong("Secrets", "The password of the database can be guessed.", todo)
    elif not weak or settings.DEBUG:
        yield well("Secrets", "They are long and differ.")


def static_files():
    """Whether the styles and scripts that pages name are there, and of this code."""
    if settings.DEBUG:
        return
    root = Path(settings.STATIC_ROOT)
    todo = "Run `python manage.py collectstatic --noinput`, and restart the server."
    if not (root / "staticfiles.json").is_file():
        yield wrong("Static files", "They were not collected: pages can't be made.", todo)
        return
    source = Path(settings.BASE_DIR, "static")
    old = [
        file.relative_to(source)
        for file in source.rglob("*")
        if file.is_file() and not _same(file, root / file.relative_to(source))
    ]
    if old:
        yield wrong("Static files", f"{len(old)} are of other code, as {old[0]}.", todo)
    else:
        yield well("Static files", "They are those of this code.")


def _same(file, collected):
    return collected.is_file() and filecmp.cmp(file, collected, shallow=False)


def storage():
    """Whether a picture could be kept, read and removed."""
    content = os.urandom(64)
    begun = time.perf_counter()
    name = default_storage.save(f"originals/{PROBE}-{os.getpid()}.tmp", ContentFile(content))
    try:
        with default_storage.open(name) as file:
            is_same = file.read() == content
    finally:
        default_storage.delete(name)
    took = (time.perf_counter() - begun) * 1000
    if not is_same:
        yield wrong("Pictures", "What was written reads otherwise.", "See the disk, or the bucket.")
    elif default_storage.exists(name):
        todo = "Give the user of MEDIA_STORAGE_URL the right to delete."
        yield wrong("Pictures", "What was written can't be removed.", todo)
    else:
        yield well("Pictures", f"One is written, read and removed in {took:.0f} ms.")


def certificate():
    """How long the certificate that readers see is good."""
    url = urlsplit(settings.SITE_URL)
    if url.scheme != "https":
        return
    try:
        until = _certificate_ends(url.hostname, url.port or 443)
    except ssl.SSLCertVerificationError as error:
        yield wrong(
            "Certificate",
            f"Browsers refuse that of {url.hostname}: {error.verify_message}.",
            "Renew it, with its whole chain, and reload the web server.",
        )
        return
    except OSError as error:
        said = f"{url.netloc} can't be reached from this machine ({error})."
        yield note("Certificate", said, "Look at it from elsewhere.")
        return
    days = (until - time.time()) / 86400
    if days < SOON:
        todo = "Renew it, and see why that wasn't done by itself (certbot renew --dry-run)."
        yield wrong("Certificate", f"It ends in {days:.0f} days.", todo)
    else:
        yield well("Certificate", f"It is good for {days:.0f} days.")


def _certificate_ends(host, port):
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=3) as plain,
        context.wrap_socket(plain, server_hostname=host) as sock,
    ):
        return ssl.cert_time_to_seconds(sock.getpeercert()["notAfter"])


def threads():
    """How many threads stand against how many connections."""
    workers = environment.number("WORKERS", 2, range(1, 1001))
    number = environment.number("THREADS", 16, range(1, 1001))
    cores = os.cpu_count() or 1
    if workers > 4 * cores:
        said = f"{workers} workers share {cores} processors."
        yield note("Workers", said, "Set WORKERS to the number of processors.")
    if number < settings.DATABASE_POOL:
        said = f"DATABASE_POOL is {settings.DATABASE_POOL}, and a worker has {number} threads."
        yield note("Threads", said, "Set DATABASE_POOL to THREADS at most: more is never used.")
