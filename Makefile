# The project's tasks; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo check test test-long test-contract test-chaos test-heroku-cli browser lock

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: $(STAMP) ## make .venv and install everything into it, by the lock

$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "meshbot needs Python 3.11 or newer: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup ## start everything in the sandbox, type /mesh add web-ui, stay up until Ctrl-C
	@exec $(BIN)/python -m sandbox --say "/mesh add web-ui"

check: setup ## ruff, mypy, import-linter, deptry
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

test: setup browser ## run every test but the long forms
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not chaos and not long" $(ARGS)

browser: setup ## find Chromium for the browser tests, or install Debian's
	$(BIN)/python -m tests.browser.chromium

test-contract: setup ## hold the stand-ins to recordings of real Kong, to Heroku's schema, to Slack's rules
	$(BIN)/python -m pytest -rs -s tests/contract $(ARGS)

test-long: setup ## run the long forms of the property tests and the fuzz
	$(BIN)/python -m pytest -n 2 --dist load -m long $(ARGS)

test-chaos: setup ## kill, stop, freeze and break everything while apps are added; up to 45 minutes
	$(BIN)/python -m pytest tests/chaos -n 6 $(ARGS)

test-heroku-cli: setup ## run the real Heroku CLI (from npm) against the Heroku stand-in
	$(BIN)/python -m pytest tests/cli/check_heroku_cli.py $(ARGS)

lock: setup ## write the locks anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header pyproject.toml \
		--extra sandbox --extra dev -c requirements.txt -o requirements-dev.txt
