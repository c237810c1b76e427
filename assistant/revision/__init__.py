"""What changed between two editions: clause by clause, value by value, word by word."""
