"""Rules of substitution as people set them: for themselves, or for others by right (docs/adr/0018)."""
