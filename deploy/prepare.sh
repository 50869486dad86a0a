#!/bin/sh
# What a release needs before its server starts, in a container (deploy/compose.yaml): tables, the
# register of places, style sheets, the configuration of nginx.
set -eu
python manage.py check --deploy --fail-level ERROR
python manage.py migrate --no-input
if python manage.py shell --no-imports -c \
    'import sys; from regions.models import Hromada; sys.exit(Hromada.objects.exists())'; then
    python manage.py load_register --yes
fi
python manage.py collectstatic --no-input --verbosity 0
# nginx's own image has no brotli, and its logs are the container's.
python manage.py nginx_conf --no-brotli --portal portal --copy /copy/site |
    sed -e 's|"/var/log/nginx/portal.log"|/dev/stdout|' \
        -e 's|"/var/log/nginx/portal-error.log"|/dev/stderr|' > /nginx/portal.conf.new
mv /nginx/portal.conf.new /nginx/portal.conf
