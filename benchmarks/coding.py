"""How fast texts are coded, on one core, beside the bare parser on the same texts in the same run.

    python -m benchmarks.coding [--rounds N]

Off topic: documents of the practice items that the gate turns away. On topic: the sample reports and the longer
practice reports, by sentences. Rounds of both go in turn, and the median round counts. The memory is what coding took,
a hundred texts at a time, as loading does.
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable

from extraction.coder import Text, code_many
from extraction.gate import on_topic
from extraction.names.reference_lists import read_reference
from extraction.sentences.parse import parse_many, parser
from extraction.text.clean import plain
from extraction.text.layout import lay_out
from schema.settings import CHECKOUT, SAMPLE
from training.items import read_items

BATCH = 100
OFF_TOPIC_TIMES = 20  # each is short: read again and again


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.coding", description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    rounds = asked.parse_args().rounds
    reference = read_reference()
    items = [item for path in sorted((CHECKOUT / "data/practice").glob("*.jsonl")) for item in read_items(path)]
    off = [item.text for item in items if not on_topic(item.text, reference)]
    on = [Text(path.read_text(), None) for path in sorted(SAMPLE.glob("*.txt"))]
    on += [Text(item.text, item.published_on) for item in items if item.id.startswith("long_reports")]
    batches = [on[start : start + BATCH] for start in range(0, len(on), BATCH)]
    sentences = sum(len(coding.sentences) for batch in batches for coding in code_many(batch, reference))
    memory = peak()

    gate = median(rounds, lambda: [on_topic(text, reference) for text in off * OFF_TOPIC_TIMES])
    bare, parse, code = [], [], []
    for _ in range(rounds):
        bare.append(seconds(lambda: [list(parser().pipe([plain(text.text) for text in on]))]))
        parse.append(seconds(lambda: list(parse_many([(text.text, lay_out(text.text)) for text in on], reference))))
        code.append(seconds(lambda: list(code_many(on, reference))))
    base = statistics.median(bare)
    print(f"off topic  {len(off) * OFF_TOPIC_TIMES / gate:10,.0f} documents/s  ({len(off)} documents)")
    print(f"parser     {sentences / base:10,.0f} sentences/s  spaCy's tagger and parser alone, the baseline")
    for name, times in (("parsed", parse), ("coded", code)):
        took = statistics.median(times)
        print(f"{name:10} {sentences / took:10,.0f} sentences/s  {base / took:.2f} of the parser's speed")
    print(f"memory     {memory:10,.0f} MB at most")


def median(rounds: int, work: Callable[[], object]) -> float:
    return statistics.median(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def peak() -> float:
    """The most memory that the process has held, in MB; macOS counts it in bytes, Linux in kilobytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


if __name__ == "__main__":
    main()
