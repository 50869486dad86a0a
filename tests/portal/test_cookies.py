"""Only the newsroom has cookies, whatever cookies a reader's browser sends."""

import pytest

from tests.factories import KUPIANSK, make_article, make_preview, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

PUBLIC = [
    *("/", "/en/", "/news/", "/news", "/tags/", "/regions/", "/regions/find/", "/search/?q=а"),
    *("/popular/", "/feeds/", "/feeds/all.rss", "/feeds/all.json", f"/embed/regions/{KUPIANSK}/"),
    *("/data/", "/data/files/tags.csv", f"/embed/regions/{KUPIANSK}/code/"),
    *("/sitemap-news.xml", "/robots.txt", "/api/v1/", "/api/v1/docs", "/api/v1/articles/"),
    *("/healthz", f"/ornaments/{KUPIANSK}.svg", "/media/renditions/1/a.jpg", "/preview/forged/"),
    *("/nothing", "/nothing/", "/en/nothing/", "/news/999999999/", "/static/nothing.css"),
]
# What a browser may still have from another site of the host, or from an older portal.
STALE = "sessionid=" + "a" * 32 + "; csrftoken=" + "a" * 32
BROKEN = "sessionid=short; csrftoken=short; theme=dark"


@pytest.mark.parametrize("cookie", ["", STALE, BROKEN])
def test_no_public_page_has_a_cookie(client, cookie):
    article = make_article()
    for address in [*PUBLIC, article.get_absolute_url(), make_preview(article)]:
        response = client.get(address, headers={"cookie": cookie} if cookie else {})
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_counting_a_view_has_no_cookie(client):
    address = f"/news/{make_article().pk}/view"
    response = client.post(address, headers={"cookie": BROKEN, "sec-fetch-site": "same-origin"})
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_editors_sign_in_and_post(client):
    client.handler.enforce_csrf_checks = True
    make_user("editor")
    token = client.get("/admin/login/").cookies["csrftoken"].value
    form = {"username": "editor", "password": "demo-editor", "next": "/admin/"}
    refused = client.post("/admin/login/", form)
    assert refused.status_code == 403
    response = client.post("/admin/login/", form | {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert "sessionid" in response.cookies
