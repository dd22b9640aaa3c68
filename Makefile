# make demo: a city of 25 wards, checked and shown. make test: everything that CI asks.
# make test-all: every test, also those of which `make test` runs one in a few.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-all clean

demo: .venv/installed
	rm -rf demo-out
	$(BIN)/python jobs.py demo --out demo-out

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist worksteal

test-all: .venv/installed-dev
	$(BIN)/python -m pytest -n auto --dist worksteal --all

.venv/installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv demo-out so-to
