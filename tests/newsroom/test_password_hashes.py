"""Passwords are hashed by Argon2id, within the memory of a worker; older hashes are made anew."""

import resource
import threading
from pathlib import Path

import pytest
from django.contrib.auth.hashers import (
    PBKDF2PasswordHasher,
    check_password,
    identify_hasher,
    make_password,
)

from portal import settings as production
from tests.factories import make_user
from tests.newsroom.entering import browser, is_in, password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hashers(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS


@pytest.mark.once
def test_a_new_password_is_hashed_by_argon2id_of_19_mebibytes():
    hashed = make_password("Нове-слово-42")
    assert hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(hashed).verify("Нове-слово-42", hashed)
    assert not identify_hasher(hashed).verify("інше", hashed)


@pytest.mark.once
def test_threads_that_hash_keep_no_memory():
    """Each would keep 19 MiB for itself, as long as it lives: a worker has sixteen of them."""
    hashed = make_password("Нове-слово-42")
    stay, done = threading.Event(), threading.Barrier(7)

    def hash_and_stay():
        check_password("Нове-слово-42", hashed)
        done.wait()
        stay.wait()

    before = memory()
    threads = [threading.Thread(target=hash_and_stay) for _ in range(6)]
    for thread in threads:
        thread.start()
    done.wait()
    grown = memory() - before
    stay.set()
    for thread in threads:
        thread.join()
    assert grown < 10


def memory():
    """Return what this process has of the machine's memory, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def test_an_older_hash_is_made_anew_when_its_owner_signs_in():
    account = make_user("editor")
    account.password = PBKDF2PasswordHasher().encode("demo-editor", "salt", iterations=1000)
    account.save()
    client = browser()
    password(client, word="не той")
    account.refresh_from_db()
    assert account.password.startswith("pbkdf2_")
    password(client)
    account.refresh_from_db()
    assert account.password.startswith("argon2$")
    assert is_in(client)
    other = browser()
    password(other)
    assert is_in(other)
