"""Language models that word an answer: how they are reached, what they are told, and what of it agrees with clauses."""
