# Two commands: `make run` and `make test`. Needed: Python 3.11 or newer, make, git.

# The first Python on the PATH that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras
# manage.py for tools: production settings in a temporary folder, no key and no database needed.
MANAGE := DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py

export DATA_DIR ?= var
export PORT ?= 8000
WORKERS ?= 2
THREADS ?= 16
# Processes of the tests, each with a database of its own. While one waits for its browser, another
# works, so there are twice as many as processors; on PostgreSQL the server itself works meanwhile.
JOBS ?= 4
JOBS_POSTGRES ?= 3

.PHONY: run serve test soak bench bytes audit audit-lock licences sbom lint venv lock messages

run: $(VENV)/installed  ## everything set up, a demo newsroom, http://127.0.0.1:PORT/
	@exec $(PY) -m portal.run

# Also where `make run` has left a file that says on.
serve: export DEBUG ?= off
serve: $(VENV)/installed  ## the production server; everything from the environment
	@$(PY) manage.py collectstatic --noinput --verbosity 0
# Told to stop twice, by the terminal and by granian, a worker may hang: it is given five seconds.
# The threads of a worker share one heap: of several, each for itself, half would stand empty.
	@exec env MALLOC_ARENA_MAX=1 $(PY) -m portal.serve \
		--interface wsgi --http 1 --no-ws --port $(PORT) --workers $(WORKERS) \
		--blocking-threads $(THREADS) --respawn-failed-workers --workers-kill-timeout 5 \
		portal.wsgi:application

# Kept compiled, also where the environment forbids it: each process would rewrite all tests anew.
test soak: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/installed-dev  ## every test on SQLite (with the browser), then those of the database on PostgreSQL
	env -u DATABASE_URL $(PY) -m pytest -n $(JOBS) --dist loadgroup $(ARGS)
	$(PY) -m tests.postgres $(PY) -m pytest -n $(JOBS_POSTGRES) --dist loadgroup \
		-m "not soak and not soak_on_postgres and not browser and not once" $(ARGS)

soak: $(VENV)/installed-dev  ## the long tests, on both databases, and what `make test` leaves out on PostgreSQL
	env -u DATABASE_URL $(PY) -m pytest -m soak -o faulthandler_timeout=1800 $(ARGS)
	$(PY) -m tests.postgres $(PY) -m pytest -n $(JOBS_POSTGRES) --dist loadgroup \
		-m "soak_on_postgres and not soak and not browser and not once" $(ARGS)
	$(PY) -m tests.postgres $(PY) -m pytest -m soak -o faulthandler_timeout=1800 $(ARGS)

bench: $(VENV)/installed-dev  ## what the server costs, on newsrooms of its own; ARGS=--all takes long
	@$(PY) bench/run.py $(ARGS)

bytes: $(VENV)/installed-dev  ## what pages weigh and how they load, in Chromium, held to the budgets
	$(PY) bench/bytes.py

audit: $(VENV)/installed-dev  ## axe on every kind of page; the statement of accessibility tells it
	env -u DATABASE_URL AUDIT=news/data/audit.json $(PY) -m pytest -q -s -m soak \
		-o faulthandler_timeout=1800 tests/site/test_barriers_in_browser.py

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(PY) deploy/advisories.py
	@! grep -nE '^ *(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)|://' requirements*.txt \
		|| { echo "A lock names no address: the index is the machine's own matter."; exit 1; }

# What the network knows today of holes in what we lock; ARGS="-s osv" asks another list.
audit-lock: $(VENV)/installed-dev  ## pip-audit on both locks; needs the network
	$(VENV)/bin/pip-audit --progress-spinner off --disable-pip --require-hashes \
		-r requirements.txt -r requirements-dev.txt $(ARGS)

licences: $(VENV)/installed-dev  ## docs/licences.md, from what is installed
	$(PY) deploy/licences.py

sbom: $(VENV)/installed-dev  ## the bill of materials of this release, CycloneDX, into DATA_DIR
	@mkdir -p $(DATA_DIR)
	$(VENV)/bin/cyclonedx-py requirements --output-reproducible --of JSON \
		-o $(DATA_DIR)/sbom.cdx.json requirements.txt

venv: $(VENV)/installed-dev

# The stamps are newer than the locks they were installed from. A Python that is gone (a fresh clone,
# an upgraded machine) makes everything anew.
$(PY): ;

$(VENV)/installed: requirements.txt $(PY)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none is on the PATH."; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "$(PYTHON) can't make a virtual environment. On Debian and Ubuntu this mends it:"; \
		echo "    apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "Installing requirements.txt into $(VENV)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing requirements-dev.txt into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

lock: $(VENV)/installed-dev  ## `make lock ARGS=--upgrade` takes the newest of everything
	$(COMPILE) $(ARGS) --allow-unsafe --output-file requirements.txt requirements.in
	$(COMPILE) $(ARGS) --allow-unsafe --output-file requirements-dev.txt requirements-dev.in

messages: $(VENV)/installed-dev  ## collects the texts of pages into locale/ and compiles them
	@command -v xgettext >/dev/null || { \
		echo "xgettext is missing: apt-get install gettext"; exit 1; }
	$(MANAGE) makemessages --locale uk --no-location --no-wrap --no-obsolete \
		--ignore "tests/*" --ignore "var/*"
	$(PY) -c 'import pathlib, polib; [polib.pofile(po).save_as_mofile(po.with_suffix(".mo")) \
		for po in pathlib.Path().glob("[!.]*/**/LC_MESSAGES/*.po")]'
