"""A citation as a notebook shows it."""

from dataclasses import dataclass

from schema.errors import QueryError, did_you_mean
from workbench.citation_forms import FORMS, as_line, as_text
from workbench.citing import Citation
from workbench.notebook.pages import cited_page


@dataclass(frozen=True)
class Reference:
    """What to write under an answer; `citation` has its parts, `as_form("bibtex")` writes it for other programs."""

    citation: Citation

    @property
    def text(self) -> str:
        """All that is needed to ask the same again, in lines."""
        return as_text(self.citation)

    def as_form(self, form: str) -> str:
        """The citation in one of the forms of `sqn cite`. Raises QueryError with those there are."""
        if form not in FORMS:
            raise QueryError(f"no form {form!r}.{did_you_mean(form, FORMS)} There are: {', '.join(FORMS)}")
        return FORMS[form](self.citation)

    def __str__(self) -> str:
        return as_line(self.citation)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return cited_page(as_line(self.citation), self.text)
