# Karama. `make run` is all that a first look needs.
.DEFAULT_GOAL := help
.PHONY: help run install test bench lint format catalogues lock vendor clean
.DELETE_ON_ERROR:

BIN := .venv/bin
SET_UP := requirements/set-up
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A mark in .venv says which lock is installed, so that a second call costs nothing and a changed lock reinstalls.
.venv/.installed-run: requirements/run.txt requirements/pip.txt $(SET_UP)
	@sh $(SET_UP) run

.venv/.installed-dev: requirements/dev.txt requirements/pip.txt $(SET_UP)
	@sh $(SET_UP) dev

install: .venv/.installed-run ## make .venv with the locked dependencies; then .venv/bin/karama works

run: export KARAMA_DEMO := 1
run: install ## install, migrate, load the demo once, and serve http://127.0.0.1:8000
	@$(BIN)/karama migrate
	@$(BIN)/karama seed --demo
	@exec $(BIN)/karama serve

test: .venv/.installed-dev ## style, types, import rules, templates and all tests, on SQLite and PostgreSQL
	@sh requirements/system-packages
	@sh requirements/javascript/set-up
	@$(BIN)/python -m tests

bench: .venv/.installed-dev ## benchmarks: a table, and the same figures as JSON
	@$(BIN)/python -m bench

lint: .venv/.installed-dev ## the checks that need no running: style, types, import rules, templates
	@sh requirements/javascript/set-up
	@$(BIN)/python -m tests --only-reading

format: .venv/.installed-dev ## put Python files into the common format
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

catalogues: .venv/.installed-dev ## gather the texts on screen and merge them into the languages
	@$(BIN)/pybabel extract -F app/locale/babel.ini -k _n:1,2 --project Karama --version "" --no-wrap --sort-by-file --no-location -o app/locale/messages.pot .
	@for language in ar fr; do $(BIN)/pybabel update --ignore-obsolete --ignore-pot-creation-date --no-fuzzy-matching --no-wrap -i app/locale/messages.pot -d app/locale -l $$language || exit 1; done

lock: ## resolve the dependencies of pyproject.toml anew (needs uv; UPGRADE=1 takes newer versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/run.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -o requirements/dev.txt
	@echo pip | $(LOCK) $(if $(UPGRADE),--upgrade) --no-annotate - -o requirements/pip.txt

vendor: ## copy the tablet's libraries into app/static/vendor, in the versions of requirements/javascript/package.json
	@sh requirements/javascript/set-up
	@node requirements/javascript/vendor.js

clean: ## remove .venv and everything that tools left behind; the data in var/ stays
	rm -rf .venv requirements/javascript/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
