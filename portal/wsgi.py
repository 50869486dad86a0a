"""The WSGI application that a server loads: `portal.wsgi:application`.

From the outside in: the page cache, then Django. The counting of views stands beside the cache.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - Django is set up by now

from portal import serving  # noqa: E402
from portal.beacons import Beacons  # noqa: E402

application = Beacons(serving.application(django_application))
serving.start(settings.PAGES_LIVE)
