# Two commands matter: `make practice` and `make test`. Both build `.venv` from nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# --no-compile: modules that are never imported need no bytecode; it saves 70 MB.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile

.PHONY: practice test lint bench clean

practice: $(VENV)/installed
	@$(BIN)/tutor practice

test: $(VENV)/installed-dev
	$(BIN)/pytest

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m tutor.evaluation.bench

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tutor needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	@test -d $(VENV) || { echo "Creating $(VENV) (once, about a minute) …"; $(PYTHON) -m venv $(VENV); }
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .venv-sentence-transformers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
