"""Tests of the workbench in a notebook."""
