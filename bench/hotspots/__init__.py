"""Statistics of hotspots beside PySAL and scikit-learn: the same data, the same core, equal answers. `make bench` runs it."""
