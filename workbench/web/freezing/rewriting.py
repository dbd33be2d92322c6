"""A page as it stands in a frozen copy: links to files beside it, no script, no form, and a line that says so."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]
# Where a link of ours leads in the copy: a file with its fragment, None where that is not in it.
Leads = Callable[[str], str | None]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"  # runs nothing at all
)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
GONE = {"script", "form", "kbd", "button", "datalist", "select", "template"}
CHART = re.compile(r'<figure class="chart".*?</figure>\s*', re.DOTALL)  # without its picture it shows nothing
LINKS = {"href": ("a", "link"), "src": ("img",), "srcset": ("source",)}


class Links(HTMLParser):
    """All addresses that a page leads to or shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        for name, value in attrs:
            if value and tag in LINKS.get(name, ()):
                self.found.append(value)


def links_of(text: str) -> list[str]:
    reader = Links()
    reader.feed(text)
    reader.close()
    return reader.found


def frozen(text: str, leads: Leads, banner: str, options: str) -> str:
    """The page with `banner`, some HTML, below its head, and `options`, some more, in the place of its first form."""
    writer = Writer(leads, banner, options)
    writer.feed(text)
    writer.close()
    return CHART.sub(lambda chart: chart[0] if "<img" in chart[0] else "", "".join(writer.out))


class Writer(HTMLParser):
    """Writes a page anew as it is read. `without` is the element that is being left out, with how deep it nests."""

    def __init__(self, leads: Leads, banner: str, options: str) -> None:
        super().__init__(convert_charrefs=False)
        self.leads, self.banner, self.options = leads, banner, options
        self.out: list[str] = []
        self.open: list[tuple[str, list[str]]] = []  # elements with their classes
        self.without: tuple[str, int] | None = None
        self.paused: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self.without is not None:
            name, depth = self.without
            if tag == name:
                self.without = name, depth + 1
            elif tag == "p" and "tally" in (dict(attrs).get("class") or ""):
                self.paused, self.without = self.without, None  # how many rows there are stands in a form
                self.write(tag, attrs)
            return
        told = dict(attrs)
        words = (told.get("class") or "").split()
        if tag in GONE or "pinned" in words or "choices" in words:
            if "ask" in words and self.options:
                self.out.append(self.options)
            self.leave_out(tag)
            return
        changed = self.changed(tag, attrs)
        if changed is None:
            if tag == "a" and self.out[-1:] and self.out[-1].startswith("<li") and self.among_ways():
                self.out.pop()
                self.open.pop()
                self.without = "li", 1  # an item of a list that would lead nowhere
            elif tag == "a":
                self.write(tag, [(name, value) for name, value in attrs if name == "class"])
            return
        self.write(tag, changed)
        if tag == "meta" and "charset" in told:
            self.out.append(f'\n<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">')

    def changed(self, tag: str, attrs: Attributes) -> Attributes | None:
        """The attributes as they are in the copy; None where the element shows or leads to what is not in it."""
        made: Attributes = []
        for name, value in attrs:
            if name.startswith("data-") and name not in ("data-theme", "data-label"):
                continue
            if name == "aria-controls" or (name == "download" and tag == "a"):
                continue
            if tag in LINKS.get(name, ()):
                value = self.leads(value or "")
                if value is None:
                    return None
            made.append((name, value))
        return made

    def write(self, tag: str, attrs: Attributes) -> None:
        told = "".join(f" {name}" if value is None else f' {name}="{html.escape(value)}"' for name, value in attrs)
        self.out.append(f"<{tag}{told}>")
        if tag not in VOID:
            self.open.append((tag, (dict(attrs).get("class") or "").split()))

    def among_ways(self) -> bool:
        """Whether a list of files or a navigation is being written, whose items are nothing but links."""
        return any(tag == "nav" or "files" in words for tag, words in self.open)

    def leave_out(self, tag: str) -> None:
        if tag not in VOID:
            self.without = tag, 1

    def handle_endtag(self, tag: str) -> None:
        if self.without is not None:
            name, depth = self.without
            if tag == name:
                self.without = (name, depth - 1) if depth > 1 else None
            return
        if tag == "header" and self.banner:
            self.out.append(self.banner)
            self.banner = ""
        while self.open and self.open.pop()[0] != tag:
            pass
        self.out.append(f"</{tag}>")
        if tag == "p" and self.paused is not None:
            self.without, self.paused = self.paused, None

    def handle_data(self, data: str) -> None:
        self.told(data)

    def handle_entityref(self, name: str) -> None:
        self.told(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.told(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.told(f"<!{decl}>")

    def told(self, text: str) -> None:
        if self.without is None:
            self.out.append(text)
