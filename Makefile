# make run   prepare, load the catalog, build the codes, serve
# make test  prepare, then every check and test
# make soak  the long forms of endurance tests
# make bench prepare, then print the measured ratios

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup run test soak bench lock clean

setup: $(STAMP)

$(STAMP): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

run: setup
	$(BIN)/kiosk init
	$(BIN)/kiosk codes build
	$(BIN)/kiosk serve

test: setup
	sh tests/install_browser.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# The long forms of endurance tests.
soak: setup
	$(BIN)/python -m pytest --long tests/test_kill.py tests/test_api_schemathesis.py

# Ratios against a named reference, each in one run. Needs wrk; nginx is printed where it is there.
# PHRASINGS is a file of citizens' own words (columns query, codes).
PHRASINGS ?= ../shared/search_dev.csv
bench: setup
	$(BIN)/python benchmarks/codes.py
	$(BIN)/python benchmarks/photos.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/server.py
	$(BIN)/python benchmarks/twelve.py
	$(BIN)/python benchmarks/importing.py
	$(BIN)/python benchmarks/board.py
	$(BIN)/python benchmarks/weight.py
	$(BIN)/python benchmarks/reports.py
	if [ -f $(PHRASINGS) ]; then $(BIN)/python benchmarks/search.py $(PHRASINGS); fi

# Renews the two lock files from pyproject.toml (needs uv). They name no index.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --group dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
