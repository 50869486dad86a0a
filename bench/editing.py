"""What the newsroom's list and form cost an editor, as ratios to a bare view, like bench/pages.py.

    python bench/editing.py          (the data of DATA_DIR; bench/seed.py fills it)

Every page is asked by a signed-in editor, so that a session and an account are read on each. The
account is made and removed by the run, the articles stay as they are.
"""

import sys

import pages  # sets Django up: it stands before what needs that
from django.contrib.auth import get_user_model
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from news.models import Article, Tag

LIST = "/admin/news/article/"
NAME = "bench-editor"


class Newsroom(pages.Server):
    """The application with the cookies of an account."""

    def __init__(self, user):
        super().__init__()
        client = Client()
        client.force_login(user)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = "bench"  # a second factor: production asks for one
        session.save()
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.scheme["HTTP_COOKIE"] = cookies


def addresses():
    """Return {kind of page: address} of the list, with and without filters, and of the form."""
    article = Article.objects.published().filter(hromadas__isnull=False).first()
    if article is None:
        sys.exit("There are no articles to measure. Make some: python bench/seed.py 1000")
    tag = pages.most_written_of(Tag)
    return {
        "bare view": f"/bench/?pk={article.pk}",
        "list": LIST,
        "list, deep": f"{LIST}?p={Article.objects.count() // 50 - 1}",
        "list, review": f"{LIST}?state=review",
        "list, published": f"{LIST}?state=published",
        "list, a tag": f"{LIST}?tag={tag.pk}",
        "list, by views": f"{LIST}?o=-7",
        "list, search": f"{LIST}?q=громада",
        "form": f"{LIST}{article.pk}/change/",
        "form, new": f"{LIST}add/",
    }


def main():
    get_user_model().objects.filter(username=NAME).delete()
    user = get_user_model().objects.create_superuser(NAME, password=None)
    try:
        pages.report(Newsroom(user), addresses())
    finally:
        user.delete()


if __name__ == "__main__":
    main()
