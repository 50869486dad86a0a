"""A browser finds the icon also where a page names none: on an error's page, in an embed."""

import pytest
from django.contrib.staticfiles import finders

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def test_the_usual_address_leads_to_the_icon(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert finders.find(response["Location"].removeprefix("/static/"))
    assert "max-age" in response["Cache-Control"]
