"""Records from a table of texts: read, checked in the background, added in one transaction, undone."""
