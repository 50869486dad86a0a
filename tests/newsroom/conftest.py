"""What several files of tests of the newsroom use."""

from tests.outside import site  # noqa: F401
