"""What search engines are told: every public page, the news of two days, what not to crawl."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as framework
from django.db.models import Max
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from news.addresses import absolute
from news.models import Article, Tag
from news.translations import translations, with_translations
from regions.models import Hromada, Oblast
from ukrainian.folding import printable

# Articles in one file. A file may hold 50,000 addresses; these take about half a second to write.
LIMIT = 1000
NEWS_AGE = timedelta(hours=48)  # Google's rule for news sitemaps, as is the number of addresses
NEWS_LIMIT = 1000
PUBLICATION = "Портал громад"  # one name in both languages: search engines know a publisher by it


class OfThisSite(Sitemap):
    """A sitemap with the addresses of SITE_URL, whatever host was asked."""

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class InBothLanguages(OfThisSite):
    """Pages that stand in both languages, each naming the other."""

    i18n = True
    alternates = True
    x_default = True


class Articles(OfThisSite):
    limit = LIMIT

    def items(self):
        return with_translations(Article.objects.published().defer("lead", "body").order_by("pk"))

    def lastmod(self, article):
        return max(article.published_at, article.changed_at or article.published_at)

    def get_latest_lastmod(self):
        """Return the newest date of all articles, asked of the database and not of every row."""
        newest = Article.objects.published().aggregate(Max("published_at"), Max("changed_at"))
        return max(filter(None, newest.values()), default=None)

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            versions = translations(url["item"])
            if versions:
                paths = {one.language: one.get_absolute_url() for one in (url["item"], *versions)}
                url["alternates"] = [
                    {"location": absolute(path), "lang_code": language}
                    for language, path in [*paths.items(), ("x-default", paths["uk"])]
                ]
        return urls


class Tags(InBothLanguages):
    """Topics, in the languages in which there is public news on them."""

    def items(self):
        """Return a list of (slug, list of languages)."""
        pairs = (
            Tag.objects.filter(articles__in=Article.objects.published())
            .order_by("slug", "articles__language")
            .values_list("slug", "articles__language")
            .distinct()
        )
        languages = {}
        for slug, language in pairs:
            languages.setdefault(slug, []).append(language)
        return list(languages.items())

    def get_languages_for_item(self, item):
        return item[1]

    def location(self, item):
        return reverse("tag", args=[item[0]])


class Oblasts(InBothLanguages):
    def items(self):
        return Oblast.objects.only("slug")


class Hromadas(InBothLanguages):
    def items(self):
        return Hromada.objects.select_related("oblast").only("slug", "oblast__slug")


class Pages(InBothLanguages):
    """The pages that are there whatever the content."""

    def items(self):
        return [
            *("front", "news", "archive", "popular", "tags"),
            *("regions", "feeds", "accessibility"),
        ]

    def location(self, name):
        return reverse(name)


class RecentNews(OfThisSite):
    """The articles of the last 48 hours, as search engines for news want them."""

    limit = NEWS_LIMIT

    def items(self):
        recent = Article.objects.published().filter(published_at__gte=timezone.now() - NEWS_AGE)
        articles = list(recent.defer("lead", "body")[:NEWS_LIMIT])
        for article in articles:
            article.title = printable(article.title)
        return articles


SECTIONS = {
    "pages": Pages,
    "articles": Articles,
    "tags": Tags,
    "oblasts": Oblasts,
    "hromadas": Hromadas,
}


@require_safe
@conditional_page
def sitemap(request):
    """Everything in one file, or, when the articles are too many for it, an index of files."""
    if Article.objects.published().count() <= LIMIT:
        return _without_date(framework.sitemap(request, SECTIONS))
    files = []
    for name, section in SECTIONS.items():
        address = absolute(reverse("sitemap_section", args=[name]))
        kept = section()
        for number in kept.paginator.page_range:
            location = address if number == 1 else f"{address}?p={number}"
            files.append(framework.SitemapIndexItem(location, kept.get_latest_lastmod()))
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


@require_safe
@conditional_page
def section(request, section):
    """One file of the index; a further part of it by `?p=`."""
    return _without_date(framework.sitemap(request, SECTIONS, section=section))


@require_safe
@conditional_page
def news(request):
    response = framework.sitemap(
        request, {"news": RecentNews}, template_name="news/sitemap_news.xml"
    )
    response.context_data["publication"] = PUBLICATION
    return response


@require_safe
def robots(request):
    context = {"site_url": settings.SITE_URL}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def _without_date(response):
    # The date of the newest article stays when one is withdrawn; the ETag tells the truth.
    del response["Last-Modified"]
    return response
