"""Bailiwick beside its peers: the same data, the same machine, one run, equal answers. `make bench` runs it."""
