"""What stands before the pages: who is asking, from where, how often, and what a browser may do with an answer."""
