"""A page cache in front of Django, in a folder of its own."""

import pytest

from portal import survival
from tests.portal.wsgi import Cached


@pytest.fixture
def cached(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    survival._away.clear()
    yield Cached(tmp_path / "pages")
    survival._away.clear()
