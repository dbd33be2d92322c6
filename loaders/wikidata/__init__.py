"""Entities of Wikidata beside the reference lists: which are of the field, what they tell, and how they are stored."""
