"""Choose the words of all articles anew, and find what is related to each."""

from django.core.management.base import BaseCommand

from news import corpus, relating
from news.models import Keyword, RelatedArticles

PROGRESS = 500  # articles between two lines


class Command(BaseCommand):
    help = (
        "Count the words of all articles, choose by them what each is about, and find the cards of "
        "«Читайте також» anew. Needed after a change of the rules only: the server keeps them up."
    )

    def handle(self, *, verbosity, **options):
        self.told = 0
        if verbosity:
            self.stdout.write("Counting words…")
        corpus.count()
        number = relating.note_all()
        relating.work(report=lambda *done: self.tell(number, *done) if verbosity else None)
        self.stdout.write(
            f"In all: {number} published articles; {Keyword.objects.count()} words of theirs, "
            f"{RelatedArticles.objects.count()} with their cards."
        )

    def tell(self, number, described, found):
        if described + found >= self.told + PROGRESS:
            self.told = described + found
            self.stdout.write(
                f"[{found}/{number}] found" if found else f"[{described}/{number}] described"
            )
