"""Drawing in the worker: the page asked for as a picture, or only its size."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from assistant.errors import ReadingError
from assistant.reading.marking import marked_pages
from assistant.reading.pdf import draw_page, open_pdf

MOST_PIXELS = 50_000_000
"""A larger picture is drawn at a smaller scale: an A0 sheet at 3 pixels a point has 24 million."""


def draw_for(task: dict[str, Any]) -> dict[str, Any]:
    """Return {"size": [width, height] in points, "picture": base64} of a page, or why there is none.

    A picture is drawn where `task` names a "scale" in pixels per point; "form" and "options" say how it is saved. Where
    it names "marks", the picture is a PDF of their pages with the boxes marked.
    """
    path = Path(task["path"])
    try:
        with open_pdf(path) as pdf:
            width, height = map(float, pdf.get_page_size(task["draw"] - 1))
            answer: dict[str, Any] = {"size": [width, height]}
            if task.get("marks"):
                answer["picture"] = base64.b64encode(marked_pages(pdf, task["marks"])).decode("ascii")
            elif task["scale"]:
                scale = min(task["scale"], (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
                data = io.BytesIO()
                draw_page(pdf, task["draw"], scale).save(data, task["form"], **task["options"])
                answer["picture"] = base64.b64encode(data.getvalue()).decode("ascii")
            return answer
    except ReadingError as error:
        return {"code": error.code, "message": error.message}
    except (pdfium.PdfiumError, ValueError, OSError):
        return {"code": "damaged", "message": f"Page {task['draw']} of {path.name} is damaged and cannot be drawn."}
