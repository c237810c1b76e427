"""The answer sheet: an answer with its quotes, editions and library, to keep, print, mail or file."""
