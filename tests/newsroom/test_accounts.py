"""Accounts of the newsroom: roles are given, and nobody gives more than they have."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from tests.factories import make_user
from tests.staff import outcome, signed_in

pytestmark = pytest.mark.django_db


def account_form(user, **changes):
    return {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk for group in user.groups.all()],
    } | changes


def test_an_administrator_gives_roles_but_makes_no_superuser():
    client = signed_in("admin")
    colleague = make_user("author", username="colleague")
    right = Permission.objects.get(codename="delete_user")
    form = account_form(
        colleague,
        groups=[Group.objects.get(name="Редактори").pk],
        is_superuser="on",
        user_permissions=[right.pk],
    )
    change = reverse("admin:auth_user_change", args=[colleague.pk])
    assert outcome(client.post(change, form)) == "done"
    colleague.refresh_from_db()
    assert [group.name for group in colleague.groups.all()] == ["Редактори"]
    assert (colleague.is_superuser, colleague.user_permissions.count()) == (False, 0)
    assert b"is_superuser" not in client.get(change).content


def test_an_administrator_gives_no_role_beyond_the_own_rights():
    client = signed_in("admin")
    stronger = Group.objects.create(name="Сильніші")
    stronger.permissions.add(Permission.objects.get(codename="delete_user"))
    change = reverse("admin:auth_user_change", args=[client.user.pk])
    client.post(change, account_form(client.user, groups=[stronger.pk]))
    assert stronger not in client.user.groups.all()
    assert "Сильніші" not in client.get(change).content.decode()


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("page", ["auth_user_change", "auth_user_password_change"])
def test_an_administrator_changes_no_account_with_more_rights(page, is_active):
    client = signed_in("admin")
    root = User.objects.create_superuser("chief", password="root", is_active=is_active)
    stronger = make_user("admin", username="stronger", is_active=is_active)
    stronger.user_permissions.add(Permission.objects.get(codename="delete_user"))
    form = account_form(root, password1="Нове-слово-42", password2="Нове-слово-42")
    for user in (root, stronger):
        page_of_user = reverse(f"admin:{page}", args=[user.pk])
        assert outcome(client.post(page_of_user, form)) == "refused"
        user.refresh_from_db()
        assert not user.check_password("Нове-слово-42")


def test_a_new_account_has_no_rights_until_it_is_given_a_role():
    client = signed_in("admin")
    form = {
        "username": "nova",
        "usable_password": "true",
        "password1": "Нове-слово-42",
        "password2": "Нове-слово-42",
    }
    assert outcome(client.post(reverse("admin:auth_user_add"), form)) == "done"
    nova = User.objects.get(username="nova")
    assert (nova.is_staff, nova.is_superuser, nova.get_all_permissions()) == (False, False, set())
