# Everything runs in .venv with the versions pinned in .requirements; nothing else on the machine is touched, except that
# `make test` as root on Debian installs Chromium and HAProxy if they are not there.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
ARGS   ?=
TIME   ?= 600

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet

.DEFAULT_GOAL := help
.PHONY: help serve test lint format docs bench load soak fuzz hostile tools lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

serve: .venv/runtime  ## install, then serve on http://127.0.0.1:8000 (HOST=, PORT= to change)
	@exec $(BIN)/winnow serve --host $(HOST) --port $(PORT)

test: .venv/test tools  ## install what the tests need, then run them all (ARGS="-k name" for some)
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/test  ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/test  ## mend style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/runtime  ## write what is generated: docs/rules.md, docs/settings.md, the example in README.md
	$(BIN)/python docs/generate.py

bench: .venv/bench  ## quality, speed and confidence, beside other extractors (see docs/benchmarks.md)
	$(BIN)/python -m benchmarks.quality $(ARGS)
	$(BIN)/python -m benchmarks.speed $(ARGS)
	$(BIN)/python -m benchmarks.confidence $(ARGS)

load: .venv/bench  ## how much a service takes and how fast it answers, with one worker and with all (ARGS="--seconds 30")
	$(BIN)/python -m benchmarks.load $(ARGS)

soak: .venv/bench  ## whether memory stays flat over 100,000 documents: a quarter of an hour (ARGS="--documents N")
	$(BIN)/python -m benchmarks.soak $(ARGS)

fuzz: .venv/test  ## look for inputs that break what always holds (TIME= seconds for each of ARGS="clean json …")
	FUZZ_EXAMPLES=$$((25 * $(TIME))) $(BIN)/python -m pytest --timeout=0 tests/test_invariants.py tests/fuzz
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(TIME) $(ARGS)

hostile: .venv/test  ## send documents made to hurt to a real service (ARGS="--size 15000000 bomb" for some, larger)
	$(BIN)/python -m fixtures.hostile $(ARGS)

lock: .venv/runtime  ## write the pins in .requirements anew (ARGS=--upgrade for newer versions)
	$(PIP) uv
	@for extra in runtime test bench; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url \
	    --custom-compile-command "make lock" $(ARGS) \
	    $$([ $$extra = runtime ] || echo --extra $$extra --constraint .requirements/runtime.txt) \
	    pyproject.toml -o .requirements/$$extra.txt || exit 1; done
	@printf '%s\n' 'scrapy>=2.14' 'httpx>=0.28' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url \
	  --custom-compile-command "make lock" --constraint .requirements/test.txt $(ARGS) - -o .requirements/example.txt

clean:  ## remove .venv and everything that is built
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# ------------------------------------------------------------------------------------------------------ what is installed

.venv/runtime: .requirements/runtime.txt pyproject.toml | .venv/bin/python
	$(PIP) -r .requirements/runtime.txt
	$(PIP) --no-deps --editable .
	@touch $@

.venv/test .venv/bench: .venv/%: .requirements/%.txt .venv/runtime
	$(PIP) -r $<
	@touch $@

.venv/bin/python:
	@PYTHON="$(PYTHON)" .ci/venv

tools:
	@.ci/tools
