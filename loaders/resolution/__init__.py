"""Accounts that articles and records give, led together where they are of one fact: scored, judged, undone."""
