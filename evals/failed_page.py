"""The page of questions that were not answered wholly right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
article { border: 1px solid #ccc; border-radius: 6px; margin: 1rem 0; padding: .6rem 1rem }
h2 { font-size: 1rem; margin: 0 } .amiss { color: #a40000 }
pre { white-space: pre-wrap; font: inherit; margin: .4rem 0 }
blockquote { border-left: 3px solid #7a9; margin: .3rem 0; padding-left: .7rem; color: #333 } small { color: #555 }
"""


def failed_page(failed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], Any]], asked: int) -> str:
    """Return one HTML page of (question, answer, score), each with what is amiss, its quotes and the right clauses."""
    parts = [f"<title>Questions not answered wholly right</title><style>{_STYLE}</style>"]
    parts.append(f"<h1>{len(failed)} of {asked} questions not answered wholly right</h1>")
    for question, answer, score in failed:
        turns = " → ".join(question["turns"])
        right = "; ".join(f"{one['edition']} {'.'.join(one.get('path', []))}" for one in question["evidence"])
        quotes = "".join(
            f"<blockquote>{escape(str(cited.get('quote') or ''))}<br><small>{escape(cited['edition'])} "
            f"{escape('.'.join(cited.get('path') or []))}</small></blockquote>"
            for cited in answer.get("citations", [])[:6]
        )
        amiss = "".join(f"<li>{escape(problem)}</li>" for problem in score.problems)
        parts.append(
            f"<article><h2>{escape(question['id'])} · {escape(question['type'])} · {escape(score.pair)}</h2>"
            f"<p>{escape(turns)}</p><ul class=amiss>{amiss}</ul><pre>{escape(str(answer.get('text')))}</pre>{quotes}"
            f"<p><small>Carried by: {escape(right) or 'nothing in the library'}</small></p></article>"
        )
    return '<!doctype html><html lang="en"><meta charset="utf-8">' + "".join(parts) + "</html>\n"
