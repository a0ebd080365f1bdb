"""From the typed model to the immutable program that the kernel runs."""
