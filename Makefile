# Every target makes the virtual environment first when it is missing or out of date.
.DEFAULT_GOAL := help
.PHONY: help demo test fuzz check pictures clean browser

PYTHON ?= python3
PORT ?= 8000
CATALOG ?=
WORKERS ?= 2
BIN := .venv/bin
INSTALLED := .venv/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the targets
	@grep -hE '^[a-z]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.* ## /\1\t/' | expand -t 12

demo: $(INSTALLED) ## run everything on http://127.0.0.1:8000 (PORT=…), on a drawn catalog or CATALOG=…
	@exec $(BIN)/python manage.py demo --port $(PORT) $(if $(CATALOG),--catalog "$(CATALOG)")

test: $(INSTALLED) browser ## every test, a real browser and real workers included, in WORKERS=2 processes
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

fuzz: $(INSTALLED) ## break photos of every format for MINUTES=10, and see that the decoder takes it
	MINUTES=$(or $(MINUTES),10) $(BIN)/python -m pytest -q -s tests/fuzz

check: $(INSTALLED) ## format, lint, types, import contracts, missing migrations, every module imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py import_everything

pictures: $(INSTALLED) browser ## take the documentation's screenshots anew
	MOODLOOP_PICTURES=docs/images $(BIN)/python -m pytest tests/e2e

clean: ## remove the environment and caches; var/, where your data is, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=python3.12, say.")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -c constraints.txt -e '.[dev]'
	@touch $@

# Debian's Chromium and a Korean font, for the end-to-end test.
browser:
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing chromium and fonts-noto-cjk"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get -qq update && apt-get -qq install --no-install-recommends -y chromium fonts-noto-cjk fontconfig >/dev/null; } \
			|| echo "*** apt COULD NOT INSTALL A BROWSER: the end-to-end test will be skipped ***"; \
	elif command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	else echo "*** NO BROWSER HERE: install chromium, or THE END-TO-END TEST WILL BE SKIPPED ***"; fi
