"""The standard's library of functions, one module per kind of value, one table of names."""
