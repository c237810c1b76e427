# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# Packages torch pulls by itself where it needs them: pinning them here would force a GPU build on everybody.
GPU := ^(nvidia-|cuda-|triton)

.PHONY: run test install lock corpus

run: install
	@$(BIN)/assistant index
	@$(BIN)/assistant serve

test: .venv/.installed-dev
	@sh tests/system-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

install: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned packages (once; a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -q assistant
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

# Typeset the demonstration corpus from corpus/sources; the same sources give the same bytes.
corpus: .venv/.installed-dev
	$(BIN)/python corpus/sources/typeset.py

# Pin again what pyproject.toml asks for; needs uv on the PATH.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --quiet --no-emit-index-url --no-annotate --no-header \
		| grep -vE '$(GPU)' > requirements.lock
	uv pip compile pyproject.toml --extra dev --constraint requirements.lock --universal --python-version 3.11 --quiet \
		--no-emit-index-url --no-annotate --no-header | grep -vE '$(GPU)' | grep -vxFf requirements.lock > requirements-dev.lock
