"""Stories: which articles are copies of which, who copied whom, and what the copies garbled."""
