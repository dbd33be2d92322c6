"""The data dictionary as a page of Markdown."""

from collections.abc import Iterable, Iterator, Mapping

from workbench.dictionary.relations import GROUPS, PEOPLE, RECORD, Column, Relation
from workbench.dictionary.usage import Used
from workbench.library import library
from workbench.words import VOCABULARIES, without_words

HEAD = """# Data dictionary

<!-- Made by `python -m workbench.dictionary`; change the models, the views or `queries/_views/columns.csv` instead. -->

What can be asked of a snapshot, in the words that the database has itself: `sqn tables`, `sqn tables requests`, and the
comments that any SQL client shows. Start with the views for people. A record (SQLite or PostgreSQL) has the tables from
*Tables: reference* on alone, with every foreign key enforced; on PostgreSQL they carry the same comments.

![The tables by group, and how they lead to one another](schema.svg)

**Empty** means NULL. Of a list (`VARCHAR[]`) without members, the whole is NULL. Days are days of the calendar, moments
are in UTC. An id joins with the column of that name in other views. What columns of closed vocabularies may hold is
under [Words](#words), with the meaning of each word; how they are coded is in [the codebook](codebook.md).
"""
MOST = 4


def page(relations: Mapping[str, Relation], used: Used) -> str:
    """The whole page: contents, the relations of each group, and the vocabularies."""
    lines = [HEAD, "| group | what it holds |", "|---|---|"]
    for group, says in GROUPS.items():
        names = ", ".join(f"[`{one.name}`](#{one.name})" for one in relations.values() if one.group == group)
        lines.append(f"| [{title(group)}](#{anchor(title(group))}) | {says}: {names} |")
    for group, says in GROUPS.items():
        lines += ["", f"## {title(group)}", "", f"{says}."]
        if group in RECORD:
            lines += ["", f"![Keys and chief columns of {group}](schema/{group}.svg)"]
        for one in relations.values():
            if one.group == group:
                lines += ["", *section(one, used)]
    return "\n".join([*lines, "", *words(relations), ""])


def title(group: str) -> str:
    return {
        PEOPLE: "For people",
        "feeds": "Event feeds",
        "helpers": "Behind the views",
        "resolved": "Resolved",
        "datasets": "Tables: data sets",
    }.get(group, f"Tables: {group}")


def anchor(heading: str) -> str:
    return heading.lower().replace(":", "").replace(" ", "-")


def section(one: Relation, used: Used) -> Iterator[str]:
    yield f"### {one.name}"
    yield ""
    yield f"{one.says}."
    asking = sorted({name for column in one.columns for name in used.get((one.name, column.name), ())})
    if asking:
        yield ""
        yield f"Asked by {linked(asking)}."
    yield ""
    yield "| column | type | meaning | words | questions |"
    yield "|---|---|---|---|---|"
    for column in one.columns:
        questions = listed(used.get((one.name, column.name), []))
        yield f"| `{column.name}` | {kind(column)} | {meaning(column)} | {link(column.words)} | {questions} |"


def kind(column: Column) -> str:
    plain = {"TIMESTAMP WITH TIME ZONE": "moment", "VARCHAR": "text", "BIGINT": "integer", "DOUBLE": "number"}
    base, many = column.kind.removesuffix("[]"), "[]" if column.kind.endswith("[]") else ""
    return plain.get(base, base.lower()) + many + (", key" if column.is_key else "")


def meaning(column: Column) -> str:
    """What it means without the words, which have a column and a chapter of their own."""
    says = without_words(column.says).replace("|", "\\|")
    return f"{says} → [`{column.leads_to}`](#{column.leads_to})" if column.leads_to else says


def link(words: str | None) -> str:
    return f"[{words}](#{words.lower()})" if words else ""


def listed(names: list[str]) -> str:
    """Questions by name; of many the first, and how many more."""
    more = [f"{len(names) - MOST} more"] if len(names) > MOST + 1 else []
    return ", ".join([*(names[:MOST] if more else names), *more])


def linked(names: list[str]) -> str:
    """Questions as links to their files."""
    known = library()
    return ", ".join(f"[{name}](../queries/{known[name].subject}/{name}.sql)" for name in names)


def words(relations: Mapping[str, Relation]) -> Iterable[str]:
    holding: dict[str, list[str]] = {name: [] for name in VOCABULARIES}
    for one in relations.values():
        for column in one.columns:
            if column.words:
                holding[column.words].append(f"`{one.name}.{column.name}`")
    yield "## Words"
    yield ""
    yield "The closed vocabularies: no other word can stand in these columns."
    for name, vocabulary in VOCABULARIES.items():
        yield ""
        yield f"### {name}"
        yield ""
        if vocabulary.__doc__ and not vocabulary.__doc__.startswith("One word of"):
            yield f"{vocabulary.__doc__}"
            yield ""
        yield f"In {', '.join(holding[name]) or 'no column'}."
        yield ""
        yield "| word | meaning |"
        yield "|---|---|"
        yield from (f"| `{word}` | {word.meaning} |" for word in vocabulary)
