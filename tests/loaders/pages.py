"""Pages, feeds and web archives of our own writing, with the traps of real ones."""

import io
from collections.abc import Mapping

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY = (
    "Turkey asked the United States on Monday to station two Patriot batteries near the Syrian border.",
    "Washington said that it would answer once Ankara had given up the S-400 systems it bought from Russia.",
    "“We will not return them,” a spokesman in Ankara said.",
)
MENU = "".join(f'<li><a href="/section/{n}">Section number {n} of the paper</a></li>' for n in range(12))
LINKED_DATA = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
    '"headline": "Ankara asks for Patriots", "datePublished": "2020-02-20T23:30:00+03:00", '
    '"author": {"@type": "Person", "name": "Jane Roe"}}</script>'
)
HEAD = (
    '<meta property="og:site_name" content="The Example Paper">'
    '<link rel="canonical" href="https://paper.example/2020/ankara-asks">' + LINKED_DATA
)


def page(
    story: tuple[str, ...] = STORY,
    head: str = HEAD,
    title: str = "Ankara asks for Patriots",
    before: str = "",
    charset: str = "utf-8",
) -> str:
    """A page of an article among what stands around one: menus, a banner, comments, other stories."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="{charset}"><title>{title} | The Example Paper</title>'
        f"{head}</head><body>"
        '<div id="cookie-banner" class="cookie-banner"><p>We use cookies, and so do our 812 partners. You may refuse '
        "all of them on the next page, and we will ask you again tomorrow.</p><button>Accept all</button></div>"
        f"<nav><ul>{MENU}</ul></nav><main><article><h1>{title}</h1>{before}"
        + "".join(f"<p>{paragraph}</p>" for paragraph in story)
        + "</article></main>"
        '<aside class="related"><h2>Related</h2><p><a href="/old">An old story that nobody reads</a> '
        '<time datetime="2011-03-04">4 March 2011</time></p></aside>'
        '<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>A reader writes that all of '
        "this is nonsense, as he has been saying here for years.</p></div></section>"
        "<footer><p>© 2021 The Example Paper. All rights reserved.</p></footer></body></html>"
    )


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Example Paper</title><link>https://paper.example/</link><description>News</description>
<item><title>Ankara &amp; Washington</title><link>https://paper.example/1</link><dc:creator>Jane Roe</dc:creator>
<pubDate>Thu, 20 Feb 2020 23:30:00 -0500</pubDate><description>A teaser.</description>
<content:encoded><![CDATA[<p>Turkey asked <b>Washington</b> for
Patriots.</p><script>track()</script><p>It waits<br>and waits.</p>]]></content:encoded></item>
<item><title>Only a teaser</title><link>/2</link>
<description>&lt;p&gt;Germany sent Leopards&amp;hellip;&lt;/p&gt;</description></item>
<item><title>Nothing but a headline</title><link>https://paper.example/3</link></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A desk</title><id>urn:desk</id><updated>2024-05-03T10:00:00Z</updated>
<entry><title>One</title><id>urn:1</id><link href="https://paper.example/one"/><author><name>John Doe</name></author>
<published>2024-05-02T22:00:00-05:00</published><updated>2024-05-03T10:00:00Z</updated>
<content type="html">&lt;p&gt;Poland ordered Abrams tanks.&lt;/p&gt;</content></entry>
<entry><title>Two</title><id>urn:2</id><link href="https://paper.example/two"/><updated>2024-05-03T10:00:00Z</updated>
<source><title>Some Wire</title></source><content type="text">Norway gave Ukraine F-16s &lt; six.</content></entry>
</feed>
"""
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><title>t</title><item><title>&i;</title><description>&i;</description></item>"
    "</channel></rss>"
)


def answer(
    body: bytes,
    url: str = "https://paper.example/1",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    kind: str = "text/html",
    warc: Mapping[str, str] | None = None,
) -> tuple[str, str, bytes, StatusAndHeaders, Mapping[str, str]]:
    """A record of what a server answered, to be given to `warc`."""
    lines = [("Content-Type", kind), *(headers or {}).items()]
    told = {"WARC-Date": "2021-03-04T05:06:07Z", **(warc or {})}
    return url, "response", body, StatusAndHeaders(status, [line for line in lines if line[1]], "HTTP/1.1"), told


class Writer(WARCWriter):  # type: ignore[misc]
    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()  # warcio does not close its own


def warc(*answers: tuple[str, str, bytes, StatusAndHeaders, Mapping[str, str]], packed: bool = True) -> bytes:
    """A WARC: what it says of itself, each answer, and the request for it."""
    written = io.BytesIO()
    writer = Writer(written, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "test"}))
    for url, kind, body, headers, told in answers:
        writer.write_record(
            writer.create_warc_record(
                url, kind, payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dict(told)
            )
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "paper.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", payload=io.BytesIO(b""), http_headers=asked))
    return written.getvalue()
