# 剪报 Jianbao: what a person does with a fresh checkout. `make` alone prints the commands.

PYTHON ?= python3
PORT ?= 8501

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install serve test bench clean

help:  ## print this
	@echo "剪报 Jianbao"
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1	\2/p' $(MAKEFILE_LIST)
	@echo "make PYTHON=python3.12 chooses the Python of a new .venv, make serve PORT=8502 the port."

install: .venv/installed  ## make .venv and install the project in it

serve: .venv/installed  ## index corpus/ and serve the search page on localhost
	$(BIN)/reindex corpus/ || [ $$? -eq 1 ]  # 1: some pages failed and are listed, the rest is in
	$(BIN)/jianbao serve --port $(PORT)

test: export OMP_NUM_THREADS ?= 2
test: .venv/installed-test  ## check formatting, lint, types, and run all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: .venv/installed  ## measure answers over the corpus's questions
	$(BIN)/reindex corpus/
	$(BIN)/jianbao evaluate corpus/questions.jsonl

clean:  ## remove the virtual environment and the tools' caches; the archive stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

# A stamp is written when its install has succeeded: while it is newer than what it was made from,
# nothing is installed again. Code needs no install after a change: the project is in .venv by name.
.venv/installed: pyproject.toml Makefile tools/install_torch.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@echo "installing in .venv: about 450 MB to fetch, a few minutes the first time"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python tools/install_torch.py
	@$(PIP) --editable .
	@touch $@

.venv/installed-test: .venv/installed
	@$(PIP) --editable '.[test]'
	@touch $@
