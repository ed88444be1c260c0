# The two commands: `make run` and `make test`. Both set up what is missing first; see tools/set-up.

.PHONY: run test lint lock audit fuzz hostile bench bench-lock clean set-up

run: set-up
	.venv/bin/plantolk extract samples/documents --out out --show

test: set-up
	.venv/bin/python -m pytest -n auto

lint: set-up
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

audit: # known holes in what the lock installs; needs the advisory database, so run it where there is a network
	uvx pip-audit --requirement requirements.lock --disable-pip --require-hashes

SECONDS ?= 600
fuzz: set-up # looks for inputs that break us; findings are kept in tests/cases/fuzz
	.venv/bin/python -m tests.fuzz --seconds $(SECONDS)

hostile: set-up # FOLDER of broken and bombing files among the samples: each must end in words, and harm no other
	.venv/bin/python -m benchmarks.hostile $(FOLDER)

set-up:
	@tools/set-up

lock: # after a change of the dependencies in pyproject.toml; needs uv
	uv pip compile pyproject.toml --group dev --extra evaluate --extra distributed --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade --output-file requirements.lock

bench: set-up # plantolk beside what else there is, on this machine; writes docs/benchmarks.md and benchmarks/results.json
	@tools/set-up-bench
	.venv/bin/python -m benchmarks

bench-lock: # after a change of the bench group in pyproject.toml; needs uv
	uv pip compile --group bench --override benchmarks/overrides.txt --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade --output-file benchmarks/requirements.lock

clean:
	rm -rf .venv .venv-bench out build *.egg-info
