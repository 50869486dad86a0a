#!/bin/bash
# Installs the portal on a clean Debian 12 or newer, as root, from this folder of its code; a later
# run upgrades what is installed, and no reader notices. docs/runbook.md tells it in words.
#
#     SITE_URL=https://news.example.org bash deploy/install.sh
#
# Every step is done when what it makes is missing, so a run that broke off is run again. Settings
# stay as they are in /etc/portal/portal.env. Other settings, for the first run only:
#     DATABASE_URL    a PostgreSQL elsewhere; without it one is installed here
#     HTTP_PORT       where plain HTTP is led on from (80)
set -euo pipefail
umask 022

ETC=/etc/portal DATA=/var/lib/portal OPT=/opt/portal SRV=/srv/portal BACKUPS=/var/backups/portal
CODE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
PORTS=(8000 8001) # they take turns
NGINX=/etc/nginx/conf.d/portal.conf
HTTP_PORT="${HTTP_PORT:-80}"

say() { printf '\n== %s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

[ "$(id -u)" -eq 0 ] || stop "Run this as root."
command -v apt-get >/dev/null || stop "This is for Debian and its kin; docs/runbook.md has the steps."
[ -f "$CODE/manage.py" ] || stop "deploy/install.sh is run from the folder of the portal's code."
if [ -f "$ETC/portal.env" ]; then
    SITE_URL="$(sed -n 's/^SITE_URL=//p' "$ETC/portal.env")"
    DATABASE_URL="$(sed -n 's/^DATABASE_URL=//p' "$ETC/portal.env")"
fi
DATABASE_URL="${DATABASE_URL:-postgres:////var/run/postgresql/portal}" # by a socket, no password
case "${SITE_URL:-}" in
    https://?*) ;;
    *) stop "Say which address readers will know: SITE_URL=https://news.example.org bash deploy/install.sh" ;;
esac
HOST="${SITE_URL#https://}" HOST="${HOST%%:*}"

say "Packages of the system"
needed=(ca-certificates openssl nginx libnginx-mod-http-brotli-static python3 python3-venv)
case "$DATABASE_URL" in
    postgres:////*) needed+=(postgresql) ;;
    *) needed+=(postgresql-client) ;; # for backups
