"""Sentences of any text judged against the clauses they speak of."""
