"""Where the pages of signing in stand under the newsroom's own address."""

from functools import partial

from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from newsroom.signing_in import enrolling, entering, own, resetting


def of(site):
    """Return the URL patterns of an AdminSite: those under login/ open to who isn't signed in."""

    def opened(view):
        secret = sensitive_post_parameters()(partial(view, site=site))
        return never_cache(csrf_protect(secret))

    new_password = resetting.NewPassword.as_view(site=site)
    return [
        path("login/code/", opened(entering.code), name="login_code"),
        path("login/other/", opened(entering.other), name="login_other"),
        path("login/passkey/", opened(entering.passkey), name="login_passkey"),
        path("login/passkey/options/", opened(entering.passkey_options), name="passkey_asked"),
        path("login/enrol/", opened(enrolling.choose), name="enrol"),
        path("login/enrol/app/", opened(enrolling.app), name="enrol_app"),
        path("login/enrol/passkey/", opened(enrolling.passkey), name="enrol_passkey"),
        path("login/enrol/passkey/options/", opened(enrolling.passkey_options), name="key_asked"),
        path("login/password/", opened(resetting.ask), name="password_reset"),
        path("login/password/sent/", opened(resetting.done), name="password_reset_done"),
        path(
            "login/password/<str:uidb64>/<str:token>/",
            csrf_protect(new_password),
            name="password_reset_confirm",
        ),
        path("security/", site.page(own.security), name="security"),
        path("security/codes/", site.page(enrolling.codes), name="recovery_codes"),
        path("security/confirm/", site.page(own.confirm), name="confirm"),
        path("security/remove/", site.page(own.remove), name="remove_factor"),
        path("security/sessions/", site.page(own.end_sessions), name="end_sessions"),
    ]
