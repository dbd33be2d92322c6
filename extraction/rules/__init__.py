"""The first reading: frames of the lexicon, and the facts that they tell."""
