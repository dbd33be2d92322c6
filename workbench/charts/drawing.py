"""A chart that is drawn: its Vega-Lite specification, and the pictures and the page made of it, without a network."""

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from schema.errors import QueryError

VEGA_LITE = "5.20"  # JupyterLab 4.6 draws version 5 without a network, and not version 6
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
BASE = "https://vega.github.io/vega-datasets/"  # what vl-convert puts before addresses without a host
NAMED = re.compile(r'(?:(?<=\bid=")|(?<=url\(#))(clip|gradient_)\d+')
SUFFIXES = (".svg", ".png", ".html", ".vl.json")
START = """
const told = JSON.parse(document.getElementById("spec").textContent);
window.sqn = vegaEmbed("#chart", told, {mode: "vega-lite", ast: true, renderer: "svg", actions: false});
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{digest}'; \
style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>body {{ margin: 0; background: {ground}; }} #chart {{ overflow-x: auto; }}</style>
</head>
<body>
<main id="chart" aria-label="{title}"></main>
<script type="application/json" id="spec">{spec}</script>
<script>{script}</script>
</body>
</html>
"""


@dataclass(frozen=True)
class Drawing:
    """A chart: `spec` is Vega-Lite 5 with its data in it; `left_out` says what of the answer is not drawn."""

    spec: dict[str, Any]
    title: str
    left_out: str | None = None

    def svg(self) -> str:
        """The picture as SVG."""
        told = str(vl_convert.vegalite_to_svg(self.spec, vl_version=VEGA_LITE, allowed_base_urls=[]))
        names: dict[str, str] = {}  # Vega counts them on from picture to picture; here each begins anew
        told = NAMED.sub(lambda name: names.setdefault(name[0], f"{name[1]}{len(names)}"), told)
        return told.replace(f'href="{BASE}', 'href="')

    def png(self, scale: float = 2) -> bytes:
        """The picture as PNG, so many pixels of it for one of the chart."""
        return bytes(vl_convert.vegalite_to_png(self.spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[]))

    def html(self) -> str:
        """A page that shows the chart with its tooltips, and asks nothing of anybody: it works without a network."""
        script, digest = bundle()
        return PAGE.format(
            title=html.escape(self.title),
            ground=self.spec["config"]["background"],
            spec=in_script(self.spec),
            script=script,
            digest=digest,
        )

    def write(self, path: Path) -> None:
        """Writes the file that the path's suffix asks for. Raises QueryError for another suffix or no such folder."""
        kind = kind_of(path)
        if kind == ".png":
            made = self.png()
        elif kind == ".vl.json":
            made = json.dumps(self.spec, ensure_ascii=False, allow_nan=False, indent=1).encode()
        else:
            made = (self.svg() if kind == ".svg" else self.html()).encode()
        try:
            path.write_bytes(made)
        except OSError as error:
            raise QueryError(f"{path}: cannot be written: {error.strerror}") from error


def kind_of(path: Path) -> str:
    """Which of SUFFIXES a path has. Raises QueryError for any other."""
    for suffix in SUFFIXES:
        if path.name.lower().endswith(suffix):
            return suffix
    raise QueryError(f"{path}: a chart is written as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")


def in_script(spec: dict[str, Any]) -> str:
    """JSON that no reader of HTML takes for the end of the script it stands in."""
    told = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return told.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def bundle() -> tuple[str, str]:
    """Vega, Vega-Lite and the start of the page as one script, and its SHA-256 for the page's policy."""
    script: str = vl_convert.javascript_bundle(START, vl_version=VEGA_LITE)
    if "</script" in script.lower():
        raise ValueError("the bundled script would end itself")
    return script, base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
