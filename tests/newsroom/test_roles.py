"""Who may do what in the newsroom: the three roles and a stranger, on every kind of page."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from news.models import Article, Image, Tag
from tests.factories import image_bytes, make_article, make_image, make_tag, make_user
from tests.staff import article_form, outcome, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # rights are those of any database

PLACES = ["oblast", "raion", "hromada", "settlement", "formername"]
AUTHOR = {
    *("news.add_article", "news.add_image", "news.view_image", "news.view_tag"),
    "newsroom.view_starter",
    *(f"regions.view_{place}" for place in PLACES),
}
EDITOR = AUTHOR | {
    *(f"news.{right}_article" for right in ("change", "delete", "view", "publish")),
    *("news.change_image", "news.delete_image", "news.add_tag", "newsroom.view_link"),
}
ADMIN = EDITOR | {
    *("news.change_tag", "news.delete_tag", "auth.add_user", "auth.change_user", "auth.view_user"),
    *(f"newsroom.{right}_starter" for right in ("add", "change", "delete")),
    "admin.view_logentry",
    *(f"regions.{right}_{place}" for place in PLACES for right in ("add", "change", "delete")),
}


@pytest.mark.parametrize(
    ("role", "rights"), [("author", AUTHOR), ("editor", EDITOR), ("admin", ADMIN)]
)
def test_a_role_has_exactly_its_rights(role, rights):
    assert make_user(role).get_all_permissions() == rights


def newsroom(user):
    """Make one of everything; `user` wrote what is called own."""
    mine = {"created_by": user}
    return {
        "own draft": make_article("Своя чернетка", state="draft", **mine),
        "own in review": make_article("Своя на перевірці", state="review", **mine),
        "own published": make_article("Своя опублікована", **mine),
        "foreign draft": make_article("Чужа чернетка", state="draft"),
        "foreign published": make_article("Чужа опублікована"),
        "tag": make_tag(),
        "own image": make_image("Своє", **mine),
        "foreign image": make_image("Чуже"),
        "account": make_user("author", username="colleague"),
    }


MODELS = {"tag": "news_tag", "account": "auth_user"}


def address(page, things):
    """Return the address of «action thing» or of «list/add model»."""
    action, _, what = page.partition(" ")
    if what in things:
        name = MODELS.get(what) or ("news_image" if "image" in what else "news_article")
        return reverse(f"admin:{name}_{action}", args=[things[what].pk])
    return reverse(f"admin:{what}_{action}")


YES, NO = "shown", "refused"
PAGES = [
    # page, author, editor, admin
    ("changelist news_article", YES, YES, YES),
    ("add news_article", YES, YES, YES),
    ("change own draft", YES, YES, YES),
    ("change own in review", YES, YES, YES),
    ("change own published", YES, YES, YES),
    ("change foreign draft", NO, YES, YES),
    ("change foreign published", NO, YES, YES),
    ("history foreign draft", NO, YES, YES),
    ("delete own draft", YES, YES, YES),
    ("delete own in review", NO, YES, YES),
    ("delete own published", NO, YES, YES),
    ("delete foreign draft", NO, YES, YES),
    ("choices news_article", NO, NO, NO),  # without saying for which field
    ("changelist news_tag", YES, YES, YES),
    ("add news_tag", NO, YES, YES),
    ("delete tag", NO, NO, YES),
    ("changelist news_image", YES, YES, YES),
    ("add news_image", YES, YES, YES),
    ("change own image", YES, YES, YES),
    ("delete own image", NO, YES, YES),
    ("delete foreign image", NO, YES, YES),
    *((f"changelist regions_{place}", YES, YES, YES) for place in PLACES),
    *((f"add regions_{place}", NO, NO, YES) for place in PLACES),
    ("changelist auth_user", NO, NO, YES),
    ("add auth_user", NO, NO, YES),
    ("change account", NO, NO, YES),
    ("delete account", NO, NO, NO),
]


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_pages_open_for_whom_they_are(role):
    client = signed_in(role)
    things = newsroom(client.user)
    expected = {
        page: answers[("author", "editor", "admin").index(role)] for page, *answers in PAGES
    }
    found = {page: outcome(client.get(address(page, things))) for page in expected}
    assert found == expected


def test_a_stranger_is_asked_to_sign_in_everywhere():
    client = signed_in("anonymous")
    things = newsroom(None)
    found = {page: outcome(client.get(address(page, things))) for page, *_ in PAGES}
    assert set(found.values()) == {"sign in"}


def test_an_account_without_staff_rights_is_asked_to_sign_in():
    client = signed_in("editor")
    User.objects.update(is_staff=False)
    assert outcome(client.get("/admin/news/article/")) == "sign in"


def read_only(client, address):
    """Whether a page shows an object without a way to save it."""
    return b'name="_save"' not in client.get(address).content


@pytest.mark.parametrize(
    ("thing", "author", "editor"),
    [
        ("own draft", False, False),
        ("own in review", True, False),
        ("own published", True, False),
        ("own image", False, False),
        ("foreign image", True, False),
        ("tag", True, True),
    ],
)
def test_what_may_be_seen_may_not_always_be_changed(thing, author, editor):
    for role, expected in (("author", author), ("editor", editor)):
        client = signed_in(role, username=role)
        things = newsroom(client.user)
        assert read_only(client, address(f"change {thing}", things)) is expected, role
        User.objects.exclude(pk=client.user.pk).delete()


# What is sent, past what the forms offer


def state_of(article):
    return Article.objects.get(pk=article.pk).state


@pytest.mark.parametrize(("role", "state"), [("author", "draft"), ("editor", "published")])
def test_only_an_editor_publishes_through_the_form(role, state):
    client = signed_in(role)
    article = make_article(state="draft", created_by=client.user)
    client.post(
        reverse("admin:news_article_change", args=[article.pk]), article_form(state="published")
    )
    assert state_of(article) == state


def test_an_author_cannot_make_a_published_article():
    response = signed_in("author").post(
        reverse("admin:news_article_add"), article_form(state="published")
    )
    assert "не для вашої ролі" in response.content.decode()
    assert not Article.objects.exists()


def test_an_author_sends_to_review_and_then_it_is_the_editors():
    client = signed_in("author")
    article = make_article(state="draft", created_by=client.user)
    change = reverse("admin:news_article_change", args=[article.pk])
    assert outcome(client.post(change, article_form(state="review"))) == "done"
    assert state_of(article) == "review"
    assert outcome(client.post(change, article_form(title="Ще раз"))) == "refused"
    assert outcome(client.post(change, article_form(state="draft"))) == "refused"
    assert state_of(article) == "review"


def test_a_form_with_an_error_stays_editable_for_the_author_who_sends_to_review():
    client = signed_in("author")
    article = make_article(state="draft", created_by=client.user)
    change = reverse("admin:news_article_change", args=[article.pk])
    response = client.post(change, article_form(title="", lead="Набране", state="review"))
    assert 'name="_save"' in response.content.decode()
    assert "Набране</textarea>" in response.content.decode()


def test_what_is_not_an_authors_is_ignored_when_sent():
    client = signed_in("author")
    form = article_form(
        published_at_0="01.01.2026", published_at_1="10:00", views_imported="999", created_by="1"
    )
    client.post(reverse("admin:news_article_add"), form)
    article = Article.objects.get()
    assert (article.published_at, article.views_imported) == (None, 0)
    assert article.created_by == client.user


@pytest.mark.parametrize(("role", "views"), [("editor", 0), ("admin", 999)])
def test_only_an_administrator_sets_the_views_of_the_old_portal(role, views):
    client = signed_in(role)
    client.post(reverse("admin:news_article_add"), article_form(views_imported="999"))
    assert Article.objects.get().views_imported == views


@pytest.mark.parametrize("thing", ["foreign draft", "foreign published", "own in review"])
def test_an_author_changes_and_deletes_no_other_article(thing):
    client = signed_in("author")
    things = newsroom(client.user)
    article = things[thing]
    sent = client.post(address(f"change {thing}", things), article_form(title="Підмінено"))
    deleted = client.post(address(f"delete {thing}", things), {"post": "yes"})
    assert [outcome(sent), outcome(deleted)] == ["refused", "refused"]
    assert Article.objects.get(pk=article.pk).title == article.title


@pytest.mark.parametrize(
    ("role", "action", "states"),
    [
        ("author", "publish", {"draft", "review"}),
        ("author", "archive", {"draft", "review"}),
        ("editor", "publish", {"published"}),
        ("editor", "archive", {"archived"}),
    ],
)
def test_bulk_actions_ask_for_the_right(role, action, states):
    client = signed_in(role)
    mine = [make_article(state=state, created_by=client.user) for state in ("draft", "review")]
    selected = {"action": action, "_selected_action": [article.pk for article in mine]}
    confirmed = {"index": "0", "confirmed": "yes"}
    client.post(reverse("admin:news_article_changelist"), selected | confirmed)
    assert set(Article.objects.values_list("state", flat=True)) == states


def test_an_author_deletes_several_only_when_all_are_own_drafts():
    client = signed_in("author")
    draft = make_article(state="draft", created_by=client.user)
    in_review = make_article(state="review", created_by=client.user)
    foreign = make_article(state="draft")
    delete = {"action": "delete_selected", "post": "yes"}
    changelist = reverse("admin:news_article_changelist")
    response = client.post(
        changelist, delete | {"_selected_action": [draft.pk, in_review.pk, foreign.pk]}
    )
    assert (response.status_code, Article.objects.count()) == (403, 3)
    client.post(changelist, delete | {"_selected_action": [draft.pk, foreign.pk]})
    assert set(Article.objects.all()) == {in_review, foreign}


@pytest.mark.parametrize(("role", "number"), [("author", 0), ("editor", 1), ("admin", 1)])
def test_tags_are_made_by_editors(role, number):
    client = signed_in(role)
    client.post(reverse("admin:news_tag_add"), {"name": "укриття", "slug": ""})
    assert Tag.objects.count() == number


@pytest.mark.parametrize(("role", "kept"), [("author", 2), ("editor", 2), ("admin", 1)])
def test_tags_are_merged_by_administrators(role, kept):
    first, second = make_tag("співпраця"), make_tag("співробітництво")
    signed_in(role).post(
        reverse("admin:news_tag_changelist"),
        {
            "action": "merge",
            "confirmed": "yes",
            "keep": first.pk,
            "_selected_action": [first.pk, second.pk],
        },
    )
    assert Tag.objects.count() == kept


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_everybody_adds_images_and_they_are_theirs(role):
    client = signed_in(role)
    file = SimpleUploadedFile("square.jpg", image_bytes(), content_type="image/jpeg")
    form = {"file": file, "alt": "Майдан", "focal_x": "0.5", "focal_y": "0.5"}
    assert outcome(client.post(reverse("admin:news_image_add"), form)) == "done"
    assert Image.objects.get().created_by == client.user


# What is found by typing


def choices(client, model, field, term=""):
    """Ask what the field of an article offers for a term: the labels, or the status."""
    response = client.get(
        reverse(f"admin:{model}_choices"),
        {"app_label": "news", "model_name": "article", "field_name": field, "term": term},
    )
    if response.status_code != 200:
        return outcome(response)
    return [found["text"] for found in response.json()["results"]]


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_every_role_finds_places_tags_and_images(role):
    client = signed_in(role)
    make_tag(), make_image("Майдан")
    assert choices(client, "regions_hromada", "hromadas", "куп’янська міськ")
    assert choices(client, "regions_oblast", "oblasts", "харк") == ["Харківська область"]
    assert choices(client, "news_tag", "tags", "СПІВ") == ["співробітництво"]
    assert choices(client, "news_image", "cover", "МАЙДАН") == ["Майдан"]


def test_an_author_may_recommend_what_is_public_and_what_is_own():
    client = signed_in("author")
    make_article("Чужа чернетка", state="draft")
    make_article("Чужа опублікована")
    make_article("Своя чернетка", state="draft", created_by=client.user)
    found = choices(client, "news_article", "translation_of")
    assert {label.partition(" · ")[0] for label in found} == {"Чужа опублікована", "Своя чернетка"}


def test_a_draft_that_one_may_not_see_is_no_choice_when_sent_either():
    client = signed_in("author")
    secret = make_article("Чужа чернетка", state="draft", language="en")
    response = client.post(
        reverse("admin:news_article_add"), article_form(translation_of=secret.pk)
    )
    assert "Чужа чернетка" not in response.content.decode()
    assert "Оберіть зі списку" in response.content.decode()


@pytest.mark.parametrize("model", ["news_article", "news_tag", "news_image", "regions_hromada"])
def test_choices_are_for_those_who_may_see_them(model):
    field = {"news_article": "translation_of", "news_tag": "tags", "news_image": "cover"}
    client = signed_in("editor")
    client.user.groups.clear()
    assert choices(client, model, field.get(model, "hromadas")) == "refused"
    assert choices(signed_in("anonymous"), model, field.get(model, "hromadas")) == "sign in"
