"""Ask the portal on this machine whether it answers, under the name that readers know it by.

    python deploy/answers.py http://127.0.0.1:8000/readyz [SECONDS]

Exits with 0 when it does, within so many seconds (without them it is asked once). SITE_URL stands
in the environment, or in DATA_DIR/portal.env.
"""

import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


def name():
    """Return the host of SITE_URL, "" where it isn't known."""
    site = os.environ.get("SITE_URL", "")
    file = Path(os.environ.get("DATA_DIR", "/var/lib/portal"), "portal.env")
    if not site and file.is_file():
        lines = file.read_text(encoding="utf-8").splitlines()
        site = next((line[9:] for line in lines if line.startswith("SITE_URL=")), "")
    return urlsplit(site.strip()).hostname or ""


def answers(url, seconds):
    """Say whether a page is answered with 200 within so many seconds."""
    host = name()
    asked = Request(url, headers={"Host": host} if host else {})  # noqa: S310 - as the next
    end = time.monotonic() + seconds
    while True:
        try:
            return urlopen(asked, timeout=5).status == 200  # noqa: S310 - of this machine
        except OSError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0))
