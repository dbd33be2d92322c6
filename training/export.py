"""Writes a trained network as ONNX graphs with 8-bit weights, and the vocabulary beside them."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import ENCODER, Network, Sizes


class WordsGraph(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: Tensor, mask: Tensor, first: Tensor, tags: Tensor, deps: Tensor, names: Tensor
    ) -> tuple[Tensor, Tensor]:
        states = self.network.words(pieces, mask, first, tags, deps, names)
        return states, self.network.predicate(states).squeeze(-1).sigmoid()


class KindsGraph(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, states: Tensor, acts: Tensor, ruled: Tensor) -> tuple[Tensor, Tensor]:
        words = self.network.shown(states, acts, ruled)
        return words, self.network.kind(words).sigmoid()


class FactsGraph(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, words: Tensor, rows: Tensor, at: Tensor, paths: Tensor, full_paths: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        there = torch.ones(words.shape[:2], dtype=torch.bool)
        return self.network.facts(words, there, rows, at, paths, full_paths)  # type: ignore[no-any-return]


class ArgumentsGraph(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Tensor, rows: Tensor, at: Tensor, paths: Tensor, full_paths: Tensor) -> Tensor:
        return self.network.argument(words, rows, at, paths, full_paths)


STRETCHES, WORDS, PIECES, CHOSEN = "stretches", "words", "pieces", "chosen"
WORD_INPUTS = {
    "pieces": (STRETCHES, PIECES), "mask": (STRETCHES, PIECES), "first": (STRETCHES, WORDS), "tags": (STRETCHES, WORDS),
    "deps": (STRETCHES, WORDS), "names": (STRETCHES, WORDS),
}  # fmt: skip
HINT_INPUTS = {"states": (STRETCHES, WORDS), "acts": (STRETCHES, WORDS), "ruled": (STRETCHES, WORDS)}
PAIR_INPUTS = {
    "words": (STRETCHES, WORDS), "rows": (CHOSEN,), "at": (CHOSEN,), "paths": (CHOSEN, WORDS),
    "full_paths": (CHOSEN, WORDS),
}  # fmt: skip


def export(saved: Mapping[str, Any], folder: Path) -> None:
    """The graphs `words.onnx`, `arguments.onnx`, `kinds.onnx` and `facts.onnx`, the vocabulary and the tokenizer."""
    network = Network(Sizes(**saved["sizes"]))
    network.load_state_dict(saved["weights"])
    network.eval()
    network.encoder.set_attn_implementation("eager")
    folder.mkdir(parents=True, exist_ok=True)
    pieces, whole = torch.ones((2, 9), dtype=torch.long), torch.zeros((2, 7), dtype=torch.long)
    read = pieces, pieces, whole, whole, whole, whole
    states = network.words(*read).detach()
    words = network.shown(states, whole, whole).detach()
    chosen, paths = torch.tensor([0, 1, 1]), torch.zeros((3, 7), dtype=torch.long)
    pairs = chosen, chosen, paths, paths
    write(WordsGraph(network), read, WORD_INPUTS, ("states", "predicates"), folder / "words.onnx")
    write(ArgumentsGraph(network), (states, *pairs), PAIR_INPUTS, ("arguments",), folder / "arguments.onnx")
    write(KindsGraph(network), (states, whole, whole), HINT_INPUTS, ("words", "kinds"), folder / "kinds.onnx")
    write(FactsGraph(network), (words, *pairs), PAIR_INPUTS, ("values", "nobody", "roles"), folder / "facts.onnx")
    (folder / "vocabulary.json").write_text(json.dumps(saved["vocabulary"], ensure_ascii=False, indent=0), "utf-8")
    shutil.copy(ENCODER / "tokenizer.json", folder / "tokenizer.json")


def write(
    graph: nn.Module, inputs: tuple[Tensor, ...], names: dict[str, tuple[str, ...]], out: tuple[str, ...], file: Path
) -> None:
    axes = {name: dict(enumerate(of)) for name, of in names.items()}
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            graph, inputs, str(whole), input_names=list(names), output_names=list(out), dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True)
