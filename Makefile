# `make run` starts the service, `make test` proves it; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint messages pictures eval eval-gate eval-interface cost bench footprint lock audit compose clean

run: $(VENV)/.runtime
	$(if $(PORT),PORT=$(PORT) )$(BIN)/python manage.py up

# Compiled code is kept, whatever the environment says: the tests start some hundred processes.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.development
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.translations

# Needs GNU gettext for collecting; compiling is done in Python, so that running the service needs none.
messages: $(VENV)/.development
	$(BIN)/python manage.py makemessages -l zh_Hans --no-obsolete --no-location --ignore var --ignore $(VENV) -e py,html,txt,mjml,md
	$(BIN)/python -m tests.translations --compile

# The pictures of docs/, taken anew of the sample day by Debian's Chromium.
pictures: $(VENV)/.development
	$(BIN)/python -m benchmarks.pictures

# Without variables: the sample day. With GITHUB_API_URL=… FROM=2026-02-13 TO=2026-02-24 [ANTHROPIC_BASE_URL=…]
# [REPOSITORIES="owner/name …"]: any days of any GitHub. What they mean stands in benchmarks/evaluation.py.
eval: $(VENV)/.runtime
	$(BIN)/python -m benchmarks.evaluation

# True statements that the gate refuses, and edits of them that it lets pass; [ARGS="--show direction"] prints them.
eval-gate: $(VENV)/.runtime
	$(BIN)/python -m benchmarks.gate $(ARGS)

# With GITHUB_API_URL=… GITHUB_TOKEN=… FROM=2026-02-13 TO=2026-02-24 REPOSITORIES="owner/name …": what moved in the
# interfaces of those days, held against griffe's own answer.
eval-interface: $(VENV)/.runtime
	$(BIN)/python -m benchmarks.interface

# Requests and tokens of a day, counted; the table stands in benchmarks/results.md.
cost: $(VENV)/.runtime
	$(BIN)/python -m benchmarks.cost

# The post, measured against smtp-source (or its stand-in) in the same run, and beside others where they are installed:
# pip install -r benchmarks/requirements.txt. About three quarters of an hour; the tables stand in benchmarks/results.md.
bench: $(VENV)/.development
	$(BIN)/python -m benchmarks.compose
	$(BIN)/python -m benchmarks.delivery --sink own
	$(BIN)/python -m benchmarks.delivery --sink smtp-sink
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.ratelimit
	$(BIN)/python -m benchmarks.latency
	$(BIN)/python -m benchmarks.starttls
	$(BIN)/python -m benchmarks.crash
	$(BIN)/python -m benchmarks.crash --recipients 6000 --milliseconds 10
	$(BIN)/python -m benchmarks.publish --repeat 1
	$(BIN)/python -m benchmarks.publish_crash
	$(BIN)/python -m benchmarks.peak_memory
	$(BIN)/python -m benchmarks.admin_pages
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.sign_up
	$(BIN)/python -m benchmarks.import_readers

# How long a command takes to start, and how much memory the idle service holds; it stands in benchmarks/results.md.
footprint: $(VENV)/.development
	$(BIN)/python -m benchmarks.footprint

# After every change of requirements.txt: what production installs, all of it, with hashes.
lock: $(VENV)/.development
	$(BIN)/uv pip compile requirements.txt --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --annotation-style line --output-file requirements.lock

# Known holes in what production installs.
audit: $(VENV)/.development
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

# The whole service in containers; the first time it makes the two secrets, which `.env` then keeps.
compose:
	@test -f .env || (umask 077 && cp .env.example .env)
	@umask 077; for name in SECRET_KEY POSTGRES_PASSWORD; do \
	    grep -q "^$$name=." .env || { sed -i "/^$$name=/d" .env && echo "$$name=$$(openssl rand -hex 32)" >> .env; }; done
	docker compose up --build --detach --wait

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.development: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
