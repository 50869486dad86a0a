"""The table of who may do what in the newsroom; tests/newsroom/test_permission_matrix.py reads it.

A row is an address of the site as its URL patterns write it, the thing that it is about, and who
may GET and who may POST it. «May» means that the page does its work or says what is wrong with the
form; whoever may not is answered 403, 404 or 405, or led to the desk.
"""

from typing import NamedTuple
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from newsroom import revisions
from newsroom.models import Link, Proposal, Starter
from newsroom.models.revision import Kind
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement
from tests.factories import image_bytes, make_article, make_image, make_tag, make_user
from tests.staff import article_form

ROLES = ("author", "editor", "admin")
ALL = frozenset(ROLES)
EDITORS = frozenset({"editor", "admin"})
ADMINS = frozenset({"admin"})
NOBODY = frozenset()

PK = "<path:object_id>/"
INT = "<int:pk>/"
OWN = ("draft", "in review", "scheduled", "published", "archived")
FOREIGN = ("draft", "published")


class Row(NamedTuple):
    """A row of the table: the sets are of ROLES."""

    route: str
    thing: str
    get: frozenset
    post: frozenset


def crud(prefix, thing, *, see, add, change, delete, choices=None):
    """Return the Rows of the addresses that Django makes for a model, and of its choices."""
    return [
        *(Row(prefix, "", see, see), Row(f"{prefix}add/", "", add, add)),
        Row(f"{prefix}choices/", "", see if choices is None else choices, NOBODY),
        Row(f"{prefix}{PK}", thing, ALL, ALL),  # only leads to change/
        *of_one(prefix, thing, see=see, change=change, delete=delete),
    ]


def of_one(prefix, thing, *, see, change, delete):
    return [
        Row(f"{prefix}{PK}change/", thing, see, change),
        Row(f"{prefix}{PK}delete/", thing, delete, delete),
        Row(f"{prefix}{PK}history/", thing, see, see),
    ]


def of_article(thing, *, see, change, delete):
    """Return the Rows of what is done with one article: `see` carries what only reads or copies."""
    a = "news/article/"
    return [
        *of_one(a, thing, see=see, change=change, delete=delete),
        Row(f"{a}{INT}compare/", thing, see, see),
        Row(f"{a}{INT}checks/", thing, see, NOBODY),
        Row(f"{a}{PK}preview/", thing, see, NOBODY),
        Row(f"{a}{PK}preview-links/", thing, change, change),
        Row(f"{a}{PK}preview-links/<int:link_id>/", thing, NOBODY, change),
        Row(f"{a}{PK}copy/", thing, NOBODY, see),
        Row(f"{a}{PK}translate/", thing, NOBODY, see),
        Row(f"{a}{INT}autosave/", thing, ALL, change),  # a GET only leads to the form
        Row(f"{a}{INT}presence/", thing, NOBODY, change),
        Row(f"{a}{INT}discard/", thing, NOBODY, ALL),  # touches only one's own unsaved text
        Row(f"{a}{INT}merge/", thing, ALL, change),  # a GET only leads to change/
        Row(f"{a}{INT}suggestions/", thing, ALL, change),  # the same
    ]


