"""Print the configuration of nginx in front of this portal: deploy/nginx.conf, filled in."""

import glob
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import limits, page_files, policy, serving, survival
from portal.page_address import TRACKING
from portal.policy import HEADER
from portal.snapshot.addresses import PARAMETER

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
        parser.add_argument(
            "--http-port",
            type=int,
            default=80,
            help="where an https:// site redirects plain requests from (80)",
        )
        parser.add_argument(
            "--portal", default="127.0.0.1", metavar="HOST", help="where its own server is"
        )
        parser.add_argument(
            "--copy",
            default="",
            metavar="DIR",
            help="the folder of publish_snapshot, for when the portal’s server is away",
        )

    def handle(self, *, brotli, tls, logs, http_port, portal, copy, **options):
        if settings.TRUSTED_PROXIES != 1:
            raise CommandError(
                f"TRUSTED_PROXIES is {settings.TRUSTED_PROXIES}. Set it to 1, for the portal's own "
                "server too: nginx says whose request it is, by one address."
            )
        write_unavailable()
        template = Path(settings.BASE_DIR, "deploy", "nginx.conf").read_text(encoding="utf-8")
        copy = copy and str(Path(copy).resolve())
        lines = filled(template, brotli, tls, logs, copy, http_port, portal)
        self.stdout.write(lines, ending="")


def write_unavailable():
    """Write the pages of a portal that doesn't answer and those of what nginx refuses, one for each
    language, into DATA_DIR/pages/unavailable and refused."""
    for language, path in {"uk": "/", "en": "/en/"}.items():
        pages = {"unavailable": survival.unavailable(path), "refused": limits.answer(413, path)}
        for name, entry in pages.items():
            folder = settings.DATA_DIR / "pages" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / language).write_bytes(entry.whole())


def filled(template, brotli, tls, logs, copy="", http_port=80, portal="127.0.0.1"):
    """Return the text of deploy/nginx.conf with the portal's settings.

    `brotli` says whether nginx has the module; `tls`, `logs` and `copy` are paths, the last may be
    ""; `http_port` is where an encrypted site also listens, to lead on; `portal` is the host of the
    portal's own server. A line that begins with `@https `, `@brotli `, `@ipv6 ` or `@copy ` stays
    where there is such a thing, without the word.
    """
    site = urlsplit(settings.SITE_URL)
    common = policy.common_headers()
    is_https = site.scheme == "https"
    values = {
        "AWAY": "= @copy" if copy else "=503 /unavailable/$language",
        "COPY": copy,
        "COPY_HEADERS": added(of_copy(common) | {"Content-Language": "$language"}),
        "DATA_DIR": str(settings.DATA_DIR),
        "DIGEST": page_files.digest(serving.common()),
        "FILE_HEADERS": added(policy.file_headers()),
        "HEADERS": added(of_file(common)),
        "HEADERS_OF_PAGES": added(of_file(policy.common_headers("$style"))),
        "HTTP_PORT": str(http_port),
        "HOSTS": " ".join(names_of(settings.ALLOWED_HOSTS)),
        "LISTEN": f"{site.port or (443 if is_https else 80)}" + (" ssl http2" if is_https else ""),
        "LOGS": logs,
        "MEDIA": str(settings.MEDIA_ROOT),
        "PARAMETER": PARAMETER.pattern.replace("{0,100}", "*"),
        "PORTAL": f"{portal}:{settings.PORT}",
        "SESSION_COOKIE": settings.SESSION_COOKIE_NAME,
        "SITE_URL": settings.SITE_URL,
        "STYLES": "\n".join(
            f'    "~^/[a-z]+{path}index\\.html$" "{source}";'
            for path, source in policy.styles_of_files().items()
        ),
        "TLS": tls,
        "TRACKING": TRACKING.pattern,
        "REFUSED": added(own_headers(limits.answer(413, "/")), " always"),
        "UNAVAILABLE": added(own_headers(survival.unavailable("/")), " always"),
    }
    conditions = {
        "https": is_https,
        "brotli": brotli,
        "ipv6": IPV6.is_file(),
        "copy": bool(copy),
    }
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


def of_file(common):
    """Return the headers of a page that nginx sends from its file, {name: value}."""
    return common | {"Content-Language": "$language", "Last-Modified": ""}


def of_copy(common):
    """Return the headers of pages of a copy, {name: value}, by those that all pages have.

    The copy may be of the release before, whose styles have other hashes; `$framed` and
    `$ancestors` are set by deploy/nginx.conf.
    """
    policy = common[HEADER].replace("frame-ancestors 'none'", "frame-ancestors $ancestors")
    rules = [
        "style-src 'self' 'unsafe-inline'" if rule.startswith("style-src ") else rule
        for rule in policy.split("; ")
    ]
    return common | {HEADER: "; ".join(rules), "X-Frame-Options": "$framed"}


def names_of(hosts):
    """Return hosts of ALLOWED_HOSTS as nginx writes them, where `*` is a pattern."""
    return ["~." if host == "*" else host for host in dict.fromkeys(hosts)]


def own_headers(entry):
    """Return the headers of a page that nginx answers with by itself, {name: value}, by its Entry
    in one language."""
    headers = dict(entry.headers) | {"Content-Language": "$language"}
    del headers["Content-Type"]
    return headers
