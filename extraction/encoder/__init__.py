"""Words to numbers: what the network is shown of a stretch of text, and its graphs at work."""
