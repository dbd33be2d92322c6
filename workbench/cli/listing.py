"""The command that lists the saved questions."""

import click

from workbench.cli.showing import FORMAT, PAGER, show_listing


@click.command(params=[FORMAT, PAGER])
@click.argument("words", nargs=-1)
def questions(words: tuple[str, ...], form: str | None) -> None:
    """List the saved questions by subject, or those in which all WORDS stand."""
    from workbench.library import library

    listed = [
        {"name": q.name, "subject": q.subject, "question": q.question, "parameters": [p.name for p in q.parameters]}
        for q in sorted(library().values(), key=lambda q: (q.subject, q.name))
        if all(word.casefold() in f"{q.name} {q.subject} {q.title} {q.question}".casefold() for word in words)
    ]
    show_listing(listed, form)
