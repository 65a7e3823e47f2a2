# make setup | run | test | check | train | eval. Everything runs in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
FILE   ?= docs/sample/article.txt

# The tests and the shipped model need no network; a test that reaches for it should fail.
OFFLINE := HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
# More threads than cores, or threads that wait for each other on short inputs, only cost time.
THREADS := OMP_NUM_THREADS=$(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2) TOKENIZERS_PARALLELISM=false

.PHONY: setup run test check train eval clean

setup: $(STAMP)

# torch goes first and alone, so that a build for this machine that pip already knows is taken as it is.
$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "$$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)"
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $@

run: $(STAMP)
	@name=$$(basename "$(FILE)"); \
	$(OFFLINE) $(THREADS) $(BIN)/extractor extract "$(FILE)" --table --out "out/$${name%.*}.json"

test: $(STAMP)
	$(OFFLINE) $(THREADS) $(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(OFFLINE) $(THREADS) $(BIN)/python -m pytest -m "not slow"

train: $(STAMP)
	$(THREADS) $(BIN)/python -m extractor.training $(ARGS)

eval: out/test.jsonl
	$(OFFLINE) $(THREADS) $(BIN)/extractor evaluate $< $(ARGS)

# The articles that no training and no choice has seen, as the split says.
out/test.jsonl: $(STAMP) corpora/split.json $(wildcard corpora/written/*.jsonl)
	@mkdir -p out
	@$(BIN)/python -X utf8 -c 'import json, sys; split = json.load(open("corpora/split.json")); \
	sys.stdout.writelines(l for p in sys.argv[1:] for l in open(p) if split[json.loads(l)["id"]] == "test")' \
	$(filter %.jsonl,$^) > $@.partial
	@mv $@.partial $@

clean:
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
