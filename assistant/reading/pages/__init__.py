"""Pages: characters, lines and drawn rules, and whether their text can be believed."""
