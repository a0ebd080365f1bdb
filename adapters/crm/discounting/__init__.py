"""The discount rules of one kind as one table: read, checked, tried, saved with their history, and undone."""
