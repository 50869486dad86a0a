"""Lines of JSON for tests of `import_articles`, and what imports them. All made up."""

import json
from io import StringIO

from django.core.management import CommandError, call_command

from news.importers import lines
from news.importers.store import store


def line(**told):
    """Return a line as bytes."""
    defaults = {
        "id": 77,
        "language": "uk",
        "title": "Згурівська громада відкрила майстерню",
        "lead": "Лагодять велосипеди.",
        "body_html": "<p>Майстерня працює щовівторка.</p>",
        "published_at": "2024-05-08T16:05:00",
        "state": "published",
        "tags": ["дозвілля"],
        "oblasts": [],
        "hromadas": [],
    }
    return json.dumps(defaults | told, ensure_ascii=False).encode()


def taking(folder):
    """Return what imports one line with the files of a folder beside it."""
    return lambda **told: store(lines.parse(line(**told), folder))


def running(folder):
    """Return what runs the command on lines in a folder; it gives its output and its errors."""

    def importing(*written, **options):
        file = folder / "articles.jsonl"
        file.write_bytes(b"\n".join(written) + b"\n")
        out, err = StringIO(), StringIO()
        try:
            call_command("import_articles", file, stdout=out, stderr=err, **options)
        except CommandError as error:
            err.write(f"exit: {error}")
        return out.getvalue(), err.getvalue()

    return importing
