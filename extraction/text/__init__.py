"""The text before any grammar: cleaned, its lines joined, its parts told apart, its doubts noted."""
