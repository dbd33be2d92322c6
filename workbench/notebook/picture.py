"""A chart in a notebook: drawn anew with its tooltips by JupyterLab, a picture for viewers that draw nothing."""

from base64 import b64encode
from dataclasses import dataclass, fields
from typing import Any

from workbench.charts import Drawing

VEGA_LITE = "application/vnd.vegalite.v5+json"
QUIET = {"embed_options": {"actions": False, "renderer": "svg"}}
SCALE = 2  # pixels of the picture for one of the chart


@dataclass(frozen=True)
class Picture(Drawing):
    """A drawing that shows itself as the output of a cell."""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        pixels = self.png(SCALE)
        width = int.from_bytes(pixels[16:20]) // SCALE  # where a PNG tells its width
        told = {VEGA_LITE: self.spec, "image/png": b64encode(pixels).decode(), "text/plain": f"[chart: {self.title}]"}
        return told, {VEGA_LITE: QUIET, "image/png": {"width": width}}


def picture(drawing: Drawing | None) -> Picture | None:
    """A drawing as a picture."""
    return None if drawing is None else Picture(**{one.name: getattr(drawing, one.name) for one in fields(Drawing)})
