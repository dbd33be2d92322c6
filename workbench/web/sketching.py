"""Charts as the pages need them, each drawn once for a snapshot: drawing takes longer than reading the answer."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from loaders.snapshots import Snapshot
from schema.errors import QueryError
from workbench.charts import drawn, why_not
from workbench.library import Question
from workbench.runner import Result
from workbench.web import prepared

WIDTHS = (360, 760)  # of a telephone, and of a desk
MOST = 256  # charts that stay in memory


@dataclass(frozen=True)
class Sketch:
    """A chart: `spec` is its Vega-Lite as JSON, `alt` what it shows in words; or why there is none."""

    spec: str = ""
    title: str = ""
    alt: str = ""
    left_out: str | None = None
    why_not: str | None = None


class Sketches:
    """The charts of answers on the snapshots of a folder; it may be used by several threads."""

    def __init__(self, folder: Path, *, preparing: bool = False) -> None:
        self.folder, self.preparing = folder, preparing
        self.kept: OrderedDict[str, Sketch] = OrderedDict()
        self.lock = threading.Lock()

    def of(
        self, snapshot: Snapshot, found: Question, result: Result, given: Mapping[str, str], theme: str, width: str
    ) -> Sketch:
        """The chart of an answer as an address asks for it. Raises QueryError for other widths or colours."""
        if theme not in ("light", "dark") or width not in [str(one) for one in WIDTHS]:
            told = " or ".join(str(one) for one in WIDTHS)
            raise QueryError(f"a chart is light or dark (_theme={theme}) and {told} pixels wide (_width={width})")
        asked = (snapshot.id, snapshot.sha256, found, sorted(given.items()), theme, width)
        name = prepared.named("json", prepared.code(), *asked)
        with self.lock:
            if name in self.kept:
                self.kept.move_to_end(name)
                return self.kept[name]
        sketch = self.prepared(snapshot, name) or drawing(found, result, theme, width)
        if self.preparing:
            with suppress(OSError):  # it is then drawn for who asks first
                prepared.keep(self.folder, snapshot, name, json.dumps(asdict(sketch), ensure_ascii=False).encode())
        with self.lock:
            self.kept[name] = sketch
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)
        return sketch

    def prepared(self, snapshot: Snapshot, name: str) -> Sketch | None:
        """The chart that was drawn when the snapshot was written, if it was."""
        content = prepared.kept(self.folder, snapshot, name)
        try:
            return None if content is None else Sketch(**json.loads(content))
        except (ValueError, TypeError):
            return None


def drawing(found: Question, result: Result, theme: str, width: str) -> Sketch:
    """The chart of an answer, drawn now."""
    assert found.chart is not None, found.name
    made = drawn(
        found.chart,
        result,
        found.title,
        theme="dark" if theme == "dark" else "light",
        width=int(width),
        evidence=found.evidence,
    )
    if made is None:
        return Sketch(why_not=why_not(found.chart, result))
    spec = json.dumps(made.spec, ensure_ascii=False, allow_nan=False)
    return Sketch(spec, made.title, made.spec.get("description") or found.title, made.left_out)
