"""What it costs to put new articles into stories, beside putting all of them.

    python -m benchmarks.stories [--articles 200000] [--share 0.01] [--model N]

Makes articles of invented words over ten years, one in four a copy of another (the same words, cut short, or with words
changed), resolves them all, adds a share of new ones, whose days and copies are spread alike, and resolves again. One
article in FIELD is on arms diplomacy and is compared by meaning too. The encoder is stood in for by sums of vectors of
words, for it takes longer than all the rest; what it takes an article is timed apart on N of them (`--model`).
"""

import argparse
import datetime as dt
import random
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, func, insert, select

from loaders.ledger import now, run_of
from loaders.stories.embedding import WIDTH, Array, embed
from loaders.stories.resolving import resolve_stories
from loaders.stories.texts import Account
from loaders.storing import short_hash
from schema.engine import open_engine, writing
from schema.migrating import ensure_schema
from schema.models import Article, Garbling, StoryArticle
from schema.vocabulary import DatePrecision

WORDS = 20_000
FIELD = 5
TOPIC = "Norway asked for missiles and launchers."
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 3650
COPIED = 0.25


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    asked.add_argument("--articles", type=int, default=200_000)
    asked.add_argument("--share", type=float, default=0.01)
    asked.add_argument("--model", type=int, default=50)
    given = asked.parse_args()
    more = round(given.articles * given.share)
    with tempfile.TemporaryDirectory(prefix="sqn-") as name:
        engine = open_engine(f"sqlite:///{Path(name) / 'sqn.sqlite'}")
        ensure_schema(engine)
        articles = list(made(given.articles + more))
        chance = random.Random(2)  # noqa: S311 - the same each time
        chance.shuffle(articles)
        store(engine, articles[more:])
        full = resolved(engine)
        print(f"all   {given.articles:>9,} articles {full:9.1f} s   {described(engine)}", flush=True)
        store(engine, articles[:more])
        added = resolved(engine)
        print(f"new   {more:>9,} articles {added:9.1f} s   {described(engine)}")
        print(f"share of the cost {added / full:.2%} for {given.share:.2%} of the articles")
        engine.dispose()
    texts = [row["text"] for row in articles[: given.model]]
    began = time.process_time()
    sentences = sum(len(embed(Account("", text).written)) for text in texts)
    took = time.process_time() - began
    if texts:
        print(f"encoder {took / len(texts) * 1000:.0f} ms an article of {sentences / len(texts):.0f} sentences")


def made(many: int) -> Iterator[dict[str, Any]]:
    """Articles in the order of their making, copies after what they copy."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    numbers = np.random.default_rng(1)
    words = [invented(chance) for _ in range(WORDS)]
    weights = 1 / np.arange(10, WORDS + 10)
    odds = weights / weights.sum()
    originals: list[tuple[list[list[str]], dt.date]] = []
    for number in range(many):
        if originals and chance.random() < COPIED:
            text, day = chance.choice(originals)
            text, day = copied(text, words, chance), day + dt.timedelta(chance.choice((0, 0, 1, 1, 2, 3)))
        else:
            count = chance.randint(8, 20)
            drawn = iter(numbers.choice(WORDS, count * 24, p=odds))
            text = [[words[next(drawn)] for _ in range(chance.randint(10, 24))] for _ in range(count)]
            for sentence in text:
                sentence[0] = sentence[0].title()
                sentence[chance.randrange(1, 9)] = str(chance.randint(13, 9999))
                sentence[chance.randrange(1, 9)] = chance.choice(words).title()
            if number % FIELD == 0:
                text[0] = TOPIC.split()
            day = FIRST_DAY + dt.timedelta(chance.randrange(DAYS))
            originals.append((text, day))
        yield row(number, " ".join(" ".join(sentence) + "." for sentence in text).replace("..", "."), day)


def invented(chance: random.Random) -> str:
    syllables = ("bo", "da", "fi", "gu", "ke", "la", "mo", "ni", "pu", "re", "sa", "te", "vo", "zi", "han", "ter")
    return "".join(chance.choice(syllables) for _ in range(chance.randint(2, 4)))


def copied(text: list[list[str]], words: Sequence[str], chance: random.Random) -> list[list[str]]:
    """The same words, the first part of them, or with one word in eight changed."""
    how = chance.random()
    if how < 0.3:
        return text
    if how < 0.6:
        return text[: max(5, len(text) * 3 // 4)]
    return [[chance.choice(words) if chance.random() < 0.12 else word for word in sentence] for sentence in text]


def row(number: int, text: str, day: dt.date) -> dict[str, Any]:
    return {
        "id": "a-" + short_hash(number),
        "url": f"https://example.com/{number}",
        "title": f"Article {number}",
        "published_on": day,
        "published_precision": DatePrecision.DAY,
        "language": "en",
        "text": text,
        "text_sha256": short_hash(text),
        "char_count": len(text),
        "recorded_at": now(),
    }


def store(engine: Engine, articles: Sequence[dict[str, Any]]) -> None:
    with run_of(engine, "articles", "benchmark") as run, writing(engine) as connection:
        for start in range(0, len(articles), 5000):
            connection.execute(insert(Article), [one | {"run_id": run.id} for one in articles[start : start + 5000]])


def resolved(engine: Engine) -> float:
    """Seconds of this process that it takes to resolve what is not resolved yet: other work does not count."""
    began = time.process_time()
    with run_of(engine, "resolve", "stories") as run:
        resolve_stories(engine, run, embedding=stand_in)
    return time.process_time() - began


def stand_in(sentences: Sequence[str]) -> Array:
    """A vector for each sentence, of the vectors of its words."""
    found = np.array([sum(vector_of(word) for word in sentence.split()) for sentence in sentences], np.float32)
    return found.reshape(-1, WIDTH) / np.linalg.norm(found.reshape(-1, WIDTH), axis=1, keepdims=True)


@cache
def vector_of(word: str) -> Array:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(WIDTH, np.float32)


def described(engine: Engine) -> str:
    with engine.connect() as connection:
        places, garbled = (connection.scalar(select(func.count()).select_from(one)) for one in (StoryArticle, Garbling))
    return f"{places:,} in stories, {garbled:,} garblings"


if __name__ == "__main__":
    main()
