# Makes the environment, then hands over to the pipeline in dodo.py. Needs Python 3.11 to 3.14 and make.
#
#   make book [EDITION=mine PARAMS_FILE=mine.yml] [ALL=1] [WORKERS=2]    run the plan, build the site
#   make pdf       the whole book as one file, _build/pdf/en.pdf; needs Chromium
#   make test      make serve      make clean      make seal
#   make translations    collect what readers see into book/locales/, and list what is not translated
#   make run NOTEBOOK=association PARAMS="method=kendall"    one notebook, own values, into _build/runs/
#   make sweep NOTEBOOK=association GRID="method=spearman,kendall level=0.9,0.95"    a grid of values, one table
#   make why RUN=margins    why the next `make book` would execute a run
#   make audit     every page in every state (accessibility), and Lighthouse; needs Chromium and npm
#   make verify    re-execute everything, compare with data/results/, put it on record in records/
#   make bench [RUNS=12] [REPEATS=3]    time the plan by several tools, print ratios
#   make accept [WHY="…"]    publish the results of the last `make book` into data/results/
#   make release    put the version in CITATION.cff on record as released

PYTHON ?= python3
BIN := .venv/bin
NPM := tests/book/npm
export EDITION PARAMS_FILE ALL WORKERS COLD WHY
unexport PYTHONPATH

.PHONY: book pdf test audit serve run sweep why verify accept release seal bench clean translations
.DEFAULT_GOAL := book

book: .venv/ready
	@$(BIN)/python -m doit

pdf: .venv/ready
	@$(BIN)/python -m doit pdf

test: .venv/ready $(NPM)/node_modules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest -n $(or $(WORKERS),auto) --dist loadfile --no-loadscope-reorder $(PYTEST)

audit: .venv/ready $(NPM)/node_modules $(NPM)/lighthouse/node_modules
	@CI=true $(BIN)/python -m pytest -m audit tests/book

serve: .venv/ready
	@echo "http://localhost:8000/ (Ctrl-C stops)"
	@$(BIN)/python -m http.server 8000 --bind localhost --directory _build/site

run: .venv/ready
	@$(BIN)/python -m healthai run $(NOTEBOOK) $(PARAMS)

sweep: .venv/ready
	@$(BIN)/python -m healthai sweep $(NOTEBOOK) $(GRID)

why: .venv/ready
	@$(BIN)/python -m healthai why $(RUN)

verify release: .venv/ready
	@$(BIN)/python -m healthai $@

accept: .venv/ready
	@$(BIN)/python -m healthai accept --why "$$WHY"

seal: .venv/ready
	@$(BIN)/python -m healthai.data

translations: .venv/ready
	@$(BIN)/python -m doit assemble
	@$(BIN)/python -m healthai.translations

bench: .venv/ready
	@$(BIN)/python benchmarks/runs.py --runs $(or $(RUNS),0) --repeats $(or $(REPEATS),3)

clean:
	rm -rf _build

# uv makes the same environment in seconds; pip is on every machine. Both hold each file to the hash in the lock.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; ok = (3, 11) <= v <= (3, 14); ok or print("The book needs Python 3.11 to 3.14; \"$(PYTHON)\" is %d.%d. Say which to use: make PYTHON=python3.12" % v); sys.exit(not ok)'
	@$(PYTHON) -m venv --clear .venv
	@echo "Setting up .venv from requirements.lock"
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

# What the tests of the site take from npm; where there is no npm, they are skipped.
%/node_modules: %/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix $* && touch $@; fi
