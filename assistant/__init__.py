"""Reads standards and policy texts into clauses and answers questions from them, sentence by sentence."""
