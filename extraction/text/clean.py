"""The text as a parser likes it, character for character as long as the original, so that offsets hold."""

from extraction.text.wrapping import unwrapped

PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "
        ),
        **dict.fromkeys("\t\x0b\x0c\x85\u2028\u2029\r", " "),
        "…": ".",
    }
)


def plain(text: str) -> str:
    """The same text with straight quotes, plain dashes and plain blanks; as many characters as before.

    A line break that only wraps a paragraph becomes a blank; every other one stays.
    """
    return unwrapped(text.translate(PLAIN))
