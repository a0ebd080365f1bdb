"""Rows of the engine: schema, transactions, hot path, audit chain, files."""
