"""The checks: each file holds its sentences (`RULES`) and a function that finds what breaks them.

To add a rule, copy a neighbour and name it in `registry.py`.
"""
