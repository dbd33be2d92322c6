"""What a sentence says: its tree, who acts, who and what is meant, when, by whose word, and whether it is so."""
