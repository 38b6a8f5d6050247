"""Embedding, learning, judging, serving, and choosing what to ask next."""
