"""How others sign in: an administrator ends their sessions and resets a lost second factor."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom import journal
from newsroom.signing_in import factors, sessions
from newsroom.signing_in.entering import page
from newsroom.signing_in.own import listed
from ukrainian.plurals import counted

# The library's own pages would show the keys of everybody's apps.
admin.site.unregister([TOTPDevice, StaticDevice])


class ShowsSignIn:
    """Part of the admin of accounts: a page of how one signs in, and of what can be undone."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.entry))
        return [path("<int:pk>/sign-in/", view, name="auth_user_sign_in"), *super().get_urls()]

    @admin.display(description="другий фактор і сеанси")
    def sign_in(self, user):
        if user.pk is None:
            return "—"
        number = sessions.of(user).count()
        live = counted(number, "сеанс", "сеанси", "сеансів") if number else "сеансів немає"
        address = reverse("admin:auth_user_sign_in", args=[user.pk])
        words = "Другий фактор: {}; {}. <a href='{}'>Керувати входом</a>"
        return format_html(words, factors.of(user), live, address)

    def entry(self, request, pk):
        """The page of one account; what it does is for who may change the account."""
        account = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account == request.user:
            return redirect("admin:security")
        if request.method == "POST":
            self.act(request, account)
            return redirect(request.path)
        return page(
            request,
            self.admin_site,
            "account",
            f"Вхід: {account}",
            account=account,
            own=factors.of(account),
            sessions=listed(account),
        )

    def act(self, request, account):
        if request.POST.get("do") == "reset":
            factors.reset(account, by=request.user)
            told = " Власникові надіслано листа." if account.email else ""
            words = "Другий фактор скинуто, сеанси завершено. Під час наступного входу портал "
            messages.success(request, f"{words}запропонує налаштувати його знову.{told}")
        elif request.POST.get("do") == "end":
            number = sessions.end_all(account)
            journal.sessions_ended(request.user, account, number)
            words = counted(number, "сеанс", "сеанси", "сеансів")
            messages.success(request, f"Завершено: {words}.")
