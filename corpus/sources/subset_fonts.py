"""Cut the Noto CJK collections down to the characters that the demonstration documents may use.

Run by hand when the character set changes (`fonttools` is a development dependency):

    python corpus/sources/subset_fonts.py FOLDER_WITH_NOTO_TTC

The folder holds `NotoSerifCJK-Regular.ttc` and `NotoSansCJK-Bold.ttc`, for example from Debian's package
`fonts-noto-cjk`. The Simplified Chinese face of each is kept, with the 6,763 characters of GB 2312, Latin-1, Greek,
punctuation, units, circled and Roman numerals. The result is committed, so that every machine sets the same bytes.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).parent / "fonts"
FACES = {"NotoSerifCJK-Regular.ttc": "Noto Serif CJK SC", "NotoSansCJK-Bold.ttc": "Noto Sans CJK SC"}
BLOCKS = [
    (0x20, 0x17F),  # Latin
    (0x370, 0x3FF),  # Greek
    (0x2000, 0x206F),  # dashes, quotation marks
    (0x2070, 0x209F),  # superscripts, subscripts
    (0x2100, 0x218F),  # letter-like, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematical signs
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x25FF),  # lines and squares
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # bracketed numbers, squared units
    (0xFF00, 0xFFEF),  # full-width forms
]


def characters() -> set[int]:
    """Return the code points to keep: GB 2312 and the blocks above."""
    kept = {code for first, last in BLOCKS for code in range(first, last + 1)}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            kept.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return kept


def family(font: TTFont) -> str:
    """Return the typographic family name of a face."""
    name = font["name"].getDebugName(16) or font["name"].getDebugName(1)
    return str(name).removesuffix(" Bold")


def cut(collection: Path, wanted: str) -> Path:
    """Write the subset of one face of a collection to the fonts folder and return its path."""
    font = next(face for face in TTCollection(collection).fonts if family(face) == wanted)
    options = subset.Options(layout_features=["kern"], name_IDs=["*"], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    font.recalcTimestamp = False
    target = FONTS / f"{collection.stem.replace('CJK', 'CJKsc')}.subset.otf"
    font.save(target)
    return target


if __name__ == "__main__":
    for file, wanted in FACES.items():
        made = cut(Path(sys.argv[1]) / file, wanted)
        sys.stdout.write(f"{made.name}: {made.stat().st_size} bytes\n")
