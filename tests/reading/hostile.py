"""PDFs written object by object, for what no honest program writes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

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


def many_pages(count: int, content: bytes) -> bytes:
    """Return a PDF of `count` pages with one content."""
    kids = b" ".join(b"%d 0 R" % (10 + i) for i in range(count))
    objects = one_page(content) | {2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)}
    page = objects.pop(3)
    return pdf(objects | {10 + i: page for i in range(count)})


def _outline(entries: Mapping[int, bytes]) -> bytes:
    """Return a PDF with outline objects from 10 on, entered at 10."""
    objects = one_page(printed("1 Scope"))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines 9 0 R>>"
    last = max(entries)
    return pdf(objects | {9: b"<</Type/Outlines/First 10 0 R/Last %d 0 R/Count %d>>" % (last, len(entries))} | entries)


def _bookmarks(count: int) -> bytes:
    entry = b"<</Title(%d A heading)/Parent 9 0 R/Dest[3 0 R/Fit]%s>>"
    return _outline({10 + i: entry % (i, b"/Next %d 0 R" % (11 + i) if i < count - 1 else b"") for i in range(count)})


def _deep_bookmarks(depth: int) -> bytes:
    entry = b"<</Title(%d)/Parent %d 0 R/First %d 0 R/Last %d 0 R/Count 1>>"
    return _outline({10 + i: entry % (i, 9 + i, 11 + i, 11 + i) for i in range(depth)})


def _bookmark_loop() -> bytes:
    return _outline(
        {
            10: b"<</Title(1 One)/Parent 9 0 R/Next 11 0 R/First 10 0 R>>",
            11: b"<</Title(2 Two)/Parent 9 0 R/Next 10 0 R>>",
        }
    )


def _forms(depth: int, *, loop: bool) -> bytes:
    """Return a page whose form draws a form, and so on; the last draws the first where they `loop`."""
    objects = one_page(printed("1 Scope") + b"/X Do", resources=b"/XObject<</X 10 0 R>>")
    for i in range(depth):
        below = 10 if i == depth - 1 and loop else 11 + i
        entries = b"/Type/XObject/Subtype/Form/BBox%s/Resources<</XObject<</X %d 0 R>>/Font<</F1 5 0 R>>>>" % (
            A4,
            below,
        )
        objects[10 + i] = stream(b"/X Do /X Do " + printed("deep"), entries)
    return pdf(objects)


def _image(entries: bytes, data: bytes, *, packed: bool = False) -> bytes:
    objects = one_page(b"q 595 0 0 842 0 0 cm /I Do Q", resources=b"/XObject<</I 10 0 R>>")
    objects[10] = stream(data, b"/Type/XObject/Subtype/Image" + entries, packed=packed)
    return pdf(objects)


def _annotations(count: int) -> bytes:
    note = b"<</Type/Annot/Subtype/FreeText/Rect[10 10 20 20]/Contents(note)>>"
    objects = one_page(printed("1 Scope"), page=b"/Annots[%s]" % b" ".join(b"%d 0 R" % (10 + i) for i in range(count)))
    return pdf(objects | {10 + i: note for i in range(count)})


def _nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    objects = one_page(printed("1 Scope"))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/Deep %s0%s>>" % (opening * depth, closing * depth)
    return pdf(objects)


def _page_tree(pages: bytes) -> bytes:
    return pdf(one_page(printed("1 Scope")) | {2: pages})


def _cross_reference_loop() -> bytes:
    whole = pdf(one_page(printed("1 Scope")))
    return whole.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % whole.rindex(b"xref\n0"))


def _object_stream() -> bytes:
    """Return a PDF with an object stream that unpacks to 100 MB and claims a million objects."""
    objects = one_page(printed("1 Scope"))
    objects[10] = stream(b"0 0 " * 25_000_000, b"/Type/ObjStm/N 1000000/First 10", packed=True)
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/Extra 10 0 R>>"
    return pdf(objects)


def _font(data: bytes) -> bytes:
    objects = one_page(printed("1 Scope"))
    objects[5] = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/Big/FirstChar 32/LastChar 126/Widths[%s]/FontDescriptor 6 0 R>>"
        % (b"600 " * 95)
    )
    objects[6] = b"<</Type/FontDescriptor/FontName/Big/Flags 32/FontBBox[0 0 1000 1000]/FontFile2 7 0 R>>"
    objects[7] = stream(data, b"/Length1 %d" % len(data), packed=True)
    return pdf(objects)


def _packed_thrice(data: bytes) -> bytes:
    for _ in range(3):
        data = zlib.compress(data, 1)
    objects = one_page(b"")
    objects[4] = stream(data, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]")
    return pdf(objects)


def _boxed(box: bytes, page: bytes = b"") -> bytes:
    return pdf(one_page(printed("1 Scope", 5, 5), box=box, page=page))


def _shapes(count: int) -> bytes:
    return pdf(one_page(printed("1 Scope") + b"10 10 m 500 10 l S\n0 0 5 5 re f\n" * count, packed=True))


def slow_to_draw() -> bytes:
    """Return a PDF read at once and drawn in minutes: each of its layers is mixed with all the page below."""
    layers = b"/G gs " + b"/X Do " * 2000
    content = printed("1 Scope", y=740) + printed("This standard applies to chairs.", y=720) + layers
    states = b"/XObject<</X 10 0 R>>/ExtGState<</G<</ca .5/BM/Multiply>>>>"
    objects = one_page(content, resources=states)
    entries = b"/Type/XObject/Subtype/Form/BBox%s/Group<</S/Transparency>>/Resources<<>>" % A4
    objects[10] = stream(b"0.9 g 0 0 595 842 re f", entries)
    return pdf(objects)


KINDS: dict[str, Callable[[], bytes]] = {
    "nested arrays": lambda: _nested(b"[", b"]", 200_000),
    "nested dictionaries": lambda: _nested(b"<</A", b">>", 100_000),
    "nested brackets in content": lambda: pdf(one_page(b"[" * 300_000 + printed("1 Scope"))),
    "unbalanced graphics states": lambda: pdf(one_page(b"q " * 300_000 + printed("1 Scope"))),
    "deep bookmarks": lambda: _deep_bookmarks(20_000),
    "bookmarks in a loop": _bookmark_loop,
    "a hundred thousand bookmarks": lambda: _bookmarks(100_000),
    "fifty thousand annotations": lambda: _annotations(50_000),
    "page tree in a loop": lambda: _page_tree(b"<</Type/Pages/Count 3/Kids[3 0 R 2 0 R 2 0 R]>>"),
    "page tree that lies": lambda: _page_tree(b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>"),
    "page tree of negative count": lambda: _page_tree(b"<</Type/Pages/Count -5/Kids[3 0 R]>>"),
    "page tree without kids": lambda: _page_tree(b"<</Type/Pages/Count 3000/Kids[]>>"),
    "cross-references in a loop": _cross_reference_loop,
    "object stream that swells": _object_stream,
    "enormous font": lambda: _font(bytes(20_000_000)),
    "font of rubbish": lambda: _font(b"\x00\x01\x00\x00\xff\xff" + bytes(range(256)) * 400),
    "content that swells": lambda: pdf(one_page(b" " * 200_000_000, packed=True)),
    "image that swells": lambda: _image(
        b"/Width 60000/Height 20000/BitsPerComponent 1/ColorSpace/DeviceGray", bytes(150_000_000), packed=True
    ),
    "image larger than its data": lambda: _image(
        b"/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB", b"abc", packed=True
    ),
    "JBIG2 of rubbish": lambda: _image(
        b"/Width 5000/Height 5000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode", bytes(range(256)) * 99
    ),
    "JPEG 2000 of rubbish": lambda: _image(
        b"/Width 5000/Height 5000/Filter/JPXDecode", b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(range(256)) * 99
    ),
    "glyphs all in one place": lambda: pdf(one_page(printed("x", 50, 50) * 30_000, packed=True)),
    "a hundred thousand shapes": lambda: _shapes(50_000),
    "huge page": lambda: _boxed(b"[0 0 1000000000 1000000000]"),
    "tiny page": lambda: _boxed(b"[0 0 0.01 0.01]"),
    "page without extent": lambda: _boxed(b"[0 0 0 0]"),
    "page of negative extent": lambda: _boxed(b"[600 800 -10 -10]"),
    "page of no numbers": lambda: _boxed(b"[/a (b) null 7]"),
    "page far from the origin": lambda: _boxed(b"[-1e30 -1e30 1e30 1e30]"),
    "page turned by 45 degrees": lambda: _boxed(A4, b"/Rotate 45"),
    "page in huge units": lambda: _boxed(A4, b"/UserUnit 1e9"),
    "page that is long and thin": lambda: _boxed(b"[0 0 2 14400]"),
    "two thousand empty pages": lambda: many_pages(2000, b""),
}
"""What attacks or breaks readers of PDFs: the name of each kind and how to write it."""

SLOW_KINDS: dict[str, Callable[[], bytes]] = {
    "content packed three times": lambda: _packed_thrice(b"q Q " * 250_000_000),
    "forms drawing forms": lambda: _forms(60, loop=False),
    "forms in a loop": lambda: _forms(3, loop=True),
    "three million glyphs": lambda: pdf(
        one_page(b"".join(printed("x" * 1000, 5, 5 + i % 800, 0.6 + i % 3) for i in range(3000)), packed=True)
    ),
}
"""Those that take more time or memory than may be given: the name of each kind and how to write it."""
