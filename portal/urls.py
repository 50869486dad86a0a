"""The whole map of the site on one page."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from news import (
    accessibility,
    api,
    archive,
    feeds,
    followed,
    front,
    lists,
    media,
    offline,
    places,
    popular,
    share_card,
    sitemaps,
    views,
)
from newsroom import preview
from portal import beacons, health

KATOTTG = r"(?P<katottg>UA\d{17})"
FEED = r"\.(?P<format>rss|atom|json)$"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", preview.by_link, name="preview"),
    re_path(r"^news/(?P<pk>\d{1,18})/view$", beacons.view, name="count_view"),
    re_path(
        r"^news/(?P<pk>\d{1,18})/view\.gif$", beacons.view, {"is_pixel": True}, name="view_pixel"
    ),
    re_path(r"^news/(?P<pk>\d{1,18})/card\.jpg$", share_card.card, name="share_card"),
    re_path(r"^media/images/(?P<pk>\d{1,18})\.jpg$", media.image, name="image"),
    re_path(r"^media/renditions/(?P<path>\d{1,18}/[\w-]+\.\w+)$", media.rendition),
    path("ornaments/<slug:seed>.svg", media.ornament, name="ornament"),
    path("favicon.ico", media.favicon),
    path("sitemap.xml", sitemaps.sitemap),
    path("sitemap-news.xml", sitemaps.news),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots),
    path("api/v1/", api.urls),
    path("sw.js", offline.worker, name="worker"),
    path("offline/changes.json", offline.changes, name="offline_changes"),
]

handler500 = "portal.survival.server_error"

urlpatterns += i18n_patterns(
    path("", front.front, name="front"),
    path("card.jpg", share_card.site_card, name="site_card"),
    path("news/", lists.news_list, name="news"),
    path("news/archive/", archive.archive, name="archive"),
    re_path(r"^news/(?P<name>\d{1,18}(?:-[^/]*)?)/$", views.article, name="article"),
    path("tags/", lists.tags, name="tags"),
    path("tags/<slug:slug>/", lists.tag, name="tag"),
    path("popular/", popular.popular, name="popular"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("search/", lists.search_page, name="search"),
    path("my/", followed.my, name="my"),
    path("offline/", offline.offline, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("regions/", places.regions, name="regions"),
    path("regions/find/", places.find_hromada, name="find"),
    path("regions/find/suggest", places.suggest, name="suggest"),
    re_path(rf"^regions/{KATOTTG}/$", places.by_katottg, name="place"),
    re_path(rf"^regions/{KATOTTG}/card\.jpg$", share_card.place_card, name="place_card"),
    path("regions/<slug:slug>/", places.oblast, name="oblast"),
    path("regions/<slug:oblast_slug>/<slug:slug>/", places.hromada, name="hromada"),
    re_path(rf"^embed/regions/{KATOTTG}/$", places.embed, name="embed"),
    path("feeds/", feeds.page, name="feeds"),
    re_path(rf"^feeds/all{FEED}", feeds.all_news, name="feed_all"),
    re_path(rf"^feeds/tags/(?P<slug>[-\w]+){FEED}", feeds.tag, name="feed_tag"),
    re_path(rf"^feeds/regions/{KATOTTG}{FEED}", feeds.region, name="feed_region"),
    prefix_default_language=False,
)
