# make run    on a fresh machine: a virtual environment, the locked packages, a demonstration on http://localhost:8000
# Needs Python 3.11 or later with its venv module, on Linux or macOS.

PYTHON ?= python3
PORT   ?= 8000
EDITION  ?= full
LANGUAGE ?= zh
FORMATS  ?= pdf docx html md json
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check bench handbook lock clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp  ## start a demonstration (PORT=8000)
	PORT=$(PORT) $(BIN)/lifecycle demo serve

test: $(VENV)/dev.stamp  ## run the tests
	$(BIN)/python -m pytest -n 2 tests

check: $(VENV)/dev.stamp  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.stamp  ## measure against the floor: the same acts in plain SQL
	$(BIN)/python -m tests.bench

handbook: $(VENV)/run.stamp  ## print the handbook into build/ (FORMATS="pdf docx html md json", EDITION=full, LANGUAGE=zh)
	mkdir -p build
	for format in $(FORMATS); do $(BIN)/lifecycle handbook --edition $(EDITION) --lang $(LANGUAGE) \
		--format $$format -o build/handbook-$(EDITION)-$(LANGUAGE).$$format || exit; done

lock:  ## compute both locks anew from pyproject.toml
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --upgrade pip pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --all-extras --output-file requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --constraint requirements.lock \
		--output-file requirements-run.lock pyproject.toml

clean:  ## remove the virtual environments and caches
	rm -rf .venv .venv-lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info build

# Exact versions with hashes, and no index address: a lock must install from any mirror.
COMPILE := .venv-lock/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
	--build-deps-for editable --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip

# The package is installed last and alone, with the setuptools of the lock: nothing is resolved twice.
$(VENV)/run.stamp: pyproject.toml requirements-run.lock | $(BIN)/python
	$(PIP) install --require-hashes --requirement requirements-run.lock
	PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: pyproject.toml requirements.lock $(VENV)/run.stamp
	$(PIP) install --require-hashes --requirement requirements.lock
	touch $@
