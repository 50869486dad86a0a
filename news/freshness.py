"""When a file for machines was changed, told by `Last-Modified`: exactly, or not at all.

No row of the database knows it: an article that is withdrawn leaves no date behind. The generation
of the content does: within one nothing changes. So its beginning is the date, and no other
generation has it, since none that is younger than SETTLED seconds gives one: two may begin within
one second, and the first of them gives no date then. Who asks with the date of another generation
gets the file. Where it comes out the same as before, the page cache keeps its former date
(portal/page_entry.py).
"""

import time

from django.utils.http import http_date

from news import generation

SETTLED = 2  # seconds; a date of HTTP is exact to one


def dated(response, now=None):
    """Return an HttpResponse with Last-Modified, where that can be told; `now` is in seconds since
    1970 (default: now)."""
    word = generation.current()
    began = generation.began_at(word)
    now = time.time() if now is None else now
    # A word with a plus is that of a transaction that has changed the content itself.
    if word and "+" not in word and now >= int(began) + SETTLED:
        response["Last-Modified"] = http_date(int(began))
    return response
