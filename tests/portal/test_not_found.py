"""A mistyped address shows the portal's own page, also where DEBUG is on."""

from django.http import HttpResponse, HttpResponseNotFound, JsonResponse

from portal.not_found import OwnNotFound


def answer(rf, response):
    return OwnNotFound(lambda request: response)(rf.get("/nothing/"))


def test_the_technical_page_is_replaced(rf):
    response = answer(rf, HttpResponseNotFound("urlpatterns"))
    assert response.status_code == 404
    assert "Такої сторінки немає" in response.content.decode()
    assert b"urlpatterns" not in response.content


def test_what_a_view_answered_stays(rf):
    for own in (
        HttpResponse("ok"),
        HttpResponse("a list", status=404),
        JsonResponse({}, status=404),
    ):
        assert answer(rf, own) is own
