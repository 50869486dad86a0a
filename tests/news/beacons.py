"""Readers for the tests of counting: each reports a view as the page's script does."""

from tests.factories import make_article

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36"
)
OURS = {"sec-fetch-site": "same-origin", "user-agent": PHONE}


def report(client, article=None, address="192.0.2.1", query="", **headers):
    """Report a view of an Article (default: a new one) from an address; return the response.

    `headers` beat those of our own page; write them with underscores, None leaves one out.
    """
    headers = OURS | {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {name: value for name, value in headers.items() if value is not None}
    path = f"/news/{(article or make_article()).pk}/view{query}"
    return client.post(path, headers=headers, REMOTE_ADDR=address)
