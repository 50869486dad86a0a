"""The API keeps to its own OpenAPI document, whatever it is asked: schemathesis asks."""

import pytest

from news.api import describing
from portal.api_limits import Limits
from tests.factories import KUPIANSK, make_article, make_image
from tests.news.api import SITE
from tests.portal.wsgi import Cached

pytestmark = pytest.mark.django_db
MODES = ["positive", "negative"]
PLAIN = {"string", "integer"}


@pytest.fixture
def operations(settings, tmp_path):
    """Return the operations of the document, each as schemathesis knows it."""
    settings.API_PER_MINUTE, settings.ALLOWED_HOSTS = 1_000_000, ["*"]
    one = make_article("Вода", tags=["вода"], hromadas=[KUPIANSK], cover=make_image())
    make_article("Water", language="en", translation_of=one, tags=["вода"])
    server = Limits(Cached(tmp_path).cache)

    def plain(environ, start_response):
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # schemathesis wouldn't unpack the answer
        return server(environ | {"HTTP_HOST": "testserver"}, start_response)

    import schemathesis  # takes a second: here, where one process of several has need of it

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", plain)
    schema.validate()  # against the schema of OpenAPI 3.1
    return [operation.ok() for operation in schema.get_all_operations()]


def ask(operation, mode, examples):
    """Ask an operation for so many examples, and hold each answer to the document: its status, its
    type, its headers, its body, and whether what the document forbids is refused."""
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import settings as asking
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    @asking(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def check(case):
        # Which values of these are good no schema can say: cursors, the first of two months.
        unsaid = "cursor" in (case.query or {}) or operation.path.endswith("/statistics/")
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if unsaid else [])

    check()


def ask_all(operations, mode, examples):
    asked = 0
    for operation in operations:
        if mode == "positive" or operation.query or operation.path_parameters:
            ask(operation, mode, examples)
            asked += 1
    return asked


@pytest.mark.parametrize("mode", MODES)
def test_every_answer_is_as_documented(mode, operations):
    assert ask_all(operations, mode, 6) >= 11


@pytest.mark.soak
@pytest.mark.parametrize("mode", MODES)
def test_very_many_answers_are_as_documented(mode, operations):
    assert ask_all(operations, mode, 150) >= 11


def test_the_document_is_of_openapi_3_1_and_has_examples(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": SITE}]
    without = []
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema["properties"].items():
            parts = [told, *told.get("anyOf", ())]
            is_plain = any(part.get("type") in PLAIN for part in parts)
            if is_plain and not told.get("examples") and not any("enum" in part for part in parts):
                without.append(f"{name}.{field}")
    assert without == []
    for path, methods in document["paths"].items():
        responses = methods["get"]["responses"]
        assert {"200", "304", "429", "503"} <= responses.keys(), path
        for status, response in responses.items():
            if int(status) >= 400:
                (kind,) = response["content"]
                assert kind == "application/problem+json"
                assert response["content"][kind]["example"]["status"] == int(status)
        for parameter in methods["get"]["parameters"]:
            assert "examples" not in parameter, "of a parameter they would be a map"


@pytest.mark.once
def test_schemathesis_sees_an_answer_that_is_not_as_documented(operations, monkeypatch):
    monkeypatch.setitem(describing.FIELDS, "title", lambda article: None)
    one = next(each for each in operations if each.path == "/api/v1/articles/")
    with pytest.raises(BaseExceptionGroup) as told:
        ask(one, "positive", 6)
    assert "schema" in str(told.value.exceptions)
