# The commands of the house. A bare machine needs python3 (3.11 or newer), make and a network.

PYTHON ?= python3
BIN := .venv/bin
RUNTIME := requirements.txt requirements-embedded.txt
# One stamp for what running needs, one for what testing needs: while a stamp is newer than its
# lists, nothing is installed again.
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check test-all test-api-fuzz test-faults bench bench-quick bench-data

help:
	@echo "make run          set up if needed, then start everything (DEMO=1: with sample data)"
	@echo "make install      set up only"
	@echo "make test         the quick tests, on SQLite and PostgreSQL"
	@echo "make check        format, lint, types, walls, migrations, deploy check, quick tests"
	@echo "make test-all     slow tests, journeys in Chromium, conformance, a short set of faults too"
	@echo "make test-api-fuzz  20 minutes of made-up requests, against the served OpenAPI document"
	@echo "make test-faults  every fault"
	@echo "make bench        ratios, counts and growth at SIZES=10k,100k,1m; needs an idle machine"
	@echo "make bench-quick  the counts alone, on little data"
	@echo "make bench-data   the made-up data alone"

install: $(STAMP)

install-dev: $(DEV_STAMP)

run: $(STAMP)
	@exec $(BIN)/python manage.py up

test: $(DEV_STAMP)
	@$(BIN)/python -m tests.run quick

check: $(DEV_STAMP)
	@$(BIN)/python -m tests.check

test-all: $(DEV_STAMP)
	@$(BIN)/python -m tests.run all

test-api-fuzz: $(DEV_STAMP)
	@$(BIN)/python -m tests.conformance.fuzz 20 1200

test-faults: $(DEV_STAMP)
	@$(BIN)/python -m tests.run faults

# Needs PostgreSQL and Redis: BENCH_DATABASE_URL and BENCH_REDIS_URL say where they are.
SIZES ?= 10k,100k,1m

bench: $(DEV_STAMP)
	@$(BIN)/python -m bench.run $(SIZES)

bench-quick: $(DEV_STAMP)
	@$(BIN)/python -m pytest -q tests/bench

bench-data: $(DEV_STAMP)
	@$(BIN)/python -m bench.generate $$(echo $(SIZES) | tr , ' ')

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Followup needs Python 3.11 or newer; name one with PYTHON=..."; exit 1; }
	@if uv --version >/dev/null 2>&1; then \
		uv venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv; \
	else \
		$(PYTHON) -m venv .venv || \
			{ echo "Python lacks venv: install it (Debian: apt-get install python3-venv)."; exit 1; }; \
	fi

# uv is several times quicker; pip is always there. Both check every hash.
define install_from
	@echo "Installing (a minute or two the first time, nothing the next) ..."
	@if uv --version >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes $(addprefix -r ,$(1)); \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
			$(addprefix -r ,$(1)); \
	fi
endef

$(STAMP): $(RUNTIME) | $(BIN)/python
	$(call install_from,$(RUNTIME))
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	$(call install_from,requirements-dev.txt)
	@touch $(STAMP) $@
