# One command on a machine that has Node and npm, or Deno itself:
#
#     make reproduce ARGS="--profile smoke"
#     make test
#
# The first run brings Deno and the packages of deno.lock into this folder (.tools, .cache,
# node_modules); from then on nothing needs the network.

DENO_VERSION := 2.9.6
DENO_DIR     ?= $(CURDIR)/.cache/deno
ARGS         ?=

export DENO_DIR
export DENO_NO_UPDATE_CHECK := 1

# Another version of Deno computes other bits, so only the exact one will do.
INSTALLED := $(shell deno --version 2>/dev/null | grep -q '^deno $(DENO_VERSION) ' && command -v deno)
TOOL      := .tools/$(DENO_VERSION)/node_modules/.bin/deno
DENO      := $(or $(INSTALLED),$(TOOL))

STAMP := .cache/packages-$(DENO_VERSION)
READY := $(shell test -d node_modules/.deno && test -d "$(DENO_DIR)/npm" && echo yes)

.PHONY: reproduce test ok test-slow bench setup clean FORCE
.DELETE_ON_ERROR:

reproduce: setup
	@$(DENO) task --quiet reproduce $(ARGS)

test ok: setup
	@$(DENO) task --quiet ok $(ARGS)

test-slow: setup
	@$(DENO) task --quiet test:slow $(ARGS)

bench: setup
	@$(DENO) task --quiet bench $(ARGS)

setup: $(STAMP)

$(STAMP): deno.json deno.lock $(if $(READY),,FORCE) | $(DENO)
	@echo "Fetching the packages of deno.lock" >&2
	@$(DENO) install --quiet --frozen >&2
	@mkdir -p $(@D) && touch $@

$(TOOL):
	@command -v npm >/dev/null || \
		{ echo "Install Node and npm, or put Deno $(DENO_VERSION) on the PATH." >&2; exit 1; }
	@echo "Fetching Deno $(DENO_VERSION)" >&2
	@npm install --prefix .tools/$(DENO_VERSION) --no-save --no-package-lock --no-audit --no-fund \
		--loglevel=error deno@$(DENO_VERSION) >/dev/null
	@$@ --version >/dev/null

# The results in .bigrad are kept: they are what costs time.
clean:
	@rm -rf .tools .cache node_modules out coverage
