# gridgov: every target sets up what it needs first; a second call is instant.
VENV := .venv
BIN  := $(VENV)/bin
JOBS ?= auto
PIP  := $(BIN)/python -m pip install -q --disable-pip-version-check

.PHONY: help install demo test extended patterns golden faults check bench docs odd pictures words lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make install   set up what running needs, in .venv (less than a minute)'
	@echo 'make demo      set up and answer the three questions (minutes); ends with the path of the report'
	@echo 'make test      set up and run the tests'
	@echo 'make extended  the rest of the tests: documents executed, browsers, clusters, kills, fits of logs (longer)'
	@echo 'make patterns  compare the model with the stylised facts (longer)'
	@echo 'make golden    store the golden runs anew, after a change of results on purpose'
	@echo 'make faults    see that the tests catch seeded faults (longer)'
	@echo 'make check     lint, format, types, import rules'
	@echo 'make bench     side by side with peers'
	@echo 'make odd       write the tables of the documents anew from the declarations'
	@echo 'make docs      build the documents as a site: docs/_build/index.html'
	@echo 'make pictures  make the pictures and the result in README.md anew (minutes)'
	@echo 'make words     bring the Chinese catalogues up to date with the sentences in the code'
	@echo 'make lock      renew requirements.lock (needs uv)'
	@echo 'make clean     remove the environment and caches; results stay'

install: $(VENV)/run
	@echo "ready: $(BIN)/gridgov --help"

demo: $(VENV)/run
	$(BIN)/gridgov study three_questions

test: $(VENV)/ready
	$(BIN)/python -m pytest -n $(JOBS) -m 'not extended'

extended: $(VENV)/ready
	$(BIN)/python -m pytest -n $(JOBS) -m extended

patterns: $(VENV)/ready
	$(BIN)/python -m experiments study patterns

golden: $(VENV)/ready
	$(BIN)/python -m tests.golden.refresh

faults: $(VENV)/ready
	$(BIN)/python -m tests.faults.catch

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py
	$(MAKE) docs

bench: $(VENV)/ready
	$(BIN)/gridgov bench

docs: $(VENV)/ready
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build

odd: $(VENV)/ready
	$(BIN)/python -m experiments.pages

pictures: $(VENV)/ready
	$(BIN)/python -m experiments.pictures
	$(BIN)/python -m tests.browser.screenshots

words: $(VENV)/ready
	$(BIN)/python -m experiments.language.messages

# The locks name versions and hashes only: requirements-run.lock what runs need, requirements.lock what work on gridgov
# needs besides. The build backend goes in first, so that nothing is built with unlocked tools.
$(VENV)/run: requirements-run.lock pyproject.toml
	@python=$$(sh .ci/find-python) || exit 2; rm -rf $(VENV); "$$python" -m venv $(VENV)
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/backend.lock
	$(PIP) --require-hashes -r $(VENV)/backend.lock
	$(PIP) --no-compile --require-hashes --no-build-isolation -r requirements-run.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready: $(VENV)/run requirements.lock
	$(PIP) --no-compile --require-hashes --no-build-isolation -r requirements.lock
	@touch $@

COMPILE := uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-annotate \
  --custom-compile-command 'make lock'
lock:
	$(COMPILE) --all-extras --output-file requirements.lock pyproject.toml
	$(COMPILE) --constraint requirements.lock --output-file requirements-run.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
