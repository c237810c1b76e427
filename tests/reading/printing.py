"""PDFs whose fonts draw one thing and say another: outlines of the corpus's fonts under codes of our choice."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL.Image import Image

from assistant.reading.pdf import draw_page, open_pdf

FONT = Path(__file__).parents[2] / "corpus" / "sources" / "fonts" / "NotoSerifCJKsc-Regular.subset.otf"
WIDTH, HEIGHT = 300, 200


@dataclass(frozen=True, eq=False)
class Face:
    """A font: `draws` are the characters whose outlines it has, each under a code of its own.

    `says` maps a drawn character to what the font's ToUnicode map gives for it: itself where it is not named, nothing
    where the value is empty. Without a map (`mapped` false) the font says nothing at all. With `codes` it is a symbol
    font of one byte a character without a map, each character drawn under the byte given: Symbol's μ under `m`.
    """

    draws: str
    says: Mapping[str, str] = field(default_factory=dict)
    mapped: bool = True
    name: str = "AAAAAA+Own"
    codes: Mapping[str, str] = field(default_factory=dict)

    def code(self, char: str) -> bytes:
        if self.codes:
            return self.codes[char].encode("latin-1")
        return (self.draws.index(char) + 1).to_bytes(2, "big")

    def width(self, char: str) -> float:
        """Return how far a character advances, in ems."""
        _, widths = _program(self.draws, tuple(self.codes.items()))
        return widths[self.draws.index(char)] / 1000

    def length(self, text: str) -> float:
        """Return the length of a text, in ems."""
        return sum(map(self.width, text))


@dataclass(frozen=True)
class Print:
    """A piece of text at a place, in points from the page's bottom left."""

    text: str
    face: Face
    x: float = 40
    y: float = 150
    size: float = 12
    before: str = ""


@cache
def _source() -> TTFont:
    return TTFont(FONT)


@cache
def _program(draws: str, codes: tuple[tuple[str, str], ...]) -> tuple[bytes, tuple[int, ...]]:
    """Return a TrueType font of some characters' outlines, and their widths in thousandths."""
    source = _source()
    names, shapes, metrics = source.getBestCmap(), source.getGlyphSet(), source["hmtx"]
    order = [".notdef", *(f"g{i}" for i in range(len(draws)))]
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    widths = {".notdef": (500, 0)}
    for name, char in zip(order[1:], draws, strict=True):
        pen = TTGlyphPen(None)
        shapes[names[ord(char)]].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
        widths[name] = metrics[names[ord(char)]]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    by_char = dict(codes)
    chars = {0xF000 + ord(by_char[char]): name for name, char in zip(order[1:], draws, strict=True) if by_char}
    builder.setupCharacterMap(chars or {0xE000 + i: name for i, name in enumerate(order[1:])})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost(keepGlyphNames=False)
    if by_char:
        [symbols] = [table for table in builder.font["cmap"].tables if table.platformID == 3]
        symbols.platEncID = 0
        builder.font["cmap"].tables = [symbols]
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue(), tuple(widths[name][0] for name in order[1:])


def _to_unicode(face: Face) -> bytes:
    pairs = [(face.code(char).hex(), face.says.get(char, char)) for char in face.draws]
    lines = "\n".join(f"<{code}> <{said.encode('utf-16-be').hex()}>" for code, said in pairs if said)
    count = sum(bool(said) for _, said in pairs)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{count} beginbfchar\n{lines}\nendbfchar\n"
        "endcmap end end"
    ).encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def _font(face: Face, first: int) -> list[bytes]:
    """Return a font's objects, the font itself first; `first` is its object number."""
    program, widths = _program(face.draws, tuple(face.codes.items()))
    flags = 4
    descriptor = (
        f"<< /Type /FontDescriptor /FontName /{face.name} /Flags {flags} /FontBBox [-100 -300 1100 1000]"
        f" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 /FontFile2 {first + 2} 0 R >>"
    ).encode()
    if face.codes:
        at = {ord(face.codes[char]): width for char, width in zip(face.draws, widths, strict=True)}
        low, high = min(at), max(at)
        spread = " ".join(str(at.get(code, 0)) for code in range(low, high + 1))
        font = (
            f"<< /Type /Font /Subtype /TrueType /BaseFont /{face.name} /FirstChar {low} /LastChar {high}"
            f" /Widths [{spread}] /FontDescriptor {first + 1} 0 R >>"
        ).encode()
        return [font, descriptor, _stream(program, f"/Length1 {len(program)}")]
    mapped = f"/ToUnicode {first + 4} 0 R" if face.mapped else ""
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{face.name} /Encoding /Identity-H"
        f" /DescendantFonts [{first + 3} 0 R] {mapped} >>"
    ).encode()
    descendant = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{face.name} /CIDToGIDMap /Identity /DW 1000"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /W [1 [{' '.join(map(str, widths))}]] /FontDescriptor {first + 1} 0 R >>"
    ).encode()
    stream = _stream(program, f"/Length1 {len(program)}")
    return [font, descriptor, stream, descendant, _stream(_to_unicode(face))]


def drawn(path: Path, page: int, scale: float) -> Image:
    """Return the image of a page (from 1) of a PDF, at so many pixels a point."""
    with open_pdf(path) as pdf:
        return draw_page(pdf, page, scale)


def print_pdf(path: Path, *pages: Sequence[Print]) -> Path:
    """Write a PDF of pages of 300 by 200 points with the given pieces of text."""
    faces = list(dict.fromkeys(piece.face for pieces in pages for piece in pieces))
    objects: list[bytes] = [b"", b""]
    fonts: dict[Face, int] = {}
    for face in faces:
        fonts[face] = len(objects) + 1
        objects.extend(_font(face, len(objects) + 1))
    names = " ".join(f"/F{i} {fonts[face]} 0 R" for i, face in enumerate(faces))
    kids = []
    for pieces in pages:
        content = "".join(
            f"BT {piece.before} /F{faces.index(piece.face)} {piece.size} Tf 1 0 0 1 {piece.x} {piece.y} Tm"
            f" <{b''.join(map(piece.face.code, piece.text)).hex()}> Tj ET\n"
            for piece in pieces
        )
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << {names} >> >>"
            f" /Contents {len(objects) + 2} 0 R >>".encode()
        )
        objects.append(_stream(content.encode()))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{n} 0 R' for n in kids)}] >>".encode()
    _write(path, objects)
    return path


def _write(path: Path, objects: Sequence[bytes]) -> None:
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    xref = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, xref)
    path.write_bytes(data)
