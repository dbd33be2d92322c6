"""The second reading: the facts that the network tells, and its opinion of the first."""
