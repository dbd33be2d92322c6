"""Articles: from whatever form they come in to text kept unchanged, with the facts coded from it."""
