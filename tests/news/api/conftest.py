"""A client of the API that checks what holds for every answer."""

from http.client import responses

import pytest

from tests.news.api import API, SITE


class Api:
    def __init__(self, client):
        self.client = client

    def get(self, path, status=200):
        """Return the JSON of an answer."""
        response = self.client.get(API + path)
        assert response.status_code == status, (path, response.content)
        kind = "application/json" if status < 400 else "application/problem+json"
        assert response["Content-Type"].partition(";")[0] == kind
        assert response["Access-Control-Allow-Origin"] == "*"
        return response.json()

    def refused(self, path, status):
        """Return the sentence of a refusal."""
        answer = self.get(path, status)
        assert answer.keys() - {"errors"} == {"type", "title", "status", "detail"}
        assert answer["type"] == "about:blank"
        assert answer["title"] == responses[status]
        assert answer["status"] == status
        assert answer["detail"].endswith(".")
        return answer["detail"]

    def titles(self, query=""):
        return [item["title"] for item in self.get(f"/articles/{query}")["items"]]

    def pages(self, path):
        """Return the items of all pages, following `next` as a client does."""
        items = []
        while path:
            answer = self.get(path)
            items += answer["items"]
            assert (answer["next"] is None) == (answer["next_cursor"] is None)
            if answer["next"]:
                assert answer["next"].startswith(SITE + API)
            path = answer["next"] and answer["next"].removeprefix(SITE + API)
        return items


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def api(client):
    return Api(client)
