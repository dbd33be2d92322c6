"""Sheets in which analysts code facts by hand: how they are read, what they mean, and how they are stored."""
