"""What the handbook says about each function and construct, one module per group."""
