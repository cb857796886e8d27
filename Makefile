# The Social Channels client, its mock and its contract suite. `make` alone prints help.

PYTHON  ?= python3
TARGET  ?= mock
REPORTS ?= reports/
PORT    ?= 4010
# Many tests start this code in processes of their own: compiled once, it starts twice as fast.
unexport PYTHONDONTWRITEBYTECODE
export TARGET REPORTS PORT PROFILE SEED RATE READ_ONLY STRICT QUERY_KEY MINUTES TRUST_CREATES SEEDS
export APPLY EVEN_BROKEN UNTIL REASON TICKET BASE
export OPERATION CHECK RERUN
export CHANNELS FAULT VARIANT LATENCY RATE_LIMIT LISTEN CONTROL CORS RELAY

VENV := .venv
PY   := $(VENV)/bin/python
RUN  := $(PY) -m contract_tests
# Of all installed plugins those that the tests use: every worker loads them.
TEST := $(PY) -m pytest -q -n auto --dist worksteal --disable-plugin-autoload -p xdist -p anyio -p respx

.DEFAULT_GOAL := help
.PHONY: help setup client contract plan mock learn accept diff format lint unit test pytest proof checks docs drill mutants sweep bench lock clean
.DELETE_ON_ERROR:

help: ## prints this help
	@echo "Usage: make TARGET_BELOW [VARIABLE=value ...]"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-11s %s\n", $$1, $$2}'
	@echo
	@echo "Variables, with their defaults:"
	@awk -F' *[|] *' '/^[|] `[A-Z_]+` [|]/ {gsub("`", ""); printf "  %-13s %s (%s)\n", $$2, $$3, $$4}' contract_tests/README.md
	@echo
	@echo "Variables of the mock:"
	@awk -F' *[|] *' '/^[|] `[A-Z_]+=/ {gsub("`", ""); printf "  %-25s %s\n", $$2, $$4}' contract_tests/mock/README.md
	@echo
	@echo "Keys come from the environment: SENDYIQ_API_KEY and, optionally, SENDYIQ_READONLY_API_KEY."

setup: $(VENV)/installed ## makes the environment .venv from requirements.lock

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is missing or older than 3.11. Try: make PYTHON=python3.11"; exit 2; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make virtual environments (on Debian: apt install python3-venv)"; exit 2; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The client is generated anew where the document, the configuration or a template changed.
$(VENV)/generated: $(VENV)/installed openapi.yaml $(shell find generated_client -not -path '*/sendyiq*' -not -path '*/__pycache__/*' -not -name '*.md' -type f)
	@$(RUN) client
	@touch $@

client: setup ## regenerates generated_client/ from openapi.yaml
	@$(RUN) client
	@touch $(VENV)/generated

contract: $(VENV)/generated ## runs the contract suite against TARGET
	@$(RUN) contract

plan: $(VENV)/generated ## prints what a run would send to TARGET, and sends nothing
	@$(RUN) plan

mock: $(VENV)/installed ## serves the mock on 127.0.0.1, port PORT
	@$(RUN) mock

format: setup ## formats the code, and mends what the linter can mend
	@$(VENV)/bin/ruff check --quiet --fix .
	@$(VENV)/bin/ruff format --quiet .

lint: setup ## all static checks: style, types, and that the rooms import downwards only
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache > $(VENV)/imports || { cat $(VENV)/imports; exit 1; }

unit: setup ## the quick offline tests
	@$(TEST) -m "not network and not whole"

test: setup ## proves the project: lint, types, drift, all tests, and the suite against the mock
	@$(MAKE) --no-print-directory -j lint pytest proof || \
	  { echo "A part of make test failed. Each runs by itself, too: make lint, make pytest, make proof."; exit 2; }

pytest: setup
	@$(TEST)

proof: setup
	@TARGET=mock SEED=1 PROFILE=default RATE= READ_ONLY= STRICT= QUERY_KEY= MINUTES= TRUST_CREATES= $(RUN) contract

drill: $(VENV)/generated ## runs the suite against the mock with each seeded fault and legal variant, and hostile server
	@$(RUN) drill

mutants: $(VENV)/generated ## changes the mock one place at a time, and has the suite judge each change
	@test -x $(VENV)/mutants/bin/cosmic-ray || { $(PY) -m venv $(VENV)/mutants && \
	  $(VENV)/mutants/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0; }
	@$(PY) -m contract_tests.selftest.mutants $(CURDIR)/$(VENV)/mutants/bin/cosmic-ray

checks: setup ## prints every check: its statement, and where that comes from
	@$(RUN) checks

docs: setup ## writes the reference page, as a static folder, under REPORTS
	@$(RUN) docs

sweep: $(VENV)/generated ## deletes what killed runs left on TARGET, from the journal in REPORTS
	@$(RUN) sweep

learn: $(VENV)/installed ## prints what the last run in REPORTS teaches, as a diff of openapi.yaml; APPLY=1 writes it
	@$(RUN) learn

accept: $(VENV)/installed ## takes the last run's findings into known_findings.yaml, with UNTIL (a day) and REASON
	@$(RUN) accept

diff: $(VENV)/installed ## what has changed since BASE (a git ref) and whom it breaks: document and client
	@$(RUN) diff

bench: setup ## measures the mock beside Prism (needs wrk and npx; says so where one is missing)
	@$(RUN) bench

lock: setup ## writes requirements.lock anew from pyproject.toml (installs uv into .venv)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock > /dev/null

clean: ## removes .venv, reports and caches
	@rm -rf $(VENV) reports .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find contract_tests generated_client -name __pycache__ -type d -prune -exec rm -rf {} +
