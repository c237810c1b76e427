"""The commands, by what they are for. A command's docstring is its help."""
