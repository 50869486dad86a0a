"""Where a test's pictures lie, and which files are there."""

import pytest

from news import generation


@pytest.fixture
def media(settings, tmp_path):
    """A folder of the test's own, as the storage of pictures."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media):
    """Return the paths of all files in the storage, as rows name them."""
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def of_files(callbacks):
    """Return those callbacks of a commit that have to do with files: not the one that moves the
    generation of the content."""
    return [each for each in callbacks if each is not generation._after_commit]
