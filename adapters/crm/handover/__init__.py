"""Hand-over of everything that somebody holds who leaves or changes his post (P-05)."""
