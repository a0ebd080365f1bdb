"""Field types, one file each. To add one, copy a neighbour and name it in `registry.py`."""
