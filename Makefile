# Two commands are enough: `make run` and `make test`. README.md says what the others are for.

# The first Python from 3.11 to 3.13 that can make a virtual environment. PYTHON= names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
LOCAL = .venv/bin/python -m config.local
ARGS ?=

.PHONY: run dev test check bench faults lock format python venv-demo venv-dev
.DEFAULT_GOAL := run

run: venv-demo
	@exec $(LOCAL) run

dev: venv-demo
	@exec $(LOCAL) dev

test: venv-dev
	@exec $(LOCAL) test $(ARGS)

check: venv-dev
	@exec $(LOCAL) check

bench: venv-dev
	@exec $(LOCAL) bench $(ARGS)

faults: venv-dev
	@exec $(LOCAL) faults $(ARGS)

format: venv-dev
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .

# Names every dependency of every dependency with its hashes, from the ranges in pyproject.toml. Needs uv.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@for set in production demo dev; do \
		extra=; test $$set = production || extra="--extra $$set"; \
		uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --no-header $$extra pyproject.toml \
			--output-file config/requirements/$$set.txt || exit 1; \
	done
	@wc -l config/requirements/*.txt

venv-demo venv-dev: venv-%: python
	@$(PYTHON) config/local/venv.py $*

python:
	@test -n "$(PYTHON)" || { \
		echo "Tandem needs Python 3.11 to 3.13 with venv. On Debian: sudo apt-get install python3-venv"; exit 1; }
