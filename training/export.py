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
    ) -> tuple[Tensor, Tensor, Tensor]:
        words = self.network.words(pieces, mask, first, tags, deps, names)
        return words, self.network.predicate(words).squeeze(-1).sigmoid(), self.network.kind(words).sigmoid()


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
PAIR_INPUTS = {
    "words": (STRETCHES, WORDS), "rows": (CHOSEN,), "at": (CHOSEN,), "paths": (CHOSEN, WORDS),
    "full_paths": (CHOSEN, WORDS),
}  # fmt: skip


def export(saved: Mapping[str, Any], folder: Path) -> None:
    """The graphs `words.onnx`, `facts.onnx` and `arguments.onnx`, `vocabulary.json` and `tokenizer.json`."""
    network = Network(Sizes(**saved["sizes"]))
    network.load_state_dict(saved["weights"])
    network.eval()
    network.encoder.set_attn_implementation("eager")
    folder.mkdir(parents=True, exist_ok=True)
    whole = torch.zeros((2, 7), dtype=torch.long)
    words = network.words(torch.ones((2, 9), dtype=torch.long), torch.ones((2, 9), dtype=torch.long), *[whole] * 4)
    chosen = torch.tensor([0, 1, 1])
    pairs = words.detach(), chosen, chosen, torch.zeros((3, 7), dtype=torch.long), torch.zeros((3, 7), dtype=torch.long)
    pieces = torch.ones((2, 9), dtype=torch.long)
    write(WordsGraph(network), (pieces, pieces, whole, whole, whole, whole), WORD_INPUTS,
          ("states", "predicates", "kinds"), folder / "words.onnx")  # fmt: skip
    write(FactsGraph(network), pairs, PAIR_INPUTS, ("values", "nobody", "roles"), folder / "facts.onnx")
    write(ArgumentsGraph(network), pairs, PAIR_INPUTS, ("arguments",), folder / "arguments.onnx")
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
