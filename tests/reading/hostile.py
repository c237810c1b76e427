"""PDFs written object by object, for what no honest program writes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
A4 = b"[0 0 595 842]"


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of the objects (1 is the catalogue) with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object's body; `packed` deflates it."""
    if packed:
        data, entries = zlib.compress(data, 9), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def printed(text: str, x: float = 72, y: float = 700, size: float = 12) -> bytes:
    """Return page content that prints a line in font F1."""
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text.encode())


def one_page(
    content: bytes, *, box: bytes = A4, page: bytes = b"", resources: bytes = b"", packed: bool = False
) -> dict[int, bytes]:
    """Return the objects 1 to 5 of a PDF with one page: catalogue, pages, page, content, font F1."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
        % (box, resources, page),
        4: stream(content, packed=packed),
        5: FONT,
    }


def locked_by_aes() -> bytes:
    """Return a PDF under AES with 256 bits that no password opens."""
    objects = one_page(printed("secret"))
    secret = b"<%s>" % (b"5a" * 48)
    objects[6] = (
        b"<</Filter/Standard/V 5/R 6/Length 256/P -1028/O%s/U%s/OE<%s>/UE<%s>/Perms<%s>"
        b"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF>>"
        % (secret, secret, b"5a" * 32, b"5a" * 32, b"5a" * 16)
    )
    return pdf(objects, b"/Encrypt 6 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]")
