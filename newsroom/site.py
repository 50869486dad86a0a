"""The newsroom's site: Django's admin, whose front page is a desk."""

from dataclasses import dataclass
from functools import partial, wraps

from django.contrib import admin
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

# What is used every day stands first in the header; what is in no group stands under «Ще».
DAILY = ["news.article", "news.image", "news.tag", "newsroom.link", "newsroom.starter"]
PLACES = ["oblast", "raion", "hromada", "settlement", "formername"]
GROUPS = {"": DAILY, "Місця": [f"regions.{name}" for name in PLACES]}
# Pages that belong to no model, after the daily ones: (title, address under the newsroom's own, the
# right that one needs or "").
PAGES = [
    ("Перша сторінка", "front/", "news.publish_article"),
    ("Статистика", "statistics/", "news.publish_article"),
    ("Довідка", "guide/", ""),
]


@dataclass(frozen=True)
class Section:
    """A link of the header."""

    title: str
    url: str
    is_current: bool


class NewsroomSite(admin.AdminSite):
    site_header = "Портал громад · редакція"
    site_title = "Портал громад"
    index_title = "Стіл редакції"
    empty_value_display = "—"
    # The sections stand in the header (templates/admin/base_site.html): lists need the width.
    enable_nav_sidebar = False

    def has_permission(self, request):
        """Who has signed in by a password alone has come half the way (docs/adr/0028)."""
        from newsroom.signing_in import pending

        return super().has_permission(request) and pending.is_whole(request)

    def admin_view(self, view, cacheable=False):
        """Django's, for who may come in; the session is used by it, but not by a page alone."""
        if getattr(view, "is_poll", False):
            return super().admin_view(view, cacheable)

        @wraps(view)
        def used(request, *args, **kwargs):
            request.session.touch()
            return view(request, *args, **kwargs)

        return super().admin_view(used, cacheable)

    def login(self, request, extra_context=None):
        from newsroom.signing_in import entering

        secret = sensitive_post_parameters("password")(entering.sign_in)
        return never_cache(csrf_protect(secret))(request, self)

    def page(self, view):
        """Return a view of the newsroom for `view(request, site, …)`: it asks to sign in."""
        return self.admin_view(partial(view, site=self))

    def get_urls(self):
        # The models' admins register themselves with this site: it can't import what needs them.
        from newsroom import desk, finding, front, guide, proposals
        from newsroom.signing_in import addresses
        from newsroom.statistics.page import page as statistics
        from newsroom.statistics.subject import KINDS

        return [
            path("front/", self.page(front.page), name="front"),
            path("guide/", self.page(guide.page), name="guide_index"),
            path("guide/<slug:slug>/", self.page(guide.page), name="guide"),
            path("guide/img/<str:name>", self.admin_view(guide.picture), name="guide_picture"),
            path("search/", self.page(finding.page), name="search"),
            path("statistics/", self.page(statistics), name="statistics"),
            *(
                path(
                    f"statistics/{kind}/<int:pk>/",
                    self.page(partial(statistics, kind=kind)),
                    name=f"statistics_{kind}",
                )
                for kind in KINDS
            ),
            path("silent/", self.page(desk.silent_page), name="silent"),
            *addresses.of(self),
            path("proposals/", self.page(proposals.page), name="proposals"),
            # Django's `r/` leads to the page of any object, and that of a draft tells its title.
            *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"),
        ]

    def index(self, request, extra_context=None):
        from newsroom import desk

        request.current_app = self.name
        return require_safe(desk.page)(request, self)

    def password_change(self, request, extra_context=None):
        from newsroom import journal
        from newsroom.signing_in import sessions

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            sessions.end_all(request.user, but=request.session.session_key)
            journal.password_changed(request.user)
        return response

    def each_context(self, request):
        context = super().each_context(request)
        apps = context["available_apps"] if context["has_permission"] else []
        return context | {"sections": self.sections(request, apps), "available_apps": apps}

    def sections(self, request, apps):
        """Return the groups of the header, [(title or "", [Section])], from Django's list of apps.

        A section that whom makes the request may not see isn't there, nor an empty group.
        """
        known = {
            model["model"]._meta.label_lower: model
            for app in apps
            for model in app["models"]
            if model["admin_url"]
        }
        groups = {
            title: [known.pop(label) for label in labels if label in known]
            for title, labels in GROUPS.items()
        }
        groups["Ще"] = list(known.values())
        found = {
            title: [self.section(request, model["name"], model["admin_url"]) for model in models]
            for title, models in groups.items()
        }
        if self.has_permission(request):
            index = reverse("admin:index", current_app=self.name)
            found[""] += [
                self.section(request, title, index + below)
                for title, below, right in PAGES
                if not right or request.user.has_perm(right)
            ]
        return [(title, sections) for title, sections in found.items() if sections]

    def section(self, request, title, url):
        """Return the Section of a title and an address."""
        return Section(str(title), url, request.path.startswith(url))
