"""The data dictionary and the diagrams of the schema, made of the schema itself: `python -m workbench.dictionary`."""
