"""Data sets that are released whole again and again: a module each, and what they share."""
