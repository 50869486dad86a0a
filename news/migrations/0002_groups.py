"""The three roles of the newsroom, with exactly their rights.

Who may *add* articles or pictures may also change their own (newsroom/admin/ownership.py): an author
therefore has no right to change, and `has_perm("news.change_article")` means everybody's articles.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

PLACES = ["oblast", "raion", "hromada", "settlement", "formername"]


def rights(app, actions, *models):
    return {(app, f"{action}_{model}") for model in models for action in actions}


AUTHORS = (
    rights("news", ["add"], "article")
    | rights("news", ["add", "view"], "image")
    | rights("news", ["view"], "tag")
    | rights("regions", ["view"], *PLACES)
)
EDITORS = (
    AUTHORS
    | rights("news", ["add", "change", "delete", "view"], "article", "image")
    | {("news", "publish_article"), ("news", "add_tag")}
)
ADMINISTRATORS = (
    EDITORS
    | rights("news", ["change", "delete"], "tag")
    | rights("regions", ["add", "change", "delete"], *PLACES)
    | rights("auth", ["add", "change", "view"], "user")
)
ROLES = {"Автори": AUTHORS, "Редактори": EDITORS, "Адміністратори": ADMINISTRATORS}


def make_groups(apps, schema_editor):
    using = schema_editor.connection.alias
    # Django makes the permissions after the last migration; the groups need them now.
    for label in ("auth", "news", "regions"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in apps.get_model("auth", "Permission")
        .objects.using(using)
        .select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        group.permissions.set([permissions[right] for right in wanted])


def remove_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("news", "0001_initial"),
        ("regions", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
