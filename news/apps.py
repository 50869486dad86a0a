from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Новини"

    def ready(self):
        from news import generation
        from news.models import listed, related
        from news.search import tables

        generation.watch()
        pre_migrate.connect(listed.before_migrating, sender=self)
        post_migrate.connect(listed.make_triggers, sender=self)
        pre_migrate.connect(tables.before_migrating, sender=self)
        post_migrate.connect(tables.make, sender=self)
        pre_migrate.connect(related.before_migrating, sender=self)
        post_migrate.connect(related.make_triggers, sender=self)
