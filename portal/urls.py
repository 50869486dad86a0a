"""The whole map of the site on one page."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from news import media, places, views
from portal import health

KATOTTG = r"(?P<katottg>UA\d{17})"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", views.draft, name="preview"),
    path("news/<int:pk>/view", views.view, name="count_view"),
    re_path(r"^media/renditions/(?P<path>.+)$", media.rendition),
    path("ornaments/<slug:seed>.svg", media.ornament, name="ornament"),
]

urlpatterns += i18n_patterns(
    path("", views.front, name="front"),
    path("news/", views.news_list, name="news"),
    re_path(r"^news/(?P<name>\d{1,18}(?:-[^/]*)?)/$", views.article, name="article"),
    path("tags/", views.tags, name="tags"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("popular/", views.popular, name="popular"),
    path("search/", views.search_page, name="search"),
    path("regions/", places.regions, name="regions"),
    path("regions/find/", places.find_hromada, name="find"),
    re_path(rf"^regions/{KATOTTG}/$", places.by_katottg, name="place"),
    path("regions/<slug:slug>/", places.oblast, name="oblast"),
    path("regions/<slug:oblast_slug>/<slug:slug>/", places.hromada, name="hromada"),
    re_path(rf"^embed/regions/{KATOTTG}/$", places.embed, name="embed"),
    prefix_default_language=False,
)
