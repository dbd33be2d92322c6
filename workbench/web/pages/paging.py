"""A list of many a page at a time, the page in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request

from workbench.web.reading import number_of
from workbench.web.state import Asked, asked

SIZE = 60


@dataclass(frozen=True)
class Page:
    """Which page of a list is shown, of `total` in all, and where those beside it are."""

    about: Asked
    path: str
    given: Mapping[str, str]
    number: int
    size: int = SIZE
    total: int = 0

    @property
    def skipped(self) -> int:
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> str | None:
        return self.at(self.number - 1) if self.number > 1 else None

    @property
    def following(self) -> str | None:
        return self.at(self.number + 1) if self.number < self.pages else None

    def at(self, number: int) -> str:
        return self.about.link(self.path, {**self.given, **({"page": str(number)} if number > 1 else {})})

    def of(self, total: int) -> "Page":
        """The same page of a list whose length is known."""
        return replace(self, total=total)


def paged(request: Request, path: str, given: Mapping[str, str]) -> Page:
    """The page that an address asks for. Raises QueryError for what is no number of a page."""
    return Page(asked(request), path, given, number_of("page", request.query_params.get("page", "")))
