"""The workbench in a browser: the question library, the runner and the snapshots as pages, links and forms."""
