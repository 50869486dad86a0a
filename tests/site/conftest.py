"""What the checks over the whole site stand on: its kinds of pages, ready to be opened."""

import pytest

from tests.site.kinds import kinds_of, make_newsroom


@pytest.fixture
def newsroom():
    """The articles of a small newsroom, by name."""
    return make_newsroom()


@pytest.fixture
def kinds(newsroom, settings):
    """One page of every kind that a reader may meet."""
    settings.ROOT_URLCONF = "tests.site.urls"
    return kinds_of(newsroom)
