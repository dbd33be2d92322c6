"""The command line `sqn`: stdout is data, stderr is narration, an error is one line."""
