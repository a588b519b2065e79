//! Whether arrays from a file are an index: every number that leads somewhere leads to a place that exists.
