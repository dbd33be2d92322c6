"""People's SQL on a snapshot, in a process of its own that cannot write, cannot reach out and cannot take too much."""
