"""The whole way to the weights: read the treebank and the practice items, train, export."""

import argparse
import os
import sys
from pathlib import Path

from extraction.encoder.learned import WEIGHTS
from extraction.names.reference_lists import read_reference
from schema.settings import CHECKOUT

PRACTICE = CHECKOUT / "data" / "practice"
THREADS = 2


def main() -> None:
    asked = argparse.ArgumentParser(prog="./run train", description=__doc__)
    asked.add_argument("treebank", type=Path, help="folder with train.jsonl and test.jsonl (see extraction/weights)")
    asked.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the weights")
    args = asked.parse_args()
    if not (args.treebank / "train.jsonl").is_file():
        asked.error(f"no train.jsonl in {args.treebank}")
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    from training.export import export
    from training.items import lessons, read_items, taught
    from training.renaming import forms_of_states
    from training.sentences import read_sentences
    from training.train import train
    from training.treebank import read_treebank

    torch.set_num_threads(THREADS)
    reference = read_reference()
    examples = [
        *read_treebank(args.treebank / "train.jsonl"),
        *(example for example in read_sentences(PRACTICE / "roles" / "train.jsonl") for _ in range(2)),
    ]
    items = [item for path in sorted(PRACTICE.glob("*.jsonl")) for item in taught(read_items(path))]
    export(train(examples, list(lessons(items, reference)), forms_of_states(reference)), args.out)
    print(f"weights written to {args.out}; now measure and calibrate them:")
    print(f"{sys.executable} -m training.figures {args.treebank}")


if __name__ == "__main__":
    main()
