"""What Django answers by itself is said in the portal's words, and stands without a database."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override


@pytest.mark.parametrize(
    ("name", "heading", "english"),
    [
        ("400.html", "Запит не вдалося прочитати", "We could not read this request"),
        ("403.html", "Ця сторінка не для вашого", "This page is not for your account"),
        ("403_csrf.html", "Форма застаріла", "The form has waited too long"),
        ("500.html", "У нас щось зламалося", "Something broke on our side"),
    ],
)
def test_a_plain_page_speaks_both_languages(name, heading, english):
    with override("uk"):
        assert f"<h1>{heading}" in render_to_string(name)
    with override("en"):
        assert f"<h1>{english}" in render_to_string(name)


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_ukrainian():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "editor"})
    assert response.status_code == 403
    assert "Форма застаріла" in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_too_large_is_refused_in_ukrainian(client):
    response = client.post("/admin/login/", {"username": "а" * 3_000_000})
    assert response.status_code == 400
    assert "Запит не вдалося прочитати" in response.content.decode()
