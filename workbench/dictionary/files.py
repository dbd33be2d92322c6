"""What the command writes: each file of the documentation that is made of the schema, by its path."""

from collections.abc import Mapping

from workbench.dictionary.diagrams import of_group, overview
from workbench.dictionary.page import page
from workbench.dictionary.relations import RECORD, described
from workbench.dictionary.usage import used


def files() -> Mapping[str, str]:
    """Path below the checkout and content of the dictionary and of each diagram."""
    relations = described()
    made = {"docs/data_dictionary.md": page(relations, used(relations)), "docs/schema.svg": overview(relations)}
    return made | {f"docs/schema/{group}.svg": of_group(group, relations) for group in RECORD}
