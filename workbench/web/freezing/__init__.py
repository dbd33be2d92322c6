"""The pages written out: a folder of plain files that needs no server."""
