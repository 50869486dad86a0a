"""The whole map of the site on one page."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from digest import views as digest
from news import (
    accessibility,
    api,
    archive,
    followed,
    front,
    lists,
    media,
    offline,
    place_embed,
    places,
    popular,
    search_page,
    search_suggest,
    share_card,
    sitemaps,
    views,
)
from news.feeds import views as feeds
from news.open_data import page as open_data
from newsroom import preview
from portal import beacons, errors_page, health
from portal.proxies import reader_of

KATOTTG = r"(?P<katottg>UA\d{17})"
FEED = r"\.(?P<format>rss|atom|json)$"

# Readers' pages come first: each address before takes time.
urlpatterns = i18n_patterns(
    path("", front.front, name="front"),
    path("card.jpg", share_card.site_card, name="site_card"),
    path("news/", lists.news_list, name="news"),
    path("news/archive/", archive.archive, name="archive"),
    re_path(r"^news/(?P<name>\d{1,18}(?:-[^/]*)?)/$", views.article, name="article"),
    path("tags/", lists.tags, name="tags"),
    path("tags/<slug:slug>/", lists.tag, name="tag"),
    path("popular/", popular.popular, name="popular"),
    path("data/", open_data.page, name="data"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("search/", search_page.search_page, name="search"),
    path("search/suggest", search_suggest.suggest, name="search_suggest"),
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
    re_path(rf"^embed/regions/{KATOTTG}/$", place_embed.embed, name="embed"),
    re_path(rf"^embed/regions/{KATOTTG}/code/$", place_embed.code, name="embed_code"),
    path("feeds/", feeds.page, name="feeds"),
    re_path(rf"^feeds/all{FEED}", feeds.all_news, name="feed_all"),
    re_path(rf"^feeds/tags/(?P<slug>[-\w]+){FEED}", feeds.tag, name="feed_tag"),
    re_path(rf"^feeds/regions/{KATOTTG}{FEED}", feeds.region, name="feed_region"),
    re_path(rf"^feeds/regions/{KATOTTG}/(?P<slug>[-\w]+){FEED}", feeds.pair, name="feed_pair"),
    prefix_default_language=False,
)

urlpatterns += [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/errors/", admin.site.admin_view(errors_page.page), name="admin_errors"),
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
    path("data/files/<str:name>", open_data.file, name="data_file"),
    path("offline/changes.json", offline.changes, name="offline_changes"),
]

if settings.DIGEST_KEY:
    urlpatterns += i18n_patterns(
        path("digest/", digest.page, {"reader_of": reader_of}, name="digest"),
        path("digest/asked/", digest.asked, name="digest_asked"),
        path("digest/confirm/", digest.confirm, name="digest_confirm"),
        path("digest/manage/", digest.manage, name="digest_manage"),
        path("digest/unsubscribe/", digest.leave, name="digest_leave"),
        prefix_default_language=False,
    )

handler500 = "portal.survival.server_error"
