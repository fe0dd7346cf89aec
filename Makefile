# Every target sets up what it needs first; a second run only looks. See docs/operations.md.

PYTHON ?= python3
JOBS ?= 2
ARGS ?=

.PHONY: help setup setup-demo setup-test python demo test check fix bench pictures lock

help:
	@echo "make demo     install what the demo needs and run it: PORT=8000 HOST=127.0.0.1"
	@echo "make test     all tests; ARGS=\"tests/embedded -x\" chooses"
	@echo "make check    ruff, mypy, djlint, import-linter"
	@echo "make fix      let ruff repair and format the code"
	@echo "make bench    the benchmarks of bench/"
	@echo "make pictures the README's pictures, from a demo that runs: ADDRESS=http://127.0.0.1:8000"
	@echo "make setup    only install everything"
	@echo "make lock     renew the lock files from pyproject.toml and package.json"

setup: setup-test

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gkcloud needs Python 3.11 or newer, and $(PYTHON) is not: install one and name it, for example make demo PYTHON=python3.13" >&2; exit 1; }

setup-demo: python
	@$(PYTHON) -m scripts.setup demo

setup-test: python
	@$(PYTHON) -m scripts.setup test

# `exec`, here and below: a signal that make gets reaches the program and not a shell around it.
demo: setup-demo
	@exec .venv/bin/python -m scripts.demo

test: setup-test
	@exec .venv/bin/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: setup-test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/mypy --package scripts
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports

fix: setup-test
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: setup-test
	@exec .venv/bin/python -m bench $(ARGS)

# The demo that is drawn has to run already, and freshly.
pictures: setup-test
	@exec .venv/bin/python -m scripts.pictures

lock: setup-test
	@exec .venv/bin/python -m scripts.lock
