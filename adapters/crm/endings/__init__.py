"""A process that is ended from outside closes its record in the same transaction (ADR 0011)."""
