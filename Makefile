# Each target makes its own virtual environment in .venv and installs what it needs, once: again
# only when a lock changed. Needs make, Python 3.11 or newer and its venv package, nothing else.

.DEFAULT_GOAL := help
.PHONY: help demo test check score lock clean
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
APT := sudo apt install make python3 python3-venv
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --group build --quiet
SHARED := ../shared

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runs ## show a whole placement: example schools, mail servers on this machine, a quick clock
	@$(BIN)/mailbot demo

test: $(VENV)/.tests ## run the tests
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.tests ## lint, format, types, imports
	@status=0; for tool in "ruff check ." "ruff format --check ." mypy "lint-imports --no-logo"; do \
		echo "-- $$tool"; $(BIN)/$$tool || status=1; \
	done; exit $$status

score: $(VENV)/.runs ## score forms and timelines against the folder ../shared, where it is
	@if [ ! -d $(SHARED)/tools ]; then \
		echo "There is no folder $(SHARED)/tools here, so there is nothing to score against."; \
	else set -e; copies=$$(mktemp -d); trap 'rm -rf "$$copies"' EXIT; \
		cp -r $(SHARED)/scenarios/*/ "$$copies"; chmod -R u+w "$$copies"; \
		for story in "$$copies"/*/; do \
			[ -e "$$story/expected_state.json" ] || echo '[]' >"$$story/expected_state.json"; \
		done; \
		$(BIN)/python $(SHARED)/tools/score_timeline.py "$$copies"/*/ \
			--cmd "$(CURDIR)/$(BIN)/mailbot" $(ARGS); \
		$(BIN)/python $(SHARED)/tools/score_corpus.py $(SHARED)/corpus --only docs \
			--format typed --cmd "$(CURDIR)/$(BIN)/mailbot parse --json --config $(SHARED)/corpus/config.toml"; \
	fi

lock: $(VENV)/.tests ## write the locks anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(COMPILE) pyproject.toml -o requirements.lock $(ARGS)
	@$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock -c requirements.lock $(ARGS)

clean: ## remove what the other targets made
	@rm -rf $(VENV) build dist demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: $(APT)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: $(APT), or make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv package is missing: $(APT)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runs: requirements.lock $(VENV)/.made
	@echo "Installing what mailbot needs into $(VENV) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
