"""Writes docs/data_dictionary.md, docs/schema.svg and docs/schema/*.svg as the schema is now."""

import click

from schema.settings import CHECKOUT
from workbench.dictionary.files import files

for name, content in files().items():
    path = CHECKOUT / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    click.echo(name)