TABLE = [
    # The frame
    Row("", "", ALL, NOBODY),
    Row("search/", "", ALL, ALL),
    Row("silent/", "", ALL, NOBODY),
    Row("front/", "", EDITORS, EDITORS),
    Row("proposals/", "", EDITORS, EDITORS),
    Row("statistics/", "", EDITORS, NOBODY),
    *(Row(f"statistics/article/{INT}", f"own {each}", ALL, NOBODY) for each in OWN),
    *(Row(f"statistics/article/{INT}", f"foreign {each}", EDITORS, NOBODY) for each in FOREIGN),
    *(Row(f"statistics/{each}/{INT}", each, EDITORS, NOBODY) for each in ("oblast", "hromada")),
    Row(f"statistics/tag/{INT}", "tag", EDITORS, NOBODY),
    Row(f"statistics/author/{INT}", "colleague", EDITORS, NOBODY),
    Row("guide/", "", ALL, NOBODY),
    Row("errors/", "", ADMINS, ADMINS),
    Row("guide/<slug:slug>/", "rozklad", ALL, NOBODY),
    Row("guide/img/<str:name>", "desk.webp", ALL, NOBODY),
    Row("login/", "", NOBODY, ALL),  # who is signed in is led to the desk
    Row("logout/", "", NOBODY, ALL),
    *(Row(f"login/{each}/", "", NOBODY, NOBODY) for each in ("other", "passkey")),
    Row("login/code/", "", NOBODY, NOBODY),
    Row("login/passkey/options/", "", NOBODY, ALL),
    Row("login/enrol/", "", ALL, NOBODY),
    Row("login/enrol/app/", "", ALL, ALL),  # asks for the password once more
    *(Row(f"login/enrol/passkey/{each}", "", NOBODY, ALL) for each in ("", "options/")),
    Row("login/password/", "", ALL, ALL),
    Row("login/password/sent/", "", ALL, NOBODY),
    Row("login/password/<str:uidb64>/<str:token>/", "", ALL, ALL),
    Row("security/", "", ALL, NOBODY),
    *(Row(f"security/{each}/", "", ALL, ALL) for each in ("codes", "confirm")),
    *(Row(f"security/{each}/", "", NOBODY, ALL) for each in ("remove", "sessions")),
    Row("password_change/", "", ALL, ALL),
    Row("password_change/done/", "", ALL, NOBODY),
    Row("jsi18n/", "", ALL, NOBODY),
    Row("autocomplete/", "", ALL, NOBODY),
    *(Row("<app_label>/", label, ALL, ALL) for label in ("news", "regions", "newsroom")),
    *(Row("<app_label>/", label, ADMINS, ADMINS) for label in ("auth", "admin")),
    Row("<url>", "", NOBODY, NOBODY),
    # Articles
    *crud("news/article/", "own draft", see=ALL, add=ALL, change=ALL, delete=ALL),
    *of_article("own draft", see=ALL, change=ALL, delete=ALL),
    *of_article("own in review", see=ALL, change=EDITORS, delete=EDITORS),
    *of_article("own scheduled", see=ALL, change=EDITORS, delete=EDITORS),
    *of_article("own published", see=ALL, change=EDITORS, delete=EDITORS),
    *of_article("own archived", see=ALL, change=EDITORS, delete=EDITORS),
    *of_article("foreign draft", see=EDITORS, change=EDITORS, delete=EDITORS),
    *of_article("foreign published", see=EDITORS, change=EDITORS, delete=EDITORS),
    Row("news/article/linked/", "", ALL, NOBODY),
    Row("news/article/add/checks/", "", ALL, NOBODY),
    Row("news/article/add/preview/", "own unsaved", ALL, NOBODY),
    Row("news/article/add/preview/", "foreign unsaved", NOBODY, NOBODY),
    Row("news/article/add/autosave/", "", ALL, ALL),  # a GET only leads to the form
    Row("news/article/add/discard/", "", NOBODY, ALL),
    Row("news/article/add/suggestions/", "", ALL, ALL),  # a GET only leads to the form
    # Images
    *crud("news/image/", "own image", see=ALL, add=ALL, change=ALL, delete=EDITORS),
    *of_one("news/image/", "foreign image", see=ALL, change=EDITORS, delete=EDITORS),
    Row("news/image/library/", "", ALL, NOBODY),
    Row("news/image/upload/", "", NOBODY, ALL),
    Row(f"news/image/{INT}words/", "own image", ALL, ALL),
    Row(f"news/image/{INT}words/", "foreign image", ALL, EDITORS),
    # Tags, starters, links, the log
    *crud("news/tag/", "tag", see=ALL, add=EDITORS, change=ADMINS, delete=ADMINS),
    Row("news/tag/merge/", "", ADMINS, ADMINS),
    Row("news/tag/twins/", "", ADMINS, ADMINS),
    *crud(
        *("newsroom/starter/", "starter"),
        see=ALL,
        add=ADMINS,
        change=ADMINS,
        delete=ADMINS,
        choices=NOBODY,
    ),
    *crud("newsroom/link/", "link", see=EDITORS, add=NOBODY, change=NOBODY, delete=NOBODY),
    *crud(
        *("admin/logentry/", "log entry"),
        see=ADMINS,
        add=NOBODY,
        change=NOBODY,
        delete=NOBODY,
        choices=NOBODY,
    ),
    # Accounts
    *crud("auth/user/", "colleague", see=ADMINS, add=ADMINS, change=ADMINS, delete=NOBODY),
    *of_one("auth/user/", "root", see=ADMINS, change=NOBODY, delete=NOBODY),
    Row("auth/user/<id>/password/", "colleague", ADMINS, ADMINS),
    Row(f"auth/user/{INT}sign-in/", "colleague", ADMINS, ADMINS),
    Row(f"auth/user/{INT}sign-in/", "root", NOBODY, NOBODY),
    Row("auth/user/<id>/password/", "root", NOBODY, NOBODY),
    # The register
    *(
        row
        for place in ("oblast", "raion", "hromada", "settlement")
        for row in crud(
            f"regions/{place}/", place, see=ALL, add=ADMINS, change=ADMINS, delete=ADMINS
        )
    ),
    *crud(
        *("regions/formername/", "former name"),
        see=ALL,
        add=ADMINS,
        change=ADMINS,
        delete=ADMINS,
        choices=NOBODY,
    ),
]

