# make prints this help.

SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN := $(CURDIR)/bin
export GOFLAGS ?= -buildvcs=false
GOLANGCI_LINT := v2.15.0
GOVULNCHECK := v1.1.4
WORKFLOWCHECK := v0.6.0

# No tables for debuggers: a third of the size. A panic still names its lines.
BUILDFLAGS ?= -ldflags='-s -w'
PACKAGES ?= ./...
DATA ?= ./data
LISTEN ?= 127.0.0.1:8080
FILES ?= processes/definitions/purchase.yaml

# What the pages load beside our own files, from npm; touched when it is whole.
VENDOR := server/pages/static/vendor/icons.svg

# The engines from npm that the benchmark compares with; npm writes this file last.
PEERS := bench/peers/node_modules/.package-lock.json

PARTS ?=
BENCH_FLAGS ?=
CHAOS_FLAGS ?=
FUZZTIME ?= 5s
MUTANTS ?=

# Prints a new folder in memory, where there is plenty and programs may run. Tests kill processes, not machines: what their
# databases and browsers wrote needs no disk, and waiting for the disk is half of what the browser's tests take.
MEMORY = d=$$(mktemp -d /dev/shm/zongwu-test-XXXXXX 2>/dev/null) || exit 0; \
	if [ $$(df -k --output=avail $$d | tail -1) -gt 6000000 ] && cp /bin/true $$d && $$d/true 2>/dev/null; \
	then chmod 755 $$d; echo $$d; else rm -rf $$d; fi

.PHONY: help build run check test fuzz mutants bench chaos lint assets screenshots vulncheck-control
.PHONY: needs-postgresql needs-chromium needs-fonts wants-paper

help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-17s %s\n", $$1, $$2}'
	@echo
	@echo "  make run DATA=./data LISTEN=127.0.0.1:8080    other folder, other address"
	@echo "  make test PACKAGES='./forms ./processes'      some packages only"
	@echo "  make bench PARTS=scale SCALE=100000           many cases, at most so many of them"
	@echo "  make bench PARTS=overload                     four times what can be done; only when named"
	@echo "  make bench PARTS=endurance MINUTES=30         seven tenths of it, for long; only when named"
	@echo "  make bench PARTS='compare cost'               some measurements only; BENCH_FLAGS=--quick: a trial"
	@echo "  make lint GOVULNDB=file:///folder             a local vulnerability database"

assets: $(VENDOR) ## fetch what the pages load from npm (once, and when it changes)

$(VENDOR): server/pages/package-lock.json server/pages/assets.mjs server/pages/icons.txt
	cd server/pages && npm ci --silent && node assets.mjs

$(PEERS): bench/peers/package-lock.json
	cd bench/peers && npm ci --silent && touch node_modules/.package-lock.json

build: assets ## build bin/zongwu and bin/zongwu-standalone (the first time takes minutes)
	go build $(BUILDFLAGS) -o $(BIN)/zongwu .
	go build $(BUILDFLAGS) -o $(BIN)/zongwu-standalone ./standalone

run: build needs-postgresql wants-paper ## start everything with the demonstration schools in ./data
	$(BIN)/zongwu-standalone --demo --data $(DATA) --listen $(LISTEN)

check: ## check process definitions: make check FILES="a.yaml b.yaml"
	go run . check $(FILES)

test: assets needs-postgresql needs-chromium needs-fonts ## vet and run all tests (needs PostgreSQL and Chromium, installs them as root)
	go vet $(PACKAGES)
	@scratch=$$($(MEMORY)); trap '[ -z "$$scratch" ] || rm -rf "$$scratch"' EXIT; \
	export GOTMPDIR=$${GOTMPDIR:-$${TMPDIR:-/tmp}} TMPDIR=$${scratch:-$${TMPDIR:-/tmp}}; \
	go test -vet=off -p 2 -timeout 30m $(GOTEST_FLAGS) $(PACKAGES)
	$(if $(filter ./...,$(PACKAGES)),@$(MAKE) --no-print-directory fuzz FUZZTIME=1000x)

