"""Codings of texts that many tests load, remembered for a run: what the coder makes of a text is always the same."""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from extraction.coder import Text, code_many
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from extraction.values import Coding

CodeMany = Callable[[Iterable[Text], Reference], Iterator[Coding]]


def remembering(folder: Path) -> CodeMany:
    """`code_many` that codes no text again which any process has coded; its codings lie in the folder.

    What another reference makes of a text is not remembered.
    """
    folder.mkdir(exist_ok=True)

    def coded(texts: Iterable[Text], reference: Reference) -> Iterator[Coding]:
        if reference is not read_reference():
            yield from code_many(texts, reference)
            return
        files = [(text, folder / hashlib.sha256(repr(text).encode()).hexdigest()) for text in texts]
        fresh = {file: text for text, file in files if not file.exists()}
        for file, coding in zip(fresh, code_many(fresh.values(), reference), strict=True):
            keep(coding, file)
        for _, file in files:
            yield pickle.loads(file.read_bytes())

    return coded


def keep(coding: Coding, file: Path) -> None:
    """Writes a coding so that others see it whole or not at all."""
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_bytes(pickle.dumps(coding))
    partial.replace(file)
