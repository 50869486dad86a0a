"""The WSGI application that a server loads: `portal.wsgi:application`.

From the outside in: the page cache, then Django. The counting of views stands beside the cache.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - Django is set up by now

from portal import checks, databases, quick_locals, serving  # noqa: E402
from portal.api_limits import Limits  # noqa: E402
from portal.beacons import Beacons  # noqa: E402
from portal.observed import observed  # noqa: E402

if not settings.DEBUG:  # in which Django's own server loads this module too
    checks.refuse()
quick_locals.use()
databases.serve()
pages = serving.application(django_application)
application = observed(
    Beacons(Limits(pages)), settings.METRICS_TOKEN, settings.ACCESS_LOG, pages.known
)
serving.start(settings.PAGES_LIVE)
