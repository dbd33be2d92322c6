"""Data sets that are released whole again and again: how a release is compared, stored and understood."""
