PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/runtime
TOOLS := $(VENV)/tools

.PHONY: demo test lint check bench strength mutants requirements messages docs screenshots \
	snapshots clean
.DEFAULT_GOAL := test

# What the program needs, at the versions and hashes that were tested.
$(RUNTIME): requirements.txt pyproject.toml compile_catalogues.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# What its makers need besides.
$(TOOLS): requirements-dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

# Catalogues are compiled anew whenever their sources changed.
CATALOGUES := $(wildcard */locale/*/LC_MESSAGES/*.po)
$(VENV)/catalogues: $(CATALOGUES) | $(RUNTIME)
	$(BIN)/python compile_catalogues.py
	touch $@

demo: $(RUNTIME) $(VENV)/catalogues
	$(BIN)/somesec demo

test: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(TOOLS) $(VENV)/catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

bench: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m tests.bench

# Measures labelled passwords, beside other programs, into docs/strength.md.
strength: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m tests.strength docs/strength.md

# Changes the vault and the store in one place after another: the tests must notice (docs/mutants.md).
mutants: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m tests.mutants

# Pins the newest versions that fit pyproject.toml, for every system at once (needs uv).
PIN := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --quiet --custom-compile-command "make requirements"
requirements:
	$(PIN) --upgrade --group build --output-file requirements.txt
	$(PIN) --upgrade --group dev --output-file requirements-dev.txt

# Takes new texts into the catalogues; translators then edit the .po files.
messages: $(TOOLS)
	$(BIN)/python -m tests.messages

docs: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m policy.explain > docs/rules.md

screenshots: $(TOOLS) $(VENV)/catalogues
	$(BIN)/python -m tests.screens.pictures docs/pictures fi

# Writes anew how each area looks as text. Read the difference before you keep it.
snapshots: $(TOOLS) $(VENV)/catalogues
	DRAW_ANEW=1 $(BIN)/python -m pytest -q tests/screens/test_snapshots.py

clean:
	rm -rf $(VENV) build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
