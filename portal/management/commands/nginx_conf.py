"""Print the configuration of nginx in front of this portal: deploy/nginx.conf, filled in."""

import glob
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import page_files, policy, serving, survival

BROTLI = "/etc/nginx/modules-enabled/*brotli-static*"  # where Debian's packages switch it on
IPV6 = Path("/proc/net/if_inet6")  # where this machine has it
TLS = "/etc/nginx/portal-tls.conf"
LOGS = "/var/log/nginx"


class Command(BaseCommand):
    help = (
        "Print the configuration of nginx for this portal, and write the pages it has for itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("--brotli", action="store_true", default=bool(glob.glob(BROTLI)))
        parser.add_argument("--no-brotli", action="store_false", dest="brotli")
        parser.add_argument("--tls", default=TLS, help=f"the file about certificates ({TLS})")
        parser.add_argument("--logs", default=LOGS, help=f"the folder of logs ({LOGS})")

    def handle(self, *, brotli, tls, logs, **options):
        if settings.TRUSTED_PROXIES != 1:
            raise CommandError(
                f"TRUSTED_PROXIES is {settings.TRUSTED_PROXIES}. Set it to 1, for the portal's own "
                "server too: nginx says whose request it is, by one address."
            )
        write_unavailable()
        template = Path(settings.BASE_DIR, "deploy", "nginx.conf").read_text(encoding="utf-8")
        self.stdout.write(filled(template, brotli, tls, logs), ending="")


def write_unavailable():
    """Write the pages of a portal that doesn't answer, one for each language, into
    DATA_DIR/pages/unavailable."""
    folder = settings.DATA_DIR / "pages" / "unavailable"
    folder.mkdir(parents=True, exist_ok=True)
    for language, path in {"uk": "/", "en": "/en/"}.items():
        (folder / language).write_bytes(survival.unavailable(path).whole())


def filled(template, brotli, tls, logs):
    """Return the text of deploy/nginx.conf with the portal's settings.

    `brotli` says whether nginx has the module; `tls` and `logs` are paths. A line that begins with
    `@https `, `@brotli ` or `@ipv6 ` stays where that is so, without the word.
    """
    site = urlsplit(settings.SITE_URL)
    common = policy.common_headers()
    is_https = site.scheme == "https"
    values = {
        "DATA_DIR": str(settings.DATA_DIR),
        "DIGEST": page_files.digest(serving.common()),
        "HEADERS": added(common | {"Content-Language": "$language", "Last-Modified": ""}),
        "HOSTS": " ".join(names_of(settings.ALLOWED_HOSTS)),
        "LISTEN": f"{site.port or (443 if is_https else 80)}" + (" ssl http2" if is_https else ""),
        "LOGS": logs,
        "MEDIA": str(settings.MEDIA_ROOT),
        "PORTAL_PORT": str(settings.PORT),
        "SESSION_COOKIE": settings.SESSION_COOKIE_NAME,
        "SITE_URL": settings.SITE_URL,
        "TLS": tls,
        "UNAVAILABLE": added(unavailable_headers(), " always"),
    }
    conditions = {"https": is_https, "brotli": brotli, "ipv6": IPV6.is_file()}
    for word, holds in conditions.items():
        kept = r"\1" if holds else ""
        template = re.sub(rf"(?m)^@{word}(?: (.*\n)|\n)", kept, template)
    return re.sub("@([A-Z_]+)@", lambda found: values[found[1]], template)


def added(headers, mark=""):
    """Return the lines that add headers, {name: value}, to the answers of a `location`."""
    lines = []
    for name, value in headers.items():
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'        add_header {name} "{quoted}"{mark};')
    return "\n".join(lines)


def names_of(hosts):
    """Return hosts of ALLOWED_HOSTS as nginx writes them, where `*` is a pattern."""
    return ["~." if host == "*" else host for host in dict.fromkeys(hosts)]


def unavailable_headers():
    """Return the headers of the page of a portal that doesn't answer, {name: value}."""
    headers = dict(survival.unavailable("/").headers) | {"Content-Language": "$language"}
    del headers["Content-Type"]
    return headers
