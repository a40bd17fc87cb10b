# One command on a machine that has Node and npm, or Deno itself:
#
#     make reproduce ARGS="--profile smoke"
#     make test
#
# Everything is done by ./bigrad. Its first run brings Deno and the packages of deno.lock into this
# folder (.tools, .cache, node_modules); from then on nothing needs the network.

ARGS ?=

COMMANDS := reproduce work store status explain graph verify publish gc estimate compare run bench ok setup help

.PHONY: $(COMMANDS) test test-slow clean

$(COMMANDS):
	@./bigrad $@ $(ARGS)

test: ok

test-slow:
	@./bigrad test:slow $(ARGS)

# The results in .bigrad are kept: they are what costs time.
clean:
	@rm -rf .tools .cache node_modules out coverage
