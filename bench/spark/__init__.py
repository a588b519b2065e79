"""Past one machine: the same rows by Spark and by one engine, compared."""
