"""The address of a file is what Django's own storage says, only sooner."""

import pytest
from django.core.files.storage import FileSystemStorage

from portal.media_files import PLAIN, MediaFiles

OURS = ["renditions/12/6c43c62907cea7e2-card-large.avif", "quick/7/ab.jpg", "share/3.jpg"]
OTHERS = ["originals/2026/07/фото 1.jpg", "a b.png", "../x.jpg", "/x.jpg", "x/../y.jpg", "x?y.jpg"]
OTHERS += ["x//y.jpg", "x#y.jpg", "a.b.jpg", "x.jpg\n", ""]


@pytest.mark.parametrize("name", OURS + OTHERS)
@pytest.mark.parametrize("base", ["/media/", "https://pictures.example.org/"])
def test_an_address_is_that_of_djangos_storage(name, base):
    assert MediaFiles(base_url=base).url(name) == FileSystemStorage(base_url=base).url(name)


def test_only_names_of_our_own_making_are_told_at_once():
    assert all(PLAIN.fullmatch(name) for name in OURS)
    assert not any(PLAIN.fullmatch(name) for name in OTHERS)
