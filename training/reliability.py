"""The reliability plot: of facts coded with some confidence, the share that is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BINS = ((0.0, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


@dataclass(frozen=True)
class Bin:
    """Facts of like confidence: the mean confidence, the share of right ones, and how many there are."""

    confidence: float
    right: float
    facts: int


def binned(facts: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The bins that hold facts, given as (confidence, whether kind and both parties are right)."""
    found = []
    for low, high in BINS:
        inside = [(sure, right) for sure, right in facts if low <= sure < high]
        if inside:
            mean = sum(sure for sure, _ in inside) / len(inside)
            found.append(Bin(mean, sum(right for _, right in inside) / len(inside), len(inside)))
    return found


def draw(curves: dict[str, Sequence[Bin]], file: Path) -> None:
    """Writes the plot as SVG, the same bytes for the same input."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "sqn", "font.family": "sans-serif", "font.size": 10})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(5.2, 4.6))
    axes.plot([0, 1], [0, 1], color="#999", linewidth=1, linestyle=(0, (4, 3)))
    for (name, bins), colour in zip(curves.items(), ("#1f5fa8", "#b5541c", "#3c7d3c"), strict=False):
        x, y = [b.confidence for b in bins], [b.right for b in bins]
        axes.plot(x, y, color=colour, marker="o", markersize=5, label=f"{name} ({sum(b.facts for b in bins)} facts)")
        for b in bins:
            axes.annotate(
                str(b.facts), (b.confidence, b.right), (4, -11), textcoords="offset points", color=colour, fontsize=8
            )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share with kind and both parties right")
    axes.legend(frameon=False, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None, "Creator": None})
