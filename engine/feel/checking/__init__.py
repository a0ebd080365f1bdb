"""Checks of trees: what kind of value a node has, and what is wrong or suspicious about it."""
