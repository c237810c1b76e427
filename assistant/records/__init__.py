"""What was answered, kept."""
