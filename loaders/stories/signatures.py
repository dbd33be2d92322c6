"""What an article is found by: a MinHash of its shingles, a hash of its words, and a vector of what it means."""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rensa

from extraction.gate import on_topic
from loaders.stories.embedding import WIDTH, Array, Embedding, embed
from loaders.stories.likeness import whole
from loaders.stories.texts import TOLD, WORD, Account

VERSION = "stories-1"  # to be raised with whatever changes a signature or a verdict: every article is resolved anew
PERMUTATIONS = 64
SEED = 1
SHINGLE = 3  # words
SHORTEST = 25  # words: what is shorter has too little to be told by
WORDS_HASH = 8  # bytes

Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Signature:
    """`minhash` is PERMUTATIONS numbers of 32 bits and the hash of the words, or nothing for a text too short;
    `vector` WIDTH floats of 16 bits, or None for an article that is not ours to compare by meaning.
    """

    minhash: bytes
    vector: bytes | None


def sign(article: Account, language: str | None, embed: Embedding = embed) -> tuple[Signature, Array | None]:
    """The signature of an article, and the vectors of its sentences if it took them.

    Only English articles on arms diplomacy are embedded: it takes a hundred times as long as all the rest.
    """
    forms = told_forms(article)
    if len(forms) < SHORTEST:
        return Signature(b"", None), None
    minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update([" ".join(forms[at : at + SHINGLE]) for at in range(len(forms) - SHINGLE + 1)])
    digest = np.array(minhash.digest(), "<u4").tobytes() + hash_of(forms)
    if language != "en" or not on_topic(article.text):
        return Signature(digest, None), None
    sentences = embed(article.written)
    return Signature(digest, whole(sentences).astype("<f2").tobytes()), sentences


def told_forms(article: Account) -> list[str]:
    """The words of the story itself in small letters."""
    text = article.plain.lower()
    return [word for span in article.layout.spans(*TOLD) for word in WORD.findall(text, span.start, span.end)]


def hash_of(forms: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(forms).encode("utf-8", "surrogatepass"), digest_size=WORDS_HASH).digest()


def hashes_of(minhashes: bytes) -> Hashes:
    """The numbers of MinHashes behind each other, (articles, PERMUTATIONS)."""
    return np.frombuffer(minhashes, "<u4").reshape(-1, PERMUTATIONS)


def words_of(minhash: bytes) -> int:
    """The hash of an article's words: equal where they are."""
    return int.from_bytes(minhash[-WORDS_HASH:], "little")


def vectors_of(vectors: bytes) -> npt.NDArray[np.float16]:
    """Vectors behind each other, (articles, WIDTH)."""
    return np.frombuffer(vectors, "<f2").reshape(-1, WIDTH)