# Every fuzz target there is, one after the other. Making an interesting input small may not use up all the time. Tests
# count the tries: up to Go 1.26 the end of a time can itself fail a run ("context deadline exceeded", golang/go#75804).
fuzz: needs-postgresql ## try definitions, submissions, expressions, imports nobody thought of: make fuzz FUZZTIME=10m
	@for target in $$(grep -oE '^func Fuzz\w+' */*_test.go */*/*_test.go | sed -E 's|/[^/]*:func |:|'); do \
	  go test -run '^$$' -fuzz "^$${target#*:}$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $(GOTEST_FLAGS) ./$${target%:*} || exit 1; \
	done

mutants: assets needs-postgresql ## switch off what must never be off, one after the other: tests must notice (minutes; MUTANTS=lock)
	go run ./e2e/mutants $(MUTANTS)

bench: assets $(PEERS) needs-postgresql ## measure the engine beside hand-written code and other engines (a quarter of an hour)
	go run ./bench $(BENCH_FLAGS) $(PARTS)

chaos: assets needs-postgresql ## kill, freeze, cut off and starve every part while purchases go on (CHAOS_FLAGS='--seed 1 --times 5')
	go run ./e2e/chaos $(CHAOS_FLAGS)

upgrade-rehearsal: assets needs-postgresql ## cases of an earlier revision go on under this one: make upgrade-rehearsal FROM=v1.0
	E2E_FROM=$(or $(FROM),$(error name the revision that runs now: make upgrade-rehearsal FROM=REVISION)) \
	  go test ./e2e -run 'TestUpgrade$$' -v -count=1 -timeout 30m

screenshots: assets needs-postgresql needs-chromium ## the documentation's pictures, from a running demonstration school
	E2E_PICTURES=$(CURDIR)/docs/screenshots go test ./e2e -run TestPictures -count=1

lint: ## golangci-lint, govulncheck, workflowcheck
	@mkdir -p $(BIN)
	@[ -x $(BIN)/golangci-lint ] || GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@[ -x $(BIN)/govulncheck ] || GOBIN=$(BIN) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)
	@[ -x $(BIN)/workflowcheck ] || GOBIN=$(BIN) go install go.temporal.io/sdk/contrib/tools/workflowcheck@$(WORKFLOWCHECK)
	$(BIN)/golangci-lint run --allow-parallel-runners ./...
	$(BIN)/workflowcheck ./workflows/...
	$(BIN)/govulncheck $(if $(GOVULNDB),-db $(GOVULNDB)) ./...

vulncheck-control: ## show that govulncheck finds what is there: golang.org/x/text v0.3.7, GO-2022-1059
	@mkdir -p $(BIN)
	@[ -x $(BIN)/govulncheck ] || GOBIN=$(BIN) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)
	@cd e2e/testdata/vulnerable && $(BIN)/govulncheck $(if $(GOVULNDB),-db $(GOVULNDB)) ./... | grep -m1 GO-2022-1059

# What tests and the engine in the box need beside Go: installed when we may, else said.
needs-postgresql:
	@command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null \
	  || compgen -G '/usr/pgsql-*/bin/initdb' >/dev/null || $(MAKE) --no-print-directory install-postgresql

needs-chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || $(MAKE) --no-print-directory install-chromium

needs-fonts:
	@fc-list :lang=zh family 2>/dev/null | grep -q . || $(MAKE) --no-print-directory install-fonts-noto-cjk

# A PDF of a case is printed by Chromium, in a Chinese font; all else works without.
wants-paper:
	@$(MAKE) --no-print-directory needs-chromium needs-fonts \
	  || echo "going on without: cases can be printed from the browser, not as PDF" >&2

install-%:
	@sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	if ! command -v apt-get >/dev/null || ! $$sudo true 2>/dev/null; then \
	  echo "$* is missing and cannot be installed from here: install the package $* and try again" >&2; exit 1; fi; \
	echo "installing $*"; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $* >/dev/null
