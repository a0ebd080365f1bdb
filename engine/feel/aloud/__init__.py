"""Reads trees aloud: values and conditions as phrases of Chinese and English. See `engine.feel.sentence`."""
