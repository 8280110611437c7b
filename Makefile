# Holdfast. 'make' alone says what there is to make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

SWIFT ?= swift
# Builds of their own folders, so that none undoes another's work.
RELEASE_PATH := .build-release
BENCH_PATH := .build-bench

HOLDFAST := $(RELEASE_PATH)/release/holdfast
BENCH := $(BENCH_PATH)/release/holdfast-bench
FORMATTED := Package.swift Sources Tests docs/examples Benchmarks/Package.swift Benchmarks/Sources
STATIC := -c release --static-swift-stdlib

.DEFAULT_GOAL := help
.PHONY: help install build release test test-long model lint format demo bench bench-million bench-rivals bench-hold
.PHONY: clean deb test-deb

help: ## Show this list.
	@echo 'make TARGET, where TARGET is one of:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: ## Install the Debian packages that are missing (needs root only then).
	@tools/install-packages

build: install ## Build everything for debugging.
	@$(SWIFT) build

release: install ## Build the commands for use: .build-release/release/holdfast and holdfast-verify.
	@$(SWIFT) build $(STATIC) --scratch-path $(RELEASE_PATH) --product holdfast
	@$(SWIFT) build $(STATIC) --scratch-path $(RELEASE_PATH) --product holdfast-verify
	@echo "built $(HOLDFAST) and $(HOLDFAST)-verify"

deb: release ## Build the Debian package from the release commands.
	@tools/make-deb --binaries $(RELEASE_PATH)/release

test-deb: release ## Install, upgrade, remove and purge the package on an image of this machine (needs root).
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && \
	old=$$(tools/make-deb --binaries $(RELEASE_PATH)/release --output "$$work" --version 0.0.1) && \
	new=$$(tools/make-deb --binaries $(RELEASE_PATH)/release --output "$$work") && \
	tools/test-deb "$$old" "$$new"

test: install ## Build and run all tests.
	@$(SWIFT) test --disable-xctest --experimental-maximum-parallelization-width 4

test-long: install ## The long forms: fifty kills of a running import, the whole real corpus, a 300 MB line, the package.
	@HOLDFAST_LONG_TESTS=1 $(SWIFT) test --disable-xctest --filter 'CrashTests|ImportTests|BadFilesTests|PackageTests'

model: install ## A million random operations on archives and on a model beside them: nothing may differ.
	@HOLDFAST_LONG_TESTS=1 $(SWIFT) test --disable-xctest --filter ArchiveModelTests

lint: ## Check the sources' form.
	@$(SWIFT) format lint --strict -r -p $(FORMATTED)
	@echo 'lint: nothing to complain of'

format: ## Put the sources into form.
	@$(SWIFT) format -i -r -p $(FORMATTED)

demo: ## Build the command and see it do its main job, from nothing to a blocked deletion.
	@echo 'demo: building the command (some minutes the first time), then a tour in a sandbox of its own'
	@$(MAKE) release
	@$(HOLDFAST) sandbox tour

bench: $(BENCH) release ## Measure import, search and holds on 100,000 items, then race the others.
	@$(BENCH) all --holdfast $(HOLDFAST)
	@$(MAKE) bench-rivals

bench-million: $(BENCH) ## Measure the import of 1,000,000 items: speed and memory must stay the same.
	@$(BENCH) import --items 1000000

bench-rivals: $(BENCH) ## Race notmuch, mu and a plain table through 1,000,000 messages (an hour, 10 GB).
	@$(BENCH) rivals --items 1000000
bench-hold: $(BENCH) ## Measure the gate, a rehearsal and a sweep: 1,000,000 items, 200 policies, 50 query holds.
	@$(BENCH) deletion --items 1000000

# The compiler knows best what is out of date.
.PHONY: $(BENCH)
$(BENCH): install
	@$(SWIFT) build $(STATIC) --package-path Benchmarks --scratch-path $(BENCH_PATH)

clean: ## Remove everything that was built.
	@rm -rf .build $(RELEASE_PATH) $(BENCH_PATH) Benchmarks/.build
