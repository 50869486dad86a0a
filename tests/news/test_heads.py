"""What the head of every page says to search engines and messengers."""

from html.parser import HTMLParser

import pytest

from news.structured import IN_SHORT
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_preview, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

SITE = "http://testserver"


class Head(HTMLParser):
    """The title, `meta` ({name or property: [contents]}) and `links` ([(rel, hreflang, href)])."""

    def __init__(self, html):
        super().__init__()
        self.title, self.meta, self.links, self.inside = "", {}, [], False
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.inside = tag == "title"
        if tag == "meta" and (name := attributes.get("name") or attributes.get("property")):
            self.meta.setdefault(name, []).append(attributes["content"])
        if tag == "link":
            self.links.append(tuple(attributes.get(each) for each in ("rel", "hreflang", "href")))

    def handle_data(self, data):
        self.title += data if self.inside else ""

    def alternates(self):
        return {language: href for rel, language, href in self.links if language}

    def canonical(self):
        return [href for rel, language, href in self.links if rel == "canonical"]


def head(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return Head(response.content.decode())


def every_path():
    make_article(hromadas=[KUPIANSK], tags=["вода"])
    place = hromada()
    return [
        *("/", "/news/", "/news/?tag=voda", "/tags/", "/tags/voda/", "/popular/", "/regions/"),
        *("/search/?q=рада", "/regions/find/?q=Куп", "/feeds/", "/accessibility/"),
        place.oblast.get_absolute_url(),
        place.get_absolute_url(),
    ]


def test_every_page_introduces_itself(client):
    for path in every_path():
        for address, locale in ((path, "uk_UA"), (f"/en{path}", "en_GB")):
            found = head(client, address)
            assert found.title.strip(), address
            [description], [title] = found.meta["description"], found.meta["og:title"]
            assert 20 <= len(description) <= IN_SHORT, address
            assert found.meta["og:description"] == [description], address
            assert title in found.title, address
            assert not title.endswith("| " + found.meta["og:site_name"][0]), address
            assert found.meta["og:locale"] == [locale], address
            assert found.meta["twitter:card"] == ["summary_large_image"], address
            assert found.meta["og:url"] == found.canonical(), address


def test_the_picture_of_every_page_is_there_in_the_size_it_says(client):
    for path in every_path():
        found = head(client, path)
        [address] = found.meta["og:image"]
        picture = client.get(address.removeprefix(SITE))
        assert picture["Content-Type"] == "image/jpeg", path
        assert found.meta["og:image:width"] == ["1200"]
        assert found.meta["og:image:height"] == ["630"]
        assert found.meta["og:image:alt"][0], path


def test_a_page_in_both_languages_names_the_pair(client):
    for path in ("/", "/en/"):
        assert head(client, path).alternates() == {
            "uk": f"{SITE}/",
            "en": f"{SITE}/en/",
            "x-default": f"{SITE}/",
        }


def test_the_canonical_address_keeps_filters_in_one_order_and_nothing_else(client):
    make_article(tags=["вода"])
    make_article(tags=["вода"], hromadas=[KUPIANSK])
    one = "/news/?utm_source=x&tag=voda&oblast=kharkivska-oblast&fbclid=1"
    other = "/news/?oblast=kharkivska-oblast&tag=voda"
    assert head(client, one).canonical() == head(client, other).canonical() == [SITE + other]
    assert head(client, one).alternates() == {}


def test_an_article_without_translation_has_no_pair(client):
    article = make_article()
    found = head(client, article.get_absolute_url())
    assert found.alternates() == {}
    assert found.canonical() == [SITE + article.get_absolute_url()]


def test_an_article_and_its_translation_name_each_other(client):
    article = make_article()
    english = make_article("A library", language="en", translation_of=article)
    make_article("Draft", language="en", translation_of=make_article("Інша"), state="draft")
    pair = {
        "uk": SITE + article.get_absolute_url(),
        "en": SITE + english.get_absolute_url(),
        "x-default": SITE + article.get_absolute_url(),
    }
    for one in (article, english):
        assert head(client, one.get_absolute_url()).alternates() == pair


def test_open_graph_of_an_article(client):
    article = make_article(
        "Вода & «мости» <тут>", hromadas=[KUPIANSK], tags=["вода", "мости"], cover=make_image()
    )
    found = head(client, article.get_absolute_url()).meta
    assert found["og:type"] == ["article"]
    assert found["og:title"] == ["Вода & «мости» <тут>"]
    assert found["article:tag"] == ["вода", "мости"]
    assert found["article:section"] == ["вода"]
    assert found["article:published_time"][0].endswith("+02:00") or found["article:published_time"][
        0
    ].endswith("+03:00")
    assert "article:modified_time" not in found


def test_the_description_is_whole_sentences_of_the_lead_else_of_the_text(client):
    first = "Рада ухвалила бюджет на 2027 рік і передала по 25 тис. грн. кожній школі."
    article = make_article(lead=f"{first} {'Далі дуже довге речення, якого не видно ' * 9}.")
    assert head(client, article.get_absolute_url()).meta["description"] == [first]
    article = make_article("Без ліда", lead="", body="<h2>Де</h2><p>Лише текст статті.</p>")
    assert head(client, article.get_absolute_url()).meta["description"] == ["Де Лише текст статті."]
    article = make_article("Без слів", lead="", body="")
    assert head(client, article.get_absolute_url()).meta["description"] == ["Без слів"]


def test_what_is_not_for_search_engines_says_so(client):
    draft = make_article("Чернетка", state="draft")
    make_tag("порожня")
    for path, status in (
        (make_preview(draft), 200),
        ("/nothing/", 404),
        ("/search/?q=вода", 200),
        ("/regions/find/", 200),
        ("/tags/porozhnia/", 200),
    ):
        assert head(client, path, status).meta["robots"][0].startswith("noindex"), path
    assert "card.jpg" not in client.get(make_preview(draft)).content.decode()
