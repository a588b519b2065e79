#!/bin/sh
# What cargo calls in place of rustc for the crates of this workspace, when they are built to be fuzzed: libFuzzer is told of every edge
# and every comparison of the engine. Other crates are taken as they were built for everything else, which saves minutes.
rustc="$1"
shift
# A build script runs while the crate is built, without libFuzzer.
case " $* " in *" --crate-name build_script_build "*) exec "$rustc" "$@" ;; esac
exec "$rustc" "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
