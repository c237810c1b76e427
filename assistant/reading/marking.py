"""A copy of some pages of a PDF with highlights laid over them, as a reader would draw them with a marker."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assistant.library.model import Box

COLOUR = (255, 213, 74)
_FINE = 100
"""Steps a point in which a box is told to pdfium, which takes whole numbers."""


def marked_pages(pdf: pdfium.PdfDocument, boxes: Sequence[Box]) -> bytes:
    """Return a PDF of the pages that hold the boxes, in order, each box with a highlight annotation.

    The boxes are in points from the top left of the page as displayed, whatever its rotation and crop box.
    """
    numbers = sorted({box[0] for box in boxes})
    made = pdfium.PdfDocument.new()
    try:
        made.import_pages(pdf, [number - 1 for number in numbers])
        for place, number in enumerate(numbers):
            page = made[place]
            for _, *box in (one for one in boxes if one[0] == number):
                _mark(page, *box)
            page.close()
        data = io.BytesIO()
        made.save(data)
        return data.getvalue()
    finally:
        made.close()


def _mark(page: pdfium.PdfPage, left: float, top: float, right: float, bottom: float) -> None:
    corners = [_on_page(page, x, y) for x, y in ((left, top), (right, top), (left, bottom), (right, bottom))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    annotation = pdfium_c.FPDFPage_CreateAnnot(page, pdfium_c.FPDF_ANNOT_HIGHLIGHT)
    quad = pdfium_c.FS_QUADPOINTSF(*(part for corner in corners for part in corner))
    pdfium_c.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    pdfium_c.FPDFAnnot_SetRect(annotation, pdfium_c.FS_RECTF(min(xs), max(ys), max(xs), min(ys)))
    pdfium_c.FPDFAnnot_SetColor(annotation, pdfium_c.FPDFANNOT_COLORTYPE_Color, *COLOUR, 255)
    pdfium_c.FPDFAnnot_SetFlags(annotation, pdfium_c.FPDF_ANNOT_FLAG_PRINT)
    pdfium_c.FPDFPage_CloseAnnot(annotation)


def _on_page(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Turn a point of the page as displayed into one of the PDF's own space."""
    width, height = page.get_size()
    across, up = ctypes.c_double(), ctypes.c_double()
    size = (0, 0, round(width * _FINE), round(height * _FINE))
    pdfium_c.FPDF_DeviceToPage(page, *size, 0, round(x * _FINE), round(y * _FINE), across, up)
    return across.value, up.value