esac
missing=()
for name in "${needed[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
done
if [ "${#missing[@]}" -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" </dev/null
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed."

say "The user «portal» and its folders"
id portal >/dev/null 2>&1 ||
    useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin --user-group portal
install -d -m 0755 "$OPT" "$OPT/releases"
install -d -m 0750 -o root -g portal "$ETC"
install -d -m 0700 -o portal -g portal "$BACKUPS"
# nginx may pass through DATA_DIR, and read below it what is public: whatever is made in these
# folders belongs to its group. The database's file, originals and settings aren't there.
install -d -m 0710 -o portal -g www-data "$DATA"
install -d -m 0710 -o portal -g www-data "$DATA/media"
for public in "$DATA/pages" "$DATA/data" "$DATA/static" "$DATA/media/renditions" "$SRV"; do
    install -d -m 2750 -o portal -g www-data "$public"
done

say "Settings in $ETC/portal.env"
if [ ! -f "$ETC/portal.env" ]; then
    key() { openssl rand -base64 48 | tr '+/' '-_'; }
    sed -e "s|@SITE_URL@|$SITE_URL|" \
        -e "s|@DATABASE_URL@|${DATABASE_URL//&/\\&}|" \
        -e "/^SECRET_KEY=/s|@SECRET@|$(key)|" -e "/^DIGEST_KEY=/s|@SECRET@|$(key)|" \
        "$CODE/deploy/portal.env" > "$ETC/portal.env.new"
    mv "$ETC/portal.env.new" "$ETC/portal.env"
fi
chown root:portal "$ETC/portal.env"
chmod 0640 "$ETC/portal.env"
ln -sfn "$ETC/portal.env" "$DATA/portal.env" # for `portal COMMAND`

case "$DATABASE_URL" in postgres:////*)
    say "The database «portal», for the user of that name without a password"
    systemctl start postgresql
    as_postgres() { runuser -u postgres -- psql -qtAX -v ON_ERROR_STOP=1 -d postgres -c "$1"; }
    [ -n "$(as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'portal'")" ] ||
        as_postgres "CREATE ROLE portal LOGIN CREATEDB" # `restore` makes a database beside
    [ -n "$(as_postgres "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ] ||
        as_postgres "CREATE DATABASE portal OWNER portal TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    ;;
esac

say "The code, as a release of its own"
release="$OPT/releases/$(date -u +%Y%m%d-%H%M%S)"
mkdir "$release"
trap 'rm -rf "$release"' EXIT # unless it gets so far that it runs
tar -C "$CODE" -cf - --exclude=./.venv --exclude=./var --exclude=./.git --exclude=__pycache__ \
    --exclude='.*_cache' . | tar -C "$release" -xf - --no-same-owner
chmod -R u=rwX,go=rX "$release"
python3 -m venv "$release/.venv"
"$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
    --require-hashes -r "$release/requirements.txt"
"$release/.venv/bin/python" -m compileall -q -x '/\.venv/' "$release" || true
manage() {
    (umask 027 && cd "$release" && runuser -u portal -- env DATA_DIR="$DATA" DEBUG=off \
        .venv/bin/python manage.py "$@")
}
manage check --deploy --fail-level ERROR

say "The database: tables, the register of places, style sheets"
if [ -L "$OPT/current" ] && manage migrate --check >/dev/null 2>&1; then
    echo "The tables are those of this release."
else
    # The release that runs goes on with the new tables; for a way back there is a backup.
    if [ -L "$OPT/current" ]; then manage backup "$BACKUPS" --no-renditions; fi
    manage migrate --no-input --verbosity 1
fi
manage shell --no-imports -c \
    'import sys; from regions.models import Hromada; sys.exit(Hromada.objects.exists())' 2>/dev/null &&
    manage load_register --yes
manage collectstatic --no-input --verbosity 0

say "Units of systemd"
install -m 0755 "$CODE/deploy/portal.sh" /usr/local/bin/portal
install -d /etc/systemd/system/portal-.service.d
install -m 0644 "$CODE"/deploy/systemd/*.service "$CODE"/deploy/systemd/*.timer /etc/systemd/system/
install -m 0644 "$CODE"/deploy/systemd/portal-.service.d/*.conf /etc/systemd/system/portal-.service.d/
systemctl daemon-reload

answers() { # whether the server on a port is ready, in two minutes
    DATA_DIR=$DATA python3 "$release/deploy/answers.py" "http://127.0.0.1:$1/readyz" 120
}
before=""
for port in "${PORTS[@]}"; do
    if systemctl is-active --quiet "portal-web@$port"; then before=$port; fi
done
after="${PORTS[0]}"
[ "$before" = "$after" ] && after="${PORTS[1]}"

say "The server of this release, on port $after"
former="$(readlink "$OPT/current" 2>/dev/null || true)"
ln -sfn "$release" "$OPT/current.new"
mv -T "$OPT/current.new" "$OPT/current"
if ! { systemctl restart "portal-web@$after" && answers "$after"; }; then
    systemctl stop "portal-web@$after" || true
    if [ -n "$former" ]; then ln -sfn "$former" "$OPT/current"; else rm -f "$OPT/current"; fi
    stop "The new release does not answer; what ran before runs on. See: journalctl -u portal-web@$after"
fi
trap - EXIT
systemctl enable --quiet "portal-web@$after"

say "nginx in front of it"
install -d -m 0755 /etc/nginx/portal-tls
if [ ! -f /etc/nginx/portal-tls/certificate.pem ]; then
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" -out /etc/nginx/portal-tls/certificate.pem \
        -keyout /etc/nginx/portal-tls/key.pem 2>/dev/null)
    own_certificate=yes
fi
[ -f /etc/nginx/portal-tls.conf ] || install -m 0644 "$CODE/deploy/tls.conf" /etc/nginx/portal-tls.conf
rm -f /etc/nginx/sites-enabled/default
# The slow shall find room: Debian has 768 places.
sed -i -E 's/^(\s*worker_connections) [0-9]+;/\1 8192;/' /etc/nginx/nginx.conf
echo 'worker_rlimit_nofile 32768;' > /etc/nginx/modules-enabled/90-portal.conf
install -d /var/www/html
(umask 027 && cd "$release" && runuser -u portal -- env DATA_DIR="$DATA" DEBUG=off PORT="$after" \
    .venv/bin/python manage.py nginx_conf --copy "$SRV/copy" --http-port "$HTTP_PORT") > "$NGINX.new"
[ ! -f "$NGINX" ] || cp "$NGINX" "$NGINX.former"
mv "$NGINX.new" "$NGINX"
if ! nginx -t -q; then
    if [ -f "$NGINX.former" ]; then mv "$NGINX.former" "$NGINX"; fi
    stop "nginx doesn't take its configuration; it runs on with the former one."
fi
if systemctl is-active --quiet nginx; then systemctl reload nginx; else systemctl restart nginx; fi

if [ -n "$before" ]; then
    say "The former server ends, when it has answered what is under way"
    sleep "${DRAIN:-5}" # processes of nginx that are ending still ask it
    systemctl disable --quiet "portal-web@$before"
    systemctl stop "portal-web@$before"
    # What it wrote down meanwhile was made by the former release.
    manage shell --no-imports -c 'from news import generation; generation.move()'
fi

say "What is done by the clock"
for timer in backup links nightly snapshot; do systemctl enable --quiet --now "portal-$timer.timer"; done
if grep -q '^EMAIL_URL=..*' "$ETC/portal.env"; then
    systemctl enable --quiet --now portal-digests.timer
else
    echo "No letters to subscribers: EMAIL_URL is not set in $ETC/portal.env."
fi

# The release before stays, for the way back.
for old in "$OPT"/releases/*; do
    case "$old" in "$release" | "$former") ;; *) rm -rf "$old" ;; esac
done

say "Done: $SITE_URL"
[ -z "${own_certificate:-}" ] || cat <<TOLD
Browsers warn of the certificate, which this machine made for itself. One of Let's Encrypt:
    apt-get install certbot
    certbot certonly --webroot -w /var/www/html -d $HOST --deploy-hook 'systemctl reload nginx'
and its two files into /etc/nginx/portal-tls.conf, then: systemctl reload nginx
TOLD
echo "The first account:  portal createsuperuser"
echo "How everything is:  portal doctor"
