"""The shell of `sqn sql`: statements and commands typed at a terminal, one after another."""
