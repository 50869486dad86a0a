"""What a picture costs: seconds of one processor, and how long other requests wait meanwhile.

    .venv/bin/python bench/images.py

A JPEG of 12 megapixels with a place in its EXIF goes through every step; then it is uploaded to a
server with one worker process, which is asked for a page all the while.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PORT = 8199
SITE = f"http://127.0.0.1:{PORT}"
SIZE = 4000, 3000
PAUSE = 0.02  # seconds between two requests for the page

folder = tempfile.TemporaryDirectory(prefix="portal-bench-")
os.environ.update(
    DATA_DIR=folder.name,
    SECRET_KEY="only-for-the-bench-0123456789-abcdefghijklmnop",
    DEBUG="on",
    PORT=str(PORT),
    DJANGO_SETTINGS_MODULE="portal.settings",
)

import django  # noqa: E402

django.setup()

import PIL.Image  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from news import images  # noqa: E402


def photograph():
    """Return the bytes of a JPEG as a camera makes it: 12 megapixels of uneven detail, and GPS."""
    shades = PIL.Image.radial_gradient("L").resize(SIZE)
    grain = PIL.Image.effect_noise(SIZE, 24)
    coarse = PIL.Image.effect_noise((SIZE[0] // 16, SIZE[1] // 16), 90).resize(SIZE)
    picture = PIL.Image.merge("RGB", [PIL.Image.blend(shades, coarse, 0.5), coarse, shades])
    picture = PIL.Image.blend(picture, grain.convert("RGB"), 0.12)
    exif = PIL.Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 42.0, 11.0), 3: "E", 4: (37.0, 36.0, 53.0)})
    file = BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def steps(content):
    """Print the seconds of one processor that each step takes; returns the bytes by format."""
    began = time.process_time()
    decoded = images.decode(BytesIO(content))
    after_decoding = time.process_time()
    master = images.reencode(decoded)
    after_master = time.process_time()
    made = images.render(master, (0.5, 0.5))
    ended = time.process_time()
    print(f"a JPEG of {SIZE[0]} × {SIZE[1]}, {len(content) / 1e6:.1f} MB")
    print(f"  decoding              {after_decoding - began:5.2f} s of CPU")
    print(f"  master and quick JPEG {after_master - after_decoding:5.2f}")
    print(f"  {len(made)} renditions         {ended - after_master:5.2f}")
    print(f"  all                   {ended - began:5.2f}")
    for extension in images.FORMATS:
        total = sum(len(file) for (_, each), file in made.items() if each == extension)
        print(f"  {extension:4} of all sizes      {total / 1000:5.0f} kB")
    print(f"  quick JPEG            {len(master.quick) / 1000:5.0f} kB")


class Asking(threading.Thread):
    """Asks for a page again and again; `waits` are (when, seconds)."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.waits, self.ended = path, [], threading.Event()

    def run(self):
        while not self.ended.wait(PAUSE):
            began = time.perf_counter()
            urllib.request.urlopen(SITE + self.path).read()
            self.waits.append((began, time.perf_counter() - began))

    def longest(self, start, end):
        """Return (median, longest) of what was asked between two moments, in milliseconds."""
        waits = sorted(1000 * wait for when, wait in self.waits if start <= when + wait <= end)
        return waits[len(waits) // 2], waits[-1]


def serve():
    """Start the production server with one worker process; returns it when it answers."""
    server = subprocess.Popen(
        [
            *(Path(sys.executable).parent / "granian", "--interface", "wsgi", "--no-ws"),
            *("--port", str(PORT), "--workers", "1", "--blocking-threads", "4"),
            *("--log-level", "warning", "portal.wsgi:application"),
        ],
        cwd=ROOT,
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{SITE}/healthz")
            return server
        except urllib.error.URLError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("the server didn't start")


def upload(content):
    """Upload as an editor's browser does; returns the answer's JSON and the seconds it took."""
    user = get_user_model().objects.create_superuser("bench", password="bench")
    client = Client()
    client.force_login(user)
    session = client.session
    session["otp_device_id"] = "bench"  # a second factor: production asks for one
    session.save()
    page = client.get("/admin/news/image/", headers={"host": f"127.0.0.1:{PORT}"})
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    body = b"\r\n".join(
        [
            b"--part",
            b'Content-Disposition: form-data; name="file"; filename="photo.jpg"',
            b"Content-Type: image/jpeg",
            b"",
            content,
            b"--part--",
            b"",
        ]
    )
    cookies = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
    request = urllib.request.Request(
        f"{SITE}/admin/news/image/upload/",
        data=body,
        headers={
            "Content-Type": "multipart/form-data; boundary=part",
            "Cookie": cookies,
            "X-CSRFToken": token,
        },
    )
    began = time.perf_counter()
    answer = json.load(urllib.request.urlopen(request))
    return answer, time.perf_counter() - began


def blocked(content):
    """Print how long a page waits while a picture is uploaded and rendered."""
    from news.models import Image

    for command in ("migrate", "load_register"):
        call_command(command, verbosity=0, **({"yes": True} if command != "migrate" else {}))
    server = serve()
    try:
        asking = [Asking("/healthz"), Asking("/regions/")]
        for each in asking:
            each.start()
        time.sleep(2)
        began = time.perf_counter()
        answer, took = upload(content)
        uploaded = time.perf_counter()
        image = Image.objects.get(pk=answer["id"])
        while image.is_behind():
            time.sleep(0.02)
            image.refresh_from_db()
        ended = time.perf_counter()
        time.sleep(1)
        print("one worker process, asked for two pages all the while")
        print(f"  the upload answers after {took:.2f} s")
        print(f"  its renditions are there {ended - uploaded:.2f} s later")
        for each in asking:
            each.ended.set()
            each.join()
            for name, span in (
                ("before", (began - 1.5, began)),
                ("while uploading", (uploaded - took, uploaded)),
                ("while rendering", (uploaded, ended)),
            ):
                middle, longest = each.longest(*span)
                print(
                    f"  {each.path:10} {name:16} middle {middle:5.0f} ms, longest {longest:5.0f} ms"
                )
    finally:
        server.terminate()
        server.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  CPU of the server in all {used.ru_utime + used.ru_stime:.2f} s")


if __name__ == "__main__":
    picture = photograph()
    steps(picture)
    blocked(picture)
