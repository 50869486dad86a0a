"""Somebody who signs in, as tests drive it: a browser without cookies and what they know."""

import re

from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.signing_in import factors

LOGIN = "/admin/login/"
CODE, ENROL, APP = f"{LOGIN}code/", f"{LOGIN}enrol/", f"{LOGIN}enrol/app/"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def browser(address=HOME, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"):
    return Client(REMOTE_ADDR=address, headers={"user-agent": agent})


def password(client, name="editor", word="demo-editor", then=""):
    """Send the first page; return the answer."""
    query = f"?next={then}" if then else ""
    return client.post(LOGIN + query, {"username": name, "password": word, "next": then})


def give_app(account):
    """Give an account an app, as if it had enrolled; return the TOTPDevice."""
    return TOTPDevice.objects.create(user=account, confirmed=True, name="test")


def code_of(app, steps=0):
    """Return the code that an app shows now, or so many half minutes later."""
    app = TOTPDevice.objects.get(pk=app.pk)
    counter = TOTP(app.bin_key, app.step, app.t0, app.digits, app.drift)
    number = counter.t() + steps
    counter.time = app.t0 + number * app.step
    return f"{counter.token():06}"


def another(code):
    """Return a code that isn't this one, nor one of its neighbours in time."""
    return f"{(int(code) + 123_456) % 1_000_000:06}"


def two_steps(client, account, app, word="demo-editor", steps=0):
    """Sign in with both; return the last answer."""
    password(client, account.username, word)
    return client.post(CODE, {"code": code_of(app, steps)})


def is_in(client):
    """Say whether the desk opens."""
    return client.get("/admin/").status_code == 200


def error_of(response):
    """Return the sentences of what is wrong on a page."""
    found = re.findall(r'class="errornote"[^>]*>\s*(.*?)\s*</p>', response.content.decode(), re.S)
    return " ".join(found)


def paper_codes(account):
    return factors.new_codes(account)
