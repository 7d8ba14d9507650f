# make chat   set up and open the chat over the sample archive
# make test   set up and run the test suite, browser included, in two processes (WORKERS=N)
# make long   the tests that `make test` leaves out, because a smaller one beside them says nearly as much: minutes
# make faults   kill, damage and fill the disk of an index thousands of times: an hour or two
# make results  measure on the public data sets (DATA=FOLDER) and write eval/RESULTS.md: hours, and it can be resumed
# make fuzz     feed each door damaged input, five minutes each (SECONDS_EACH=N, TARGET=NAME)
# make screenshots   take the pictures in docs/ anew
# make lint, make types

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= $(or $(ONRECORD_DATA),../shared/data)
WORKERS ?= 2
ROOMS  := eval index rag seeds ui

.PHONY: chat test long faults fuzz lint types screenshots results clean

chat: $(VENV)/.chat
	@$(BIN)/onrecord chat --sample

test: $(VENV)/.dev chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m 'not alone and not long'; beside=$$?; \
	  $(BIN)/python -m pytest -m 'alone and not long' $$(grep -rl --include=test_*.py mark.alone tests); exit $$(( $$? | beside ))

long: $(VENV)/.dev chromium
	$(BIN)/python -m pytest -m long

faults: $(VENV)/.dev
	ONRECORD_FAULTS=1 $(BIN)/python -m pytest -m faults

fuzz: $(VENV)/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,fuzz]'
	$(BIN)/python tests/fuzz/run.py $(TARGET) --seconds $(or $(SECONDS_EACH),300)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev .build/onrecord
	$(BIN)/mypy $(addprefix .build/onrecord/,$(ROOMS))

screenshots: $(VENV)/.dev chromium
	$(BIN)/python tests/e2e/screenshots.py

results: $(VENV)/.chat
	@$(BIN)/python -m onrecord.eval.results $(DATA) > eval/RESULTS.md.new && mv eval/RESULTS.md.new eval/RESULTS.md
	@cat eval/RESULTS.md

# The rooms as the package they make, for the type checker, which does not follow an editable install's import hooks.
.build/onrecord: Makefile
	@mkdir -p $@
	@for room in $(ROOMS); do ln -sfn ../../$$room $@/$$room; done
	@touch $@

$(VENV)/.chat: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onrecord needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV): this downloads the packages once and takes a few minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.chat
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,dev]'
	@touch $@

# The browser tests run in Debian's Chromium. Where it is missing and may not be installed, they say that they are skipped.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing Chromium for the browser tests."; \
	    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  fi; }
	@command -v chromium >/dev/null || echo "No Chromium here and none may be installed: the browser tests will be SKIPPED."

clean:
	rm -rf $(VENV) .build build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
