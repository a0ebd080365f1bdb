"""The token kernel: `(program, slice of state, trigger) -> effects`, without input or output of its own."""
