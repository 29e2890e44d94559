# `make serve` and `make test` do everything that a fresh machine needs; a second run starts at once.
PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3))
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: install serve test check format walkthrough lock

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@python=$(BIN)/python; test -x $$python || python='$(PYTHON)'; python=$${python:-python3}; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Python 3.11 or newer is needed, and $$python is $$("$$python" --version 2>/dev/null || echo missing);" \
	"name one: make install PYTHON=/path/to/python3.11 (and remove .venv if it was made by another)" >&2; exit 2; }
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep ^torch== requirements.lock)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $(STAMP)

serve: install
	$(BIN)/quotestance serve --port $(PORT)

test: install
	$(BIN)/python -m pytest

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Runs every command of docs/retraining.md in its order, with the shipped model as champion; makes runs/walk.
walkthrough: install
	$(BIN)/python -m bench.walkthrough --port $(PORT)

# Writes the pins of what is installed, after `pip install --upgrade -e '.[dev]'` was tried and tested.
lock:
	$(BIN)/python -m pip freeze --exclude-editable --exclude torch | grep -v '@ file' > requirements.lock.part
	grep ^torch== requirements.lock >> requirements.lock.part
	mv requirements.lock.part requirements.lock
