"""The vector index: a few methods, and an engine for each way of running it."""
