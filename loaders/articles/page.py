"""The article of an HTML page: its main text, and what the page says of it in its head and marks."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from htmldate import find_date
from lxml.html import Element, HtmlElement
from trafilatura import bare_extraction, load_html

from loaders.decoding import UnreadableError, decode_declared

FEWEST = 25  # words of sentences; menus and notices that a page is gone have fewer
SENTENCE_END = tuple('.!?…"”’»)。')
WORDS_OF_LINE = 5
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
HEAD = 4096  # bytes in which a page may tell its encoding
NOT_ITS_OWN = ("aside", "nav", "footer")
OF_OTHERS = re.compile(r"comment|related|sidebar|recommend|most[-_]?read", re.IGNORECASE)
DATED = re.compile(r"date|publish|posted|byline|time", re.IGNORECASE)
LONGEST_SITE = 60  # characters of the name of a site
LONGEST_DATE = 80  # characters of an element that is a date


def article_of(data: bytes, address: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """Text, title, byline, published_on, source, url, encoding, and the number of characters lost to it.

    `charset` is what a server said of the encoding. Raises UnreadableError if there is no article.
    """
    content, encoding, lost = decode_declared(data, charset or declared(data))
    tree = load_html(content)
    if tree is None:
        raise UnreadableError("is no HTML page")
    day = day_of(tree, address)
    found: Any = bare_extraction(
        tree,
        url=address,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    text = found.text if found else ""
    if not text:
        raise UnreadableError("holds no article: no text stands in it")
    if (words := sum(len(line.split()) for line in sentences(text))) < FEWEST:
        raise UnreadableError(f"holds no article: {words} words of sentences")
    return {
        "text": text,
        "title": found.title,
        "byline": found.author,
        "published_on": day,
        "source": source_of(found.sitename, found.hostname),
        "url": found.url,
        "encoding": encoding,
        "lost": lost,
    }


def source_of(site: str | None, host: str | None) -> str | None:
    """The name of the site; a slogan in its place is none."""
    return site if site and len(site) <= LONGEST_SITE else host


def declared(data: bytes) -> str | None:
    """The encoding that a page says it is in."""
    found = META.search(data[:HEAD]) or XML.search(data[:HEAD])
    return found[1].decode("ascii", "replace") if found else None


def sentences(text: str) -> Iterator[str]:
    """The lines that end as sentences do: entries of menus do not."""
    for line in text.splitlines():
        if line.rstrip().endswith(SENTENCE_END) and len(line.split()) >= WORDS_OF_LINE:
            yield line


def day_of(tree: HtmlElement, address: str | None) -> str | None:
    """The day of publication that the page gives as such: a date in its running text is not one."""
    bare = Element("html")
    body = Element("body")
    head = tree.find("head")
    if head is not None:
        head = deepcopy(head)
        for title in head.findall("title"):
            head.remove(title)
        bare.append(head)
    bare.append(body)
    for element in dated(tree):
        copied = deepcopy(element)
        copied.tail = None
        body.append(copied)
    found = find_date(bare, original_date=True, extensive_search=False, url=address)
    return str(found) if found else None


def dated(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements of the article that are marked as dates, and the page's data for machines."""
    yield from tree.iterfind(".//body//script[@type='application/ld+json']")
    scope = next(
        (found for name in ("article", "main", "body") if (found := tree.find(f".//{name}")) is not None), tree
    )
    waiting = [scope]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        marks = " ".join(element.get(name, "") for name in ("class", "id", "itemprop"))
        if element is not scope and (element.tag in NOT_ITS_OWN or OF_OTHERS.search(marks)):
            continue
        if element.tag in ("time", "abbr") or (DATED.search(marks) and short(element)):
            yield element
            continue
        waiting.extend(reversed(element))


def short(element: HtmlElement) -> bool:
    size = 0
    for text in element.itertext():
        size += len(text)
        if size > LONGEST_DATE:
            return False
    return True
