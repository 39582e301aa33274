# install, demo, test, lint, serve, bench, translations, docs, pictures, lock, clean. Each target installs first where it needs to.

PYTHON ?= python3
# Folder of the ledger's data for demo and serve; empty: the program's own choice.
DATA ?=
# More arguments for demo, serve, test (pytest) and bench.
ARGS ?=
# Test processes: as many as cores, unless said otherwise.
WORKERS ?= auto

# uv trusts the certificates that the system trusts, as an office behind a proxy of its own needs it.
export UV_SYSTEM_CERTS ?= true

BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
DATA_OPTION = $(if $(DATA),--data "$(DATA)")

PIP := -m pip --disable-pip-version-check --no-input
# The lock is the same on every platform; only hashes and versions are in it, no registry's address.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: install demo test lint serve bench bench-prose translations docs pictures lock clean

install: .venv/.installed .venv/.page-files

# pip brings uv in; sync then makes the environment exactly what the lock files name, and so they name uv too.
.venv/.installed: pyproject.toml requirements/dev.txt requirements/uv.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) install --quiet --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

# What the pages load comes from npm, is copied into the package, and stands there by digest and compressed.
.venv/.page-files: .venv/.installed package.json package-lock.json tools/page_files.py $(wildcard src/jiedui/web/static/jiedui/*)
	npm ci --silent
	$(BIN)/python tools/page_files.py
	DJANGO_SETTINGS_MODULE=jiedui.config.settings $(BIN)/python -m django collectstatic --noinput --clear --verbosity 0
	touch $@

demo: install
	$(BIN)/jiedui demo $(DATA_OPTION) $(ARGS)

serve: install
	$(BIN)/jiedui serve $(DATA_OPTION) $(ARGS)

# On SQLite first, then the same on PostgreSQL.
test: install
	env -u JIEDUI_DATABASE_URL $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)
	$(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv-bench/.installed
	$(BENCH_BIN)/python -m bench $(ARGS)

# How well figures, contexts and relations of texts are read, and changed figures found; writes bench/prose/RESULTS.md.
bench-prose: install
	$(BIN)/python -m bench.prose $(ARGS)

.venv-bench/.installed: pyproject.toml requirements/bench.txt requirements/uv.txt
	test -x $(BENCH_BIN)/python || $(PYTHON) -m venv .venv-bench
	$(BENCH_BIN)/python $(PIP) install --quiet --require-hashes -r requirements/uv.txt
	$(BENCH_BIN)/uv pip sync --quiet --python $(BENCH_BIN)/python --require-hashes requirements/bench.txt requirements/uv.txt
	$(BENCH_BIN)/uv pip install --quiet --python $(BENCH_BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

# Brings the Chinese translation up to date with the sources' texts; names what is still to be translated.
translations: install
	$(BIN)/python tools/translations.py extract compile

# Writes the reference page of every register, and the page of rights.
docs: install
	$(BIN)/python tools/register_pages.py
	DJANGO_SETTINGS_MODULE=jiedui.config.settings $(BIN)/python tools/rights_page.py

# Takes the pictures of the tour and of the READMEs; needs a Chromium on PATH or in JIEDUI_CHROMIUM.
pictures: install
	$(BIN)/python tools/pictures.py $(ARGS)

# Takes versions that are locked already where they still fit; `make lock ARGS=--upgrade` takes the newest.
lock:
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python $(PIP) install --quiet --require-hashes -r requirements/uv.txt
	$(COMPILE) $(ARGS) pyproject.toml -o requirements/product.txt
	$(COMPILE) $(ARGS) pyproject.toml --group dev -c requirements/product.txt -o requirements/dev.txt
	$(COMPILE) $(ARGS) pyproject.toml --group dev --group bench -c requirements/dev.txt -o requirements/bench.txt
	echo uv | $(COMPILE) $(ARGS) - -o requirements/uv.txt
	! grep -n -E 'https?:|file:|^-|^ *--(index|extra|find)' requirements/*.txt

clean:
	rm -rf .venv .venv-bench build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
