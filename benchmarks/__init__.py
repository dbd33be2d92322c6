"""What speed and memory are claimed from: each prints ratios against a named baseline of the same run."""
