"""Ranked clauses to statements with checked quotes."""
