"""The whole map of the site on one page."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from news import api, feeds, front, lists, media, places, sitemaps, views
from newsroom import preview
from portal import health

KATOTTG = r"(?P<katottg>UA\d{17})"
FEED = r"\.(?P<format>rss|atom|json)$"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", preview.by_link, name="preview"),
    path("news/<int:pk>/view", views.view, name="count_view"),
    re_path(r"^media/images/(?P<pk>\d{1,18})\.jpg$", media.image, name="image"),
    re_path(r"^media/renditions/(?P<path>\d{1,18}/[\w-]+\.\w+)$", media.rendition),
    path("ornaments/<slug:seed>.svg", media.ornament, name="ornament"),
    path("sitemap.xml", sitemaps.sitemap),
    path("sitemap-news.xml", sitemaps.news),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots),
    path("api/v1/", api.urls),
]

urlpatterns += i18n_patterns(
    path("", front.front, name="front"),
    path("news/", lists.news_list, name="news"),
    re_path(r"^news/(?P<name>\d{1,18}(?:-[^/]*)?)/$", views.article, name="article"),
    path("tags/", lists.tags, name="tags"),
    path("tags/<slug:slug>/", lists.tag, name="tag"),
    path("popular/", lists.popular, name="popular"),
    path("search/", lists.search_page, name="search"),
    path("regions/", places.regions, name="regions"),
    path("regions/find/", places.find_hromada, name="find"),
    re_path(rf"^regions/{KATOTTG}/$", places.by_katottg, name="place"),
    path("regions/<slug:slug>/", places.oblast, name="oblast"),
    path("regions/<slug:oblast_slug>/<slug:slug>/", places.hromada, name="hromada"),
    re_path(rf"^embed/regions/{KATOTTG}/$", places.embed, name="embed"),
    path("feeds/", feeds.page, name="feeds"),
    re_path(rf"^feeds/all{FEED}", feeds.all_news, name="feed_all"),
    re_path(rf"^feeds/tags/(?P<slug>[-\w]+){FEED}", feeds.tag, name="feed_tag"),
    re_path(rf"^feeds/regions/{KATOTTG}{FEED}", feeds.region, name="feed_region"),
    prefix_default_language=False,
)
