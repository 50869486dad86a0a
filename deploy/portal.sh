#!/bin/sh
# `portal COMMAND`: manage.py of the portal that is installed here, with its settings and as its user.
#
#     portal doctor
#     portal createsuperuser
set -eu
cd /opt/portal/current
if [ "$(id -un)" = portal ]; then as=""; else as="runuser -u portal --"; fi
umask 027
exec $as env DATA_DIR=/var/lib/portal DEBUG=off .venv/bin/python manage.py "$@"
