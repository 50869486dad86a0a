"""Count the words of all public articles, and find what is written about more than before."""

import os

from django.core.management.base import BaseCommand

from news import corpus, trends


class Command(BaseCommand):
    help = (
        "Counts in how many public articles each word stands, for the search, for what it mends "
        "and for «Читайте також», and finds the words and places of the week. The server does so "
        "by itself: at night, when the newsroom has grown, and every hour for the week."
    )

    def add_arguments(self, parser):
        parser.add_argument("--week", action="store_true", help="only find what the week has")
        parser.add_argument("--gently", action="store_true", help="let all others go first")

    def handle(self, *, week, gently, verbosity, **options):
        if gently:
            os.nice(10)
        said = []
        if not week:
            counted = corpus.count(report=self.say if verbosity else None)
            said += [f"{number:,} articles in {language}" for language, number in counted.items()]
        for language, found in trends.store().items():
            said.append(
                f"{len(found.words)} words and {len(found.places)} places of the week in {language}"
            )
        self.stdout.write(f"{'; '.join(said)}.")

    def say(self, number):
        self.stdout.write(f"{number:,} articles read")
