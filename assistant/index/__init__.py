"""Clauses made findable: immutable builds of vectors and words."""
