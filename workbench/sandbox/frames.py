"""What goes through the pipes between the runner and its worker: a letter, a length, and that many bytes."""

import struct
from typing import BinaryIO

HEAD = struct.Struct(">cI")
READY, QUESTION, VALUES, DATA, END, FAULT = b"R", b"Q", b"V", b"D", b"E", b"X"
LARGEST = 1 << 20  # bytes in a frame of data


def framed(kind: bytes, content: bytes | memoryview = b"") -> bytes:
    return HEAD.pack(kind, len(content)) + content


def receive(pipe: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame of a pipe, or None where the other side is gone."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    content = pipe.read(length)
    return (kind, content) if len(content) == length else None


def cut(waiting: bytearray) -> tuple[bytes, bytes] | None:
    """The first frame of what has come so far, cut off from it; None while it is not all there."""
    if len(waiting) < HEAD.size:
        return None
    kind, length = HEAD.unpack_from(waiting)
    end = HEAD.size + length
    if len(waiting) < end:
        return None
    content = bytes(waiting[HEAD.size : end])
    del waiting[:end]
    return kind, content
