"""Accounts. Rights come from the three roles only; nobody gives more than they have.

Django's page of groups is taken away: what a role may do is written in a migration and tested.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.forms import CheckboxSelectMultiple

from newsroom.admin.signing_in import ShowsSignIn
from newsroom.signing_in import sessions
from regions.admin.wording import WordedAdmin

admin.site.unregister(Group)
admin.site.unregister(User)


def rights_of(user):
    """Return the ids of all permissions that an account has or would have when switched on."""
    granted = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return set(granted.values_list("pk", flat=True))


# Django's own sentence is half English.
UNUSABLE_HELP = (
    "Без пароля увійти не можна."
    '<ul id="id_unusable_warning" class="messagelist"><li class="warning">'
    "Нинішній пароль буде втрачено.</li></ul>"
)


# What the log says when a box is ticked or not: False and True are 0 and 1.
SWITCHES = {
    "is_active": ("Вхід закрито.", "Вхід відкрито."),
    "is_staff": ("Вхід до редакції закрито.", "Вхід до редакції відкрито."),
    "is_superuser": ("Усі права забрано.", "Усі права дано."),
}


def _names(groups):
    """Return the names of roles as one str: «Автори, Редактори»."""
    return ", ".join(sorted(group.name for group in groups)) or "жодної"


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = UNUSABLE_HELP

    def save(self, commit=True):
        sessions.end_all(self.user)
        return super().save(commit)


@admin.register(User)
class AccountAdmin(ShowsSignIn, WordedAdmin, UserAdmin):
    new = "Новий обліковий запис"
    accusative = "обліковий запис"
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = ()
    change_password_form = PasswordForm

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="ролі")
    def roles(self, user):
        if user.is_superuser:
            return "усі права"
        return ", ".join(group.name for group in user.groups.all())

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return super().get_fieldsets(request, obj)
        rights = ["is_active", "is_staff", "groups"]
        if request.user.is_superuser:
            rights.append("is_superuser")
        return [
            (None, {"fields": ["username", "password", "sign_in"]}),
            ("Хто це", {"fields": ["first_name", "last_name", "email"]}),
            ("Права", {"fields": rights}),
            ("Дати", {"fields": ["last_login", "date_joined"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["last_login", "date_joined", "sign_in"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not (obj.is_active and obj.is_staff):
            sessions.end_all(obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """The roles as boxes to tick: only those that give nothing beyond one's own rights."""
        if db_field.name == "groups":
            roles = Group.objects.order_by("pk")
            if not request.user.is_superuser:
                beyond = Permission.objects.exclude(pk__in=rights_of(request.user))
                roles = roles.exclude(permissions__in=beyond)
            kwargs |= {"queryset": roles, "widget": CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "groups":
            field.label = "Ролі"
            field.help_text = (
                "Автори пишуть і надсилають на перевірку; Редактори публікують; "
                "Адміністратори ведуть також місця, теги й облікові записи."
            )
        return field

    def construct_change_message(self, request, form, formsets, add=False):
        """Say for the log which roles were given and taken, and whether the account may come in."""
        if isinstance(form, PasswordForm):
            return (
                "Пароль задано." if form.cleaned_data["set_usable_password"] else "Пароль забрано."
            )
        if add:
            return super().construct_change_message(request, form, formsets, add)
        sentences, told = [], {"groups", *SWITCHES}
        if "groups" in form.changed_data:
            before, now = form.initial["groups"], form.cleaned_data["groups"]
            sentences.append(f"Ролі: були {_names(before)}, тепер {_names(now)}.")
        for name in form.changed_data:
            if name in SWITCHES:
                sentences.append(SWITCHES[name][form.cleaned_data[name]])
        others = [form.fields[name].label for name in form.changed_data if name not in told]
        if others:
            sentences.append(f"Змінено: {', '.join(map(str, others)).lower()}.")
        return " ".join(sentences) or "Нічого не змінено."

    def deletion_note(self, user):
        return (
            "Разом зникнуть його записи в журналі. Щоб лише закрити вхід, зніміть на сторінці "
            "облікового запису позначку «Активний»."
        )

    def has_change_permission(self, request, obj=None):
        """Who can set a password can sign in: so only accounts with no more rights than one's own.

        A superuser's account is a superuser's to change.
        """
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.is_superuser:
            return True
        return not obj.is_superuser and rights_of(obj) <= rights_of(request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or self.has_change_permission(request, obj)
        )
