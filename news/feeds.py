"""The feeds: everything, a topic, a place; in the language of the address, in three formats."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from news.addresses import absolute
from news.body import expand, images_of
from news.feed_formats import FORMATS
from news.filters import tag_called
from news.listing import Listing, listing_of
from news.lists import all_oblasts, popular_tags
from news.models import Article
from news.places import place_of

LENGTH = 30  # articles in a feed
NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON"}


class NewsFeed(Feed):
    """What all feeds share: the newest public articles, each with its whole text.

    `format` is a key of FORMATS. Every address given here is whole, so that the framework adds no
    domain of its own, which would be the one of the request.
    """

    item_guid_is_permalink = True
    item_enclosure_mime_type = "image/jpeg"
    item_enclosure_length = "0"  # the RSS profile's word for a size that costs too much to ask

    def __init__(self, format):
        self.format = format
        self.feed_type = FORMATS[format]

    def __call__(self, request, subject=None):
        response = super().__call__(request, subject)
        # The date of the newest article doesn't change when one is withdrawn or mended, so it
        # would keep readers with the old text. The ETag of the content tells the truth.
        del response["Last-Modified"]
        return response

    def get_object(self, request, subject):
        """Return the Tag or the place that the feed is about; None for everything."""
        return subject

    def author_name(self):
        return _("Hromada Portal")

    def title(self, subject):
        return f"{_('Hromada Portal')}: {subject.title}"

    def description(self, subject):
        # Translators: «Новини: %(name)s»; the name of a topic or place
        return _("News: %(name)s") % {"name": subject.title}

    def link(self, subject):
        return absolute(subject.get_absolute_url())

    def listing(self, subject):
        """Return the Listing of what the feed is about."""
        return listing_of(subject)

    def items(self, subject):
        # The text is what a feed is for: undo the cards' deferring of it.
        articles = Article.objects.filter(pk__in=self.listing(subject).keys(LENGTH))
        articles = list(articles.with_cards().defer(None).prefetch_related("tags"))
        self.images = images_of(*(article.body for article in articles))
        return articles

    def item_title(self, article):
        return article.title

    def item_description(self, article):
        return escape(article.lead) or None

    def item_link(self, article):
        return absolute(article.get_absolute_url())

    def item_guid(self, article):
        # By the id alone: it stays when the title or the language is mended, and it redirects.
        with override("uk"):
            return absolute(reverse("article", args=[article.pk]))

    def item_pubdate(self, article):
        return article.published_at

    def item_updateddate(self, article):
        return max(article.published_at, article.changed_at or article.published_at)

    def item_author_name(self, article):
        return article.byline or None

    def item_categories(self, article):
        labels = (*article.tags.all(), *article.oblasts.all(), *article.hromadas.all())
        return [label.title for label in labels]

    def item_enclosure_url(self, article):
        cover = article.cover
        return absolute(cover.rendition("full-960").urls["jpg"]) if cover else None

    def item_extra_kwargs(self, article):
        lead = format_html("<p>{}</p>\n", article.lead) if article.lead else ""
        content = expand(article.body, absolute=True, images=self.images)
        return {"lead": article.lead, "content": lead + content}


class AllNews(NewsFeed):
    def title(self):
        # Translators: «Портал громад: усі новини»
        return _("Hromada Portal: all news")

    def description(self):
        return _("News of Ukraine’s local self-government: every hromada, every oblast.")

    def link(self):
        return absolute(reverse("news"))

    def feed_url(self):
        return absolute(reverse("feed_all", args=[self.format]))

    def listing(self, subject):
        return Listing(get_language())


class NewsOfTag(NewsFeed):
    def feed_url(self, tag):
        return absolute(reverse("feed_tag", args=[tag.slug, self.format]))


class NewsOfPlace(NewsFeed):
    def feed_url(self, place):
        return absolute(reverse("feed_region", args=[place.katottg, self.format]))


@require_safe
@conditional_page
def all_news(request, format):
    return AllNews(format)(request)


@require_safe
@conditional_page
def tag(request, slug, format):
    found = tag_called(slug)
    if found is None:
        raise Http404("no such topic")
    if found.slug != slug:
        return redirect("feed_tag", found.slug, format, permanent=True)
    return NewsOfTag(format)(request, found)


@require_safe
@conditional_page
def region(request, katottg, format):
    """The news of an oblast or hromada; a settlement's code leads to its hromada's feed."""
    place = place_of(katottg)
    if place.katottg != katottg:
        return redirect("feed_region", place.katottg, format, permanent=True)
    return NewsOfPlace(format)(request, place)


@require_safe
def page(request):
    """The list of the feeds for readers."""
    context = {
        "formats": NAMES,
        "tags": [tag for tag, _ in popular_tags()],
        "oblasts": all_oblasts(get_language()),
    }
    return render(request, "news/feeds.html", context)
