"""Substitutes and the tasks of those they stand in for (docs/adr/0018)."""
