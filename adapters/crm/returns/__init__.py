"""Returns: what may come back, the document, its states, inspection, disposal, correction, and their accounts."""