# What is done to several at once: (model, action) and who finds it in the list.
ACTIONS = {
    **{("news.article", action): ALL for action in ("add_tags", "add_places", "delete_selected")},
    **{("news.article", action): EDITORS for action in ("publish", "archive")},
    ("news.image", "delete_selected"): EDITORS,
    ("news.tag", "merge"): ADMINS,
    ("news.tag", "delete_selected"): ADMINS,
    ("newsroom.link", "recheck"): EDITORS,
    ("newsroom.starter", "delete_selected"): ADMINS,
    **{
        (f"regions.{place}", "delete_selected"): ADMINS
        for place in ("oblast", "raion", "hromada", "settlement", "formername")
    },
}

# On which of the articles and images an action that the list offers does its work.
ON_FOREIGN = [
    # model, action, thing, who
    *(
        ("news.article", action, thing, who)
        for action in ("add_tags", "add_places", "delete_selected")
        for thing, who in {
            "own draft": ALL,
            "own in review": EDITORS,
            "own scheduled": EDITORS,
            "own published": EDITORS,
            "own archived": EDITORS,
            "foreign draft": EDITORS,
            "foreign published": EDITORS,
        }.items()
    ),
    *(("news.article", "publish", f"{whose} draft", EDITORS) for whose in ("own", "foreign")),
    *(("news.article", "archive", f"{whose} published", EDITORS) for whose in ("own", "foreign")),
    *(("news.image", "delete_selected", f"{whose} image", EDITORS) for whose in ("own", "foreign")),
    ("news.tag", "merge", "tag", ADMINS),
    ("news.tag", "delete_selected", "tag", ADMINS),
    ("newsroom.link", "recheck", "link", EDITORS),
    ("newsroom.starter", "delete_selected", "starter", ADMINS),
    ("regions.formername", "delete_selected", "former name", ADMINS),
    ("auth.user", "delete_selected", "colleague", NOBODY),
    ("admin.logentry", "delete_selected", "log entry", NOBODY),
]


