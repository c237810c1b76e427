"""Ranked clauses for a question."""
