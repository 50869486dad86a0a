"""A mail server to which the portal sends during a test."""

import pytest

from tests.digest.post_office import PostOffice


@pytest.fixture
def office(settings):
    """A PostOffice; letters go there."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office
