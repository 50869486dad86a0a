"""Many requests at once: by wrk where it is installed, else by a loop of our own.

The loop of processes of Python is slower than most of what it asks, so it finds servers more alike
than they are; what a request costs the server in CPU is measured as well with it.
"""

import http.client
import multiprocessing
import re
import shutil
import signal
import subprocess
import tempfile
import time
from typing import NamedTuple
from urllib.parse import urlsplit

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "uk,en;q=0.5",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
}

# One view each by another reader: another address and another browser.
READERS = """
local number = 0
function setup(thread)
  number = number + 1
  thread:set("first", {first} + number * 4000000)
end
function request()
  first = first + 1
  local a, b, c = math.floor(first / 65536) % 256, math.floor(first / 256) % 256, first % 256
  return wrk.format("POST", nil, {{
    ["X-Forwarded-For"] = "10." .. a .. "." .. b .. "." .. c,
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:" .. (100 + first % 50) .. ".0) Gecko/"
      .. first .. " Firefox/128.0",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Content-Length"] = "0",
  }})
end
"""


class Answers(NamedTuple):
    count: int
    failed: int  # of them, with another status than 2xx and 3xx, or with none
    seconds: float

    @property
    def rate(self):
        """Answers a second."""
        return self.count / self.seconds


def get(url, seconds, connections):
    """Ask for one address over and over, as a browser does; returns Answers."""
    if not shutil.which("wrk"):
        return _many(url, seconds, connections, method="GET")
    headers = [word for name, value in BROWSER.items() for word in ("-H", f"{name}: {value}")]
    return _wrk([*headers, url], seconds, connections)


def views(url, seconds, connections, first=0):
    """Send views to an article's address, each as another reader; returns Answers.

    The readers of two calls differ when their `first` do, by a million or more.
    """
    if not shutil.which("wrk"):
        return _many(url, seconds, connections, method="POST", first=first)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(READERS.format(first=first))
        script.flush()
        return _wrk(["-s", script.name, url], seconds, connections)


def _wrk(words, seconds, connections):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    told = subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout
    count, span = re.search(r"(\d+) requests in ([\d.]+)s", told).groups()
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    failures = int(failed[1]) if failed else 0
    return Answers(int(count), failures + sum(map(int, lost.groups() if lost else ())), float(span))


def _many(url, seconds, connections, method, first=0):
    # They are ended by a signal, which who asks for this may have given another meaning.
    usual = signal.SIGTERM, signal.SIG_DFL
    with multiprocessing.Pool(connections, signal.signal, usual) as pool:
        shares = [(url, seconds, method, first + number * 100_000) for number in range(connections)]
        begun = time.monotonic()
        counts = pool.starmap(_loop, shares)
        span = time.monotonic() - begun
    return Answers(sum(count for count, _ in counts), sum(failed for _, failed in counts), span)


def _loop(url, seconds, method, first):
    parts = urlsplit(url)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    count = failed = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        headers = BROWSER if method == "GET" else reader(first + count)
        count += 1
        try:
            connection.request(method, address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            failed += answer.status >= 400
        except (OSError, http.client.HTTPException):
            connection.close()
            failed += 1
    return count, failed


def reader(number):
    """Return the headers of one of many readers, who each have an address and a browser."""
    return BROWSER | {
        "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "User-Agent": f"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/{number} Firefox/128.0",
        "Sec-Fetch-Site": "same-origin",
    }
