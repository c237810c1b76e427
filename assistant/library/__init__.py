"""Editions, their clauses, and which of them is in force."""
