"""Actors and weapons: the reference lists, and where their names stand in a text."""
