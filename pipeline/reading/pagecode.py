"""A page as bytes and back: what the reader child sends and what the page cache keeps. Plain data, never pickle."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgpack

from pipeline.document import Box, Decision, RawPage, Reading, Ruling, Source, Word

FORMAT = 1
"""Changes when the encoding does; pages in another format are read anew."""


def encode_page(page: RawPage) -> bytes:
    """The page in msgpack: fields in the order of their definition."""
    return _packed(["page", FORMAT, _plain(page)])


def decode_page(content: bytes) -> RawPage:
    """The page that :func:`encode_page` packed; ``ValueError`` where the bytes are anything else."""
    try:
        kind, version, fields = msgpack.unpackb(content, use_list=False, unicode_errors="surrogatepass")
        if (kind, version) != ("page", FORMAT):
            raise ValueError("another format")
        page = RawPage(*fields)
        return dataclasses.replace(
            page,
            words=tuple(_word(word) for word in page.words),
            rulings=tuple(_ruling(ruling) for ruling in page.rulings),
            decision=_decision(page.decision),
            figures=tuple(_box(box) for box in page.figures),
        )
    except (TypeError, IndexError, msgpack.UnpackException, msgpack.ExtraData, UnicodeDecodeError) as error:
        raise ValueError("no encoded page") from error


def encode_source(source: Source) -> bytes:
    return _packed(["source", FORMAT, _plain(source)])


def decode_source(content: bytes) -> Source:
    """The source that :func:`encode_source` packed; ``ValueError`` where the bytes are anything else."""
    try:
        kind, version, fields = msgpack.unpackb(content, use_list=False, unicode_errors="surrogatepass")
        if (kind, version) != ("source", FORMAT):
            raise ValueError("another format")
        return Source(*fields)
    except (TypeError, msgpack.UnpackException, msgpack.ExtraData, UnicodeDecodeError) as error:
        raise ValueError("no encoded source") from error


def _packed(value: object) -> bytes:
    content = msgpack.packb(value, unicode_errors="surrogatepass")
    assert isinstance(content, bytes)
    return content


def _plain(value: Any) -> Any:
    """Dataclasses and tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _box(fields: Any) -> Box:
    return Box(*fields)


def _ruling(fields: Any) -> Ruling:
    return Ruling(Box(*fields[0]))


def _decision(fields: Any) -> Decision:
    return Decision(*fields)


def _reading(fields: Any) -> Reading:
    return Reading(*fields)


ALTERNATIVES = [field.name for field in dataclasses.fields(Word)].index("alternatives")


def _word(fields: Any) -> Word:
    word = Word(*fields)
    return dataclasses.replace(
        word,
        box=None if word.box is None else _box(word.box),
        alternatives=tuple(map(_reading, fields[ALTERNATIVES])),
    )
