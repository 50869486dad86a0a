"""What the three roles may do with what the newsroom has of its own.

Rights are added to the groups that news/0002_groups made: a portal that already has accounts gets
them too, and what an administrator gave a group beside them stays.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

AUTHORS = {("newsroom", "view_starter")}
EDITORS = AUTHORS | {("newsroom", "view_link")}
ADMINISTRATORS = EDITORS | {
    *(("newsroom", f"{action}_starter") for action in ("add", "change", "delete")),
    ("admin", "view_logentry"),
}
ROLES = {"Автори": AUTHORS, "Редактори": EDITORS, "Адміністратори": ADMINISTRATORS}


def add_rights(apps, schema_editor):
    using = schema_editor.connection.alias
    # Django makes the permissions after the last migration; the groups need them now.
    for label in ("admin", "newsroom"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    for name, rights in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        group.permissions.add(*_permissions(apps, using, rights))


def remove_rights(apps, schema_editor):
    using = schema_editor.connection.alias
    for name, rights in ROLES.items():
        for group in apps.get_model("auth", "Group").objects.using(using).filter(name=name):
            group.permissions.remove(*_permissions(apps, using, rights))


def _permissions(apps, using, rights):
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    found = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in permissions.select_related("content_type")
    }
    return [found[right] for right in sorted(rights)]


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("news", "0002_groups"),
        ("newsroom", "0001_initial"),
    ]

    operations = [migrations.RunPython(add_rights, remove_rights)]
