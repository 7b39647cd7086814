# `make` builds the graph, checks it and shows what came out; `make test` passes the tests. Needs Python 3.11+, git and make.
PYTHON ?= python3
BIN = .venv/bin
PYTEST = $(BIN)/pytest -n auto --dist worksteal
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: all test test-slow test-all approve precision reading docs clean

all: .venv/ready
	@echo
	@$(BIN)/ijb build
	@echo
	@echo "WHAT THE CHECK FINDS"
	@$(BIN)/ijb check --summary || test $$? -eq 1
	@for question in directions-lacking-oversight functions-without-direction change-board-load; do \
		echo; $(BIN)/ijb ask $$question --help | sed -n '3p' | sed 's/^ *//'; $(BIN)/ijb ask $$question --limit 4 || exit 1; \
	done
	@echo
	@echo "The graph: build/graph.nq. The records it was made from: data/. What is known and not known of a paper: unknowns.md beside them."
	@echo "Next:  . $(BIN)/activate"
	@echo "       ijb ask                                   all questions"
	@echo "       ijb ask direction-thread --code D15g      one direction from its theme to its report"
	@echo "       ijb check --format html > findings.html   every finding, to read and print"
	@echo "       ijb ask directions --format csv           a register, for a spreadsheet"
	@echo "       ijb serve                                 pages to look at, on http://127.0.0.1:8000"

test: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell
	$(PYTEST) -m "not slow"

# What `make test` leaves out: what takes long, or needs a server, a browser, Java or the network.
test-slow: .venv/ready-to-test-slow
	$(PYTEST) -m slow

test-all: test test-slow

# Write what is found as what is approved, and say what changed; read it before it is committed. Of one alone, in seconds:
# make approve RULE=direction-measure, QUESTION=directions, PAPER=2019-10-31-directions, GRAPH=clean or
# LAYOUT=minute.
approve: .venv/ready-to-test
	@PYTHONPATH=tools $(BIN)/python tests/approve.py $(RULE:%=--rule %) $(QUESTION:%=--question %) $(PAPER:%=--paper %) \
		$(GRAPH:%=--graph %) $(LAYOUT:%=--layout %)

# How many findings of the main section are right and worth acting on, as readers judged; UNREAD=FILE for the others.
precision: .venv/ready-to-test
	@PYTHONPATH=tools $(BIN)/python tests/precision.py $(UNREAD:%=--unread %)

# How well the layouts read the papers that have reviewed records, into docs/explanation/reading.md.
reading: .venv/ready-to-test
	@PYTHONPATH=tools $(BIN)/python tests/reading_figures.py

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@echo "Creating .venv and installing what requirements.txt pins ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-test: .venv/ready requirements-test.txt
	@echo "Installing what requirements-test.txt pins ..."
	@$(PIP) --require-hashes -r requirements-test.txt
	@touch $@

.venv/ready-to-test-slow: .venv/ready-to-test requirements-slow.txt
	@echo "Installing what requirements-slow.txt pins ..."
	@$(PIP) --require-hashes -r requirements-slow.txt
	@touch $@

# The reference, from the project itself: a page for each command, rule, question, kind of record, term and error.
docs: .venv/ready
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv build dist
