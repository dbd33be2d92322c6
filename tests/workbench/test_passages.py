"""Where the words of evidence stand: the sentence around them."""

from functools import partial
from pathlib import Path

from loaders.snapshots import current
from workbench.passages import sentences
from workbench.runner import runner


def test_a_sentence_is_told_around_its_words(answered: Path) -> None:
    asks = partial(runner(answered).run, snapshot=current(answered))
    pieces = asks(
        "select evidence_id, quote, article.text from quotes join article on article.id = quotes.article_id "
        "order by evidence_id"
    ).rows
    found = sentences(asks, [piece for piece, _, _ in pieces])
    assert set(found) == {piece for piece, _, _ in pieces}
    for piece, quote, text in pieces:
        before, words, after = found[piece]
        assert words.split() == quote.split()
        assert " ".join((before + words + after).split()) in " ".join(text.split())
    rest = [before + after for before, _, after in found.values()]
    assert sum(map(bool, rest)) > len(rest) / 2, "most quotes are clauses of a sentence"


def test_what_stands_in_no_article_has_no_sentence(answered: Path) -> None:
    asks = partial(runner(answered).run, snapshot=current(answered))
    recorded = [piece for (piece,) in asks("select evidence_id from quotes where article_id is null limit 3").rows]
    assert recorded
    assert sentences(asks, recorded) == {}
    assert sentences(asks, ["e-none", "'; select 1"]) == {}
    assert sentences(asks, []) == {}