def one_of_each(user):
    """Make one of everything; `user` (or None) made what is called own. Returns a dict by name."""
    own, colleague = {"created_by": user}, make_user("author", username="colleague")
    root = User.objects.create_superuser("chief", password="root")
    tomorrow = timezone.now() + timezone.timedelta(days=1)
    article = make_article("Чужа опублікована", cover=make_image("Обкладинка"))
    data = revisions.snapshot(article)
    unsaved = {
        "own unsaved": user and _unsaved(data, user),
        "foreign unsaved": _unsaved(data, colleague),
    }
    things = {
        "own draft": make_article("Своя чернетка", state="draft", **own),
        "own in review": make_article("Своя на перевірці", state="review", **own),
        "own scheduled": make_article("Своя запланована", published_at=tomorrow, **own),
        "own published": make_article("Своя опублікована", **own),
        "own archived": make_article("Своя в архіві", state="archived", **own),
        "foreign draft": make_article("Чужа чернетка", state="draft"),
        "foreign published": article,
        "own image": make_image("Своє", **own),
        "foreign image": make_image("Чуже"),
        "tag": make_tag("вода"),
        "other tag": make_tag("води"),
        "starter": Starter.objects.create(name="Проба"),
        "proposal": Proposal.objects.create(
            article=article, hromada=Hromada.objects.first(), state="waiting"
        ),
        "link": Link.objects.create(url="https://a.ua/", due_at=tomorrow),
        "colleague": colleague,
        "root": root,
        "log entry": LogEntry.objects.create(
            user=root,
            content_type=ContentType.objects.get_for_model(User),
            object_id=root.pk,
            object_repr="root",
            action_flag=CHANGE,
        ),
        "settlement": Settlement.objects.order_by("-pk").first(),
        "former name": FormerName.objects.first(),
        "hromada": Hromada.objects.order_by("-pk").first(),
        "raion": Raion.objects.order_by("-pk").first(),
        "oblast": Oblast.objects.order_by("-pk").first(),
    }
    for thing in list(things.values()):
        if hasattr(thing, "preview_links"):
            thing.preview_links.create(created_by=user, expires_at=tomorrow)
            thing.revisions.create(
                kind=Kind.REFUSED, data=revisions.snapshot(thing) | {"typed": {}}, created_by=user
            )
    return things | unsaved


def _unsaved(data, user):
    return revisions.keep_unsaved(data, user, draft=uuid4(), at=timezone.now())


# Which field of a form asks for a model's choices.
FIELDS = {
    "news/article/choices/": ("news", "article", "translation_of"),
    "news/image/choices/": ("news", "article", "cover"),
    "news/tag/choices/": ("news", "article", "tags"),
    "regions/oblast/choices/": ("news", "article", "oblasts"),
    "regions/hromada/choices/": ("news", "article", "hromadas"),
    "regions/raion/choices/": ("regions", "hromada", "raion"),
    "regions/settlement/choices/": ("regions", "hromada", "centre"),
    "newsroom/link/choices/": ("newsroom", "linkuse", "link"),
    "auth/user/choices/": ("admin", "logentry", "user"),
    "autocomplete/": ("news", "article", "translation_of"),
}


def query(row, things):
    """Return the parameters with which the address of a Row is asked."""
    if row.route in FIELDS:
        return dict(
            zip(("app_label", "model_name", "field_name"), FIELDS[row.route], strict=True), term=""
        )
    if row.thing.endswith("unsaved"):
        return {"revision": getattr(things[row.thing], "pk", 0)}
    return {}


def form(row, things):
    """Return what is sent to the address of a Row: what would do its work where there is much to
    lose, and an empty form elsewhere."""
    route = row.route
    if route == "front/":
        return {"do": "pin", "article": things["foreign published"].pk}
    if route == "proposals/":
        return {"accept": things["proposal"].pk}
    sends_the_form = {"news/article/add/", f"news/article/{PK}change/"}
    if route in sends_the_form or route.endswith(("autosave/", "suggestions/")):
        return article_form(title="Підмінено", draft="6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
    if route == f"news/article/{INT}merge/":
        article = things[row.thing]
        refused = article.revisions.get(kind=Kind.REFUSED)
        return {"refused": refused.pk, "version": article.version, "all": "mine"}
    if route == f"news/article/{PK}preview-links/":
        return {"days": "7"}
    if route in {"news/image/add/", "news/image/upload/"}:
        file = SimpleUploadedFile("a.jpg", image_bytes(), content_type="image/jpeg")
        return {"file": file, "alt": "Майдан", "focal_x": "0.5", "focal_y": "0.5"}
    if route.startswith("news/image/"):
        words = {"alt": "Підмінено", "caption": "", "credit": "", "post": "yes"}
        return words | {"focal_x": "0.5", "focal_y": "0.5"}
    if route == "news/tag/twins/":
        return {"tags": [things["tag"].pk, things["other tag"].pk]}
    if route.endswith("password/"):
        return {"password1": "Нове-слово-42", "password2": "Нове-слово-42"}
    return {"name": "Підмінено", "username": "pidmineno", "slug": "", "post": "yes"}
