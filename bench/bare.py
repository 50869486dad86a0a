"""The least that Django can do, to measure the portal against: the application of `bench.bare`.

A project without middleware and without apps, under the server and on the database of the portal.
`/ready/<name>` answers with the bytes of the file `<name>` in the folder BARE_BODIES, read at the
start, and the headers in `<name>.json`; `/query/<id>` asks one indexed query for an article and
puts it into a template. `/bytes/<name>` has the answer of `/ready/<name>` without Django: nothing
in Python can be quicker under this server.
"""

import json
import os
from pathlib import Path

from django.conf import settings

from portal import settings as portal

TEMPLATE = """<!doctype html><title>{{ row.title }}</title>
<h1>{{ row.title }}</h1>
{{ row.body|safe }}
"""

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES=portal.DATABASES,
    ROOT_URLCONF=__name__,
    SECRET_KEY=portal.SECRET_KEY,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from django.db import models
from django.http import HttpResponse
from django.template import engines
from django.urls import path


class Row(models.Model):
    title = models.TextField()
    body = models.TextField()

    class Meta:
        app_label = "bare"
        db_table = "news_article"
        managed = False

    def __str__(self):
        return self.title


def read(folder):
    """Return {name: (bytes, headers)} of the files of a folder; without one, nothing."""
    heads = Path(folder).glob("*.json") if folder else ()
    return {
        head.stem: (head.with_suffix("").read_bytes(), json.loads(head.read_text()))
        for head in heads
    }


BODIES = read(os.environ.get("BARE_BODIES"))
template = engines["django"].from_string(TEMPLATE)


def ready(request, name):
    body, headers = BODIES[name]
    return HttpResponse(body, headers=headers)


def query(request, pk):
    return HttpResponse(template.render({"row": Row.objects.get(pk=pk)}))


BYTES = {
    f"/bytes/{name}": ([*headers.items(), ("Content-Length", str(len(body)))], [body])
    for name, (body, headers) in BODIES.items()
}


def application(environ, start_response):
    found = BYTES.get(environ["PATH_INFO"])
    if found is None:
        return django(environ, start_response)
    start_response("200 OK", found[0])
    return found[1]


urlpatterns = [path("ready/<str:name>", ready), path("query/<int:pk>", query)]
