"""A new password by a letter. Nobody learns whether an address is an account's: the answer is the
same, and so is its time, since letters are sent by a thread."""

from django.contrib.auth import forms, views
from django.contrib.auth.tokens import default_token_generator
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.http import require_http_methods, require_safe

from newsroom import journal
from newsroom.signing_in import letters, pending, sessions, tries
from newsroom.signing_in.entering import page


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, site):
    """Ask for the address of a letter, and send it where it is of an account."""
    if not letters.can_be_sent():
        return page(request, site, "no_letters", "Забули пароль?")
    form = forms.PasswordResetForm(request.POST if request.method == "POST" else None)
    error, status = "", 200
    if request.method == "POST" and form.is_valid():
        until = tries.count(tries.LETTERS_FROM, pending.reader(request))
        if not until:
            address = form.cleaned_data["email"]
            # Who asks for the fourth letter in an hour sees what they saw before.
            if not tries.count(tries.LETTERS_TO, address.casefold()):
                letters.in_background(lambda: send(form, address))
            return redirect("admin:password_reset_done")
        error = f"Забагато запитів з вашої адреси. {tries.until_in_words(until)}"
        status = 429
    elif request.method == "POST":
        error = "Введіть адресу повністю, як-от olena@example.org."
    return page(request, site, "reset", "Забули пароль?", status, error=error, form=form)


def send(form, address):
    """Send the letter to each active account of an address that signs in by a password."""
    for account in form.get_users(address):
        if not account.is_staff:
            continue
        words = [
            urlsafe_base64_encode(force_bytes(account.pk)),
            default_token_generator.make_token(account),
        ]
        letters.way_back(account, reverse("admin:password_reset_confirm", args=words))


@require_safe
def done(request, site):
    return page(request, site, "reset_done", "Перевірте пошту")


class NewPassword(views.PasswordResetConfirmView):
    """Django's page of a link: the token moves from the address into the session at once."""

    template_name = "newsroom/signing_in/new_password.html"
    success_url = reverse_lazy("admin:login")
    title = "Новий пароль"
    site = None

    def get_context_data(self, **kwargs):
        return self.site.each_context(self.request) | super().get_context_data(**kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.end_all(self.user)
        journal.password_changed(self.user, "Пароль задано за посиланням з листа.")
        letters.password_changed(self.user)
        return response
