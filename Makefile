# Everything a newcomer types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# golangci-lint is pinned in tools/go.mod, apart from our own modules; the limits keep it under 3 GB.
LINT := GOGC=40 GOMEMLIMIT=2500MiB go tool -modfile=tools/go.mod golangci-lint

# The rooms whose tests also run under the race detector: the pure ones and those that juggle goroutines.
RACE := ./internal/clock/... ./internal/errs/... ./internal/imports/... ./internal/deadline/... ./internal/checklist/form/... \
	./internal/db/... ./internal/outbox/... ./internal/job/...
TEST := go test -count=1 -shuffle=on -timeout=25m

.PHONY: help run fmt check test suite soak fuzz bench assets build clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the demo on 127.0.0.1:8080; ARGS="-speed 600" and the like are passed on
	go run ./cmd/intake demo $(ARGS)

fmt: ## rewrite the Go files as check wants them
	$(LINT) fmt

check: ## format, vet and lint; changes nothing
	$(LINT) fmt --diff
	go vet ./...
	$(LINT) run ./...

test: ## install what is missing, start private MariaDB and Redis, run every test
	./deploy/install-test-deps.sh
	go run ./internal/testkit/cmd/services -- $(MAKE) --no-print-directory suite

# Fuzzers are found by their names; each package is built once. What crashes lies in its testdata/fuzz afterwards. That
# the time ran out is no finding.
FUZZTIME ?= 5s
fuzz: ## let every fuzzer run for FUZZTIME (5s, or a number of inputs: 1000x)
	@bin=$$(mktemp); trap 'rm -f "$$bin"' EXIT; failed=0; \
	for dir in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd internal web | xargs -n1 dirname | sort -u); do \
		go test -c -fuzz=. -o "$$bin" ./$$dir || { failed=1; continue; }; \
		for name in $$("$$bin" -test.list '^Fuzz' | grep '^Fuzz'); do \
			echo "$$dir $$name"; \
			(cd $$dir && "$$bin" -test.run '^$$' -test.fuzz "^$$name\$$" -test.fuzztime $(FUZZTIME) -test.parallel 2 \
				-test.fuzzcachedir "$$(go env GOCACHE)/fuzz/sunlead/$$dir" > "$$bin.log" 2>&1) || grep -qx "    context deadline exceeded" "$$bin.log" || { cat "$$bin.log"; failed=1; }; \
		done; \
	done; rm -f "$$bin.log"; exit $$failed

# What `make test` runs once the services are there. Every part runs even if an earlier one fails.
suite:
	@failed=0; \
	CGO_ENABLED=1 $(TEST) -race $(RACE) || failed=1; \
	$(TEST) $$(go list ./... | grep -vxF "$$(go list $(RACE))") || failed=1; \
	$(MAKE) --no-print-directory fuzz FUZZTIME=1000x || failed=1; \
	exit $$failed

bench: ## measure the built programs beside the machine's raw limits (about 25 minutes); ARGS="-parts raw,submit" and the like
	go run ./internal/testkit/cmd/bench $(ARGS)

# Rounds of the soak, its seed (0 draws one) and the round to begin with.
ROUNDS ?= 1000
SEED ?= 0
FROM ?= 1

soak: ## break an installation at random, ROUNDS=1000 times; SEED and FROM go on with a run that stopped
	./deploy/install-test-deps.sh
	SUNLEAD_FULL=1 go test -count=1 -timeout=6h -run='^TestSoak$$' -v ./internal/faults -args -rounds $(ROUNDS) -seed $(SEED) -from $(FROM)

assets: ## build the style sheets and scripts in web/static from web/src (needs Node)
	[ -d node_modules ] || npm ci --no-audit --no-fund
	sh web/build.sh

build: ## the two programs, static, into bin/
	mkdir -p bin
	CGO_ENABLED=0 go build -trimpath -o bin/ ./cmd/...

clean: ## remove what was built and photographed
	rm -rf bin shots
