"""The tree of clauses: numbers, order, lists, scopes, labels."""
