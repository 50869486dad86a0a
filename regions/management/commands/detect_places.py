"""Tell which oblasts and hromadas a text names, as JSON."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from regions import gazetteer
from regions.mentions import detect_places
from regions.plain_text import title_and_body

LARGEST = 1_000_000  # bytes of a file; an article has some 20,000


class Command(BaseCommand):
    help = (
        "Tells which oblasts and hromadas a text names, in which words, and which names are "
        "ambiguous. FILE is plain text or HTML in UTF-8, its first line is the title; - or nothing "
        "is standard input. Prints only JSON on standard output."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="a text, or - (standard input)")

    def handle(self, *, file="-", **options):
        title, body = title_and_body(self.read(file))
        register = gazetteer.current()
        if not register.places:
            raise CommandError("The register is empty: run `manage.py load_register` first.")
        found = detect_places(title, "", body, register)
        answer = {
            "oblasts": [_place(place) for place in found.oblasts],
            "hromadas": [_place(place) for place in found.hromadas],
            "ambiguous": [
                {
                    "name": name.name,
                    "candidates": [_candidate(code, register) for code in name.candidates],
                    "matches": [match._asdict() for match in name.matches],
                }
                for name in found.ambiguous
            ],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        self.stderr.write(
            f"{len(found.oblasts)} oblasts, {len(found.hromadas)} hromadas, "
            f"{len(found.ambiguous)} ambiguous names in {len(title) + len(body)} characters.",
            style_func=str,
        )

    def read(self, file):
        """Return the text of a file or of standard input. Raises CommandError."""
        name = "Standard input" if file == "-" else file
        try:
            if file == "-":
                raw = sys.stdin.buffer.read(LARGEST + 1)
            else:
                with open(file, "rb") as opened:
                    raw = opened.read(LARGEST + 1)
        except OSError as error:
            raise CommandError(f"{name} can't be read: {error.strerror}.") from error
        if len(raw) > LARGEST:
            raise CommandError(
                f"{name} is larger than {LARGEST:,} bytes: too large for an article."
            )
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(
                f"{name} is not UTF-8: byte {error.start} can't be read. Convert it first, e.g. "
                "iconv -f windows-1251 -t utf-8."
            ) from error
        if "\x00" in text or not text.strip():
            raise CommandError(
                f"{name} has no text." if not text.strip() else f"{name} is no text."
            )
        return text


def _place(place):
    return {
        "katottg": place.katottg,
        "name": place.name,
        "matches": [match._asdict() for match in place.matches],
    }


def _candidate(code, register):
    place = register.places[code]
    return {
        "katottg": code,
        "name": f"{place.name} {place.kind} територіальна громада" if place.raion else place.name,
        "raion": register.raions[place.raion][0] if place.raion else "",
        "oblast": register.oblasts[place.oblast],
    }
