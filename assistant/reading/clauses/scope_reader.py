"""Read one part of a document line by line into clauses: where numbers, setting and order come together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.library.model import ClauseKind
from assistant.reading.clauses.anchors import Anchor, Scheme, bare, find_anchors
from assistant.reading.clauses.articles import number_paragraphs
from assistant.reading.clauses.drafts import Draft, Piece
from assistant.reading.clauses.flow import CJK, FlowLine
from assistant.reading.clauses.items import ListStack
from assistant.reading.clauses.note_runs import next_in_run, run_start
from assistant.reading.clauses.scopes import Scope, preamble_name
from assistant.reading.clauses.setting import Setting, tidy_title
from assistant.reading.clauses.terms import two_names

_TERMS = re.compile(r"术语|定义|terms|definitions", re.IGNORECASE)
_CAPTION_MENTION = re.compile(r"^(?:的|中|所|和|、|，|,|~|[-—]|给出|规定|为|及|与|或|列|是|[a-z]{2,}\b)")
"""What follows a table's number where it is only mentioned: an English caption opens with a capital."""
_ATTACHED = re.compile(r"^附\s*件\s*[:：]|^[（(]此件")
_IMPRINT = re.compile(r"^.{0,10}抄\s*送.{0,3}[:：]|^.{0,12}不抄送|^.{4,40}\d{4}年\d{1,2}月\d{1,2}日\s*印发$")
_DONE = re.compile(r"^Done (?:at|in) [A-Z].{2,40}\d{4}\b")
_HEADING_SENTENCE = re.compile(r"^(?P<title>[^。；：，,0-9]{2,24})。(?=.)")


class ScopeReader:
    """Reads one scope line by line. `drafts` are its clauses in document order."""

    def __init__(self, scope: Scope, setting: Setting, contents: Mapping[str, str]) -> None:
        self.scope = scope
        self.setting = setting
        scheme, anchors = find_anchors(scope, setting, contents)
        self.scheme: Scheme = scheme
        self.contents = contents
        self.anchors: dict[int, Anchor] = {anchor.line: anchor for anchor in anchors}
        self.stack = ListStack()
        self.drafts: list[Draft] = []
        self.base = self._opening()
        self.current = self.base
        self.above: FlowLine | None = None
        self.terms: tuple[str, ...] | None = None
        self.awaiting = False
        self.foot: Draft | None = None
        self.paragraph: dict[int, int] = {}
        self.chapter: list[tuple[str, str]] = []

    def read(self) -> list[Draft]:
        """Return the drafts of the scope."""
        lines = self.scope.lines
        for i, line in enumerate(lines):
            below = lines[i + 1] if i + 1 < len(lines) and i + 1 not in self.anchors else None
            if below is not None and below.foot:
                below = None
            if line.foot:
                self._footnote(line)
                continue
            if anchor := self.anchors.get(i):
                self._clause(line, anchor, below)
            elif not self._structure(line) and not self._special(line) and not self._item(line, below):
                self._text(line, below)
            self.above = line
        for draft in self.drafts:
            draft.scheme = self.scheme
        return number_paragraphs(self.drafts) if self.scheme == "article" else self.drafts

    def _opening(self) -> Draft:
        scope = self.scope
        if scope.kind == "main":
            page = scope.lines[0].page if scope.lines else 1
            draft = Draft((), "front", page)
        else:
            kind: ClauseKind = "annex" if scope.kind in ("annex", "attachment") else "preamble"
            draft = Draft(scope.prefix, kind, scope.heading[0].line.page, list(scope.heading), scope.title)
        self.drafts.append(draft)
        return draft

    def _open(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        self.base = self.current = draft
        self.stack.close_all()
        self.awaiting = False
        return draft

    def _clause(self, line: FlowLine, anchor: Anchor, below: FlowLine | None) -> None:
        lettered = self.scheme == "lettered"
        path = anchor.path if lettered else (*self.scope.prefix, *anchor.path)
        term = bool(self.terms) and len(path) > len(self.terms or ()) and path[: len(self.terms or ())] == self.terms
        kind: ClauseKind = "article" if self.scheme in ("article", "article_en") else "term" if term else "clause"
        self._drop_body_title(line)
        draft = self._open(Draft(path, kind, line.page, lettered=lettered))
        draft.heading.append(Piece(line, anchor.start, anchor.mark.end))
        rest = Piece(line, anchor.mark.end, len(line.text), opens=True)
        if not rest.text.strip():
            self.awaiting = True
        elif self.scheme == "article":
            self._add(rest)
        elif self._titled(rest, below):
            self._set_title(draft, rest)
        elif self.scheme == "cn" and (heading := _HEADING_SENTENCE.match(rest.text)):
            self._head_sentence(draft, rest, heading.end())
        else:
            self._add(rest)
        if not term:
            self._note_terms(draft)

    def _drop_body_title(self, line: FlowLine) -> None:
        """Take the document's title, printed again above clause 1, off the foreword's end."""
        pieces = self.current.pieces
        while self.base.kind == "preamble" and pieces and pieces[-1].line.page == line.page > self.base.page:
            if not pieces[-1].line.centred and not self.setting.stands_out(pieces[-1].line):
                break
            pieces.pop()

    def _titled(self, rest: Piece, below: FlowLine | None) -> bool:
        if self.scheme == "article_en":
            return len(rest.text) < 120 and rest.text.rstrip()[-1] not in ".;:"
        if self.current.kind == "term":
            text = rest.text.strip()
            return (
                len(text) < 90
                and not re.search(r"[。；]", text)
                and (
                    below is None
                    or self.setting.opens(below, rest.line)
                    or self.setting.stands_out(rest.line)
                    or two_names(text) is not None
                )
            )
        promised = self.contents.get(".".join(self.current.path), "")
        if len(promised) > 2 and bare(promised) == bare(rest.text):
            return True
        return self.setting.heading_text(rest.text, rest.line, below)

    def _set_title(self, draft: Draft, piece: Piece) -> None:
        text = piece.text.strip()
        if draft.kind == "term" and self.setting.chinese and (names := two_names(text)):
            draft.title, draft.title_en = tidy_title(names[0]), tidy_title(names[1])
        else:
            draft.title = tidy_title(f"{draft.title} {text}" if draft.title else text)
        draft.title = (draft.title or "").rstrip("：:、；;") or None
        draft.heading.append(piece)

    def _head_sentence(self, draft: Draft, rest: Piece, end: int) -> None:
        """Split a run-in heading (`推进标准化。支持…`) from its text."""
        self._set_title(draft, Piece(rest.line, rest.start, rest.start + end - 1))
        self._add(Piece(rest.line, rest.start + end, rest.end, opens=True))

    def _note_terms(self, draft: Draft) -> None:
        if draft.title and _TERMS.search(draft.title) and self.scheme in ("decimal", "lettered"):
            self.terms = draft.path
        elif self.terms and draft.path[: len(self.terms)] != self.terms:
            self.terms = None

    def _structure(self, line: FlowLine) -> bool:
        """Open a chapter, a section or the foreword."""
        if (
            self.scope.kind == "main"
            and (name := preamble_name(line))
            and not (self.base.kind in ("clause", "article") and self.setting.chinese)
        ):
            draft = self._open(
                Draft((name,), "preamble", line.page, [Piece(line, 0, len(line.text))], tidy_title(line.text))
            )
            draft.label = draft.title
            return True
        if self._signs_off(line):
            self._open(Draft(("Signature",), "preamble", line.page))
            return False
        mark = line.mark("part", "chapter", "section", "chapter_en", "section_en")
        if (
            mark is None
            or len(line.text) > 60
            or line.text.rstrip()[-1] in "。；，：;,."
            or (self.setting.wraps(line, self.above) and not (line.centred and line.gap < 0))
        ):
            return False
        if mark.style in ("chapter_en", "section_en") and self.scheme != "article_en":
            return False
        name = {"part": "Part", "section": "Section", "section_en": "Section"}.get(mark.style, "Chapter")
        rank = ["Part", "Chapter", "Section"]
        self.chapter = [pair for pair in self.chapter if rank.index(pair[0]) < rank.index(name)]
        self.chapter.append((name, mark.ordinal[0]))
        above = [pair for pair in self.chapter if pair[0] != "Part" or name == "Part"]
        path = (*self.scope.prefix, *(f"{word} {number}" for word, number in above))
        draft = self._open(Draft(path, "chapter", line.page))
        draft.heading.append(Piece(line, 0, mark.end))
        draft.label = (
            re.sub(r"\s", "", line.text[: mark.end]) if self.setting.chinese else line.text[: mark.end].strip()
        )
        rest = Piece(line, mark.end, len(line.text))
        if rest.text.strip():
            self._set_title(draft, rest)
        else:
            self.awaiting = True
        return True

    def _signs_off(self, line: FlowLine) -> bool:
        """Whether a notice's clauses end here: its list of attachments, or the imprint at its foot."""
        text = line.text.strip()
        if self.base.path[:1] == ("Signature",) or len(self.drafts) < 2:
            return False
        if not self.setting.chinese:
            return self.scheme == "article_en" and bool(_DONE.match(text))
        attached = self.scope.kind == "main" and self.scheme in ("cn", "article", "none") and _ATTACHED.match(text)
        return bool(attached or _IMPRINT.match(text))

    def _special(self, line: FlowLine) -> bool:
        """Open a note, or a table or figure known by its caption alone."""
        mark = next_in_run(self.current, line) or line.mark("note", "table", "figure", "example")
        if mark is None or self.setting.wraps(line, self.above):
            return False
        if mark.style not in ("table", "figure", "example"):
            start = run_start(line, mark) if mark.style == "note" else mark.end
            number = mark.ordinal[0] if mark.ordinal else "1" if start > mark.end else ""
            path = (*self.base.path, f"Note {number}".rstrip())
            self.current = Draft(path, "note", line.page, [Piece(line, 0, start)])
            self.drafts.append(self.current)
            self._add(Piece(line, start, len(line.text), opens=True))
            return True
        rest = Piece(line, mark.end, len(line.text), opens=True)
        if (
            mark.style == "example"
            or _CAPTION_MENTION.match(rest.text.strip())
            or rest.text.rstrip()[-1:] in ("。", "；", ";", "：")
        ):
            return False
        if len(rest.text) > 90 or (line.full and line.indent < 1):
            return False
        name = ("Table " if mark.style == "table" else "Figure ") + mark.ordinal[0]
        if any(draft.path == (name,) for draft in self.drafts):
            return True
        title = re.sub(r"^[\s.:：—–-]+", "", rest.text)
        title = re.sub(r"^[（(]?续[）)]?\s*|^\((?:continued|cont\.)\)\s*", "", title)
        kind: ClauseKind = "table" if mark.style == "table" else "figure"
        self.drafts.append(Draft((name,), kind, line.page, [Piece(line, 0, len(line.text))], tidy_title(title) or None))
        return True

    def _footnote(self, line: FlowLine) -> None:
        """Keep a footnote as a note of the clause it stands under, out of the running text."""
        mark = line.mark("footnote", "num_paren", "num_close", "circled", "decimal", "num_dot")
        if mark is None and self.foot is not None:
            self.foot.pieces.append(Piece(line, 0, len(line.text)))
            return
        start = mark.end if mark else 0
        name = f"Note {mark.value}" if mark else "Note"
        self.foot = Draft((*self.base.path, name), "note", line.page, [Piece(line, 0, start)])
        self.foot.pieces.append(Piece(line, start, len(line.text), opens=True))
        self.drafts.append(self.foot)

    def _item(self, line: FlowLine, below: FlowLine | None) -> bool:
        """Open a list item."""
        if self.base.kind == "front" or self.awaiting:
            return False
        placed = self.stack.place(line, self.above, below, self.setting)
        if placed is None:
            return False
        mark, depth = placed
        parent = self.stack.parent(depth) or self.base
        act = self.scheme == "article_en" or (self.scope.kind == "annex" and not self.scope.letter)
        heads = (mark.style == "cn_paren" and self.scheme == "cn") or (
            mark.style == "num_dot" and act and not self.setting.chinese
        )
        draft = Draft((*parent.path, *mark.ordinal), "clause" if heads and not depth else "item", line.page)
        draft.heading.append(Piece(line, 0, mark.end))
        draft.paragraph = self.paragraph.get(id(self.base), 1)
        draft.base, draft.parent = self.base, parent
        self.drafts.append(draft)
        self.stack.open(mark, depth, draft, line.indent)
        self.current = draft
        rest = Piece(line, mark.end, len(line.text), opens=True)
        if heads and self.scheme == "cn" and (heading := _HEADING_SENTENCE.match(rest.text)):
            self._head_sentence(draft, rest, heading.end())
        elif (
            heads
            and self.scheme == "cn"
            and rest.text.strip()
            and rest.text.strip()[-1] not in "。；：，"
            and not line.full
        ):
            self._set_title(draft, rest)
        else:
            self._add(rest)
        return True

    def _text(self, line: FlowLine, below: FlowLine | None) -> None:
        """Add a line without a number to what it belongs to."""
        opens = self.setting.opens(line, self.above)
        piece = Piece(line, 0, len(line.text), opens)
        if self.awaiting:
            self.awaiting = False
            if self.current.kind == "chapter" or self._titled(piece, below):
                self._set_title(self.current, piece)
                self._note_terms(self.current)
                return
        if self._takes_english(line):
            return
        if self._continues_title(line, opens):
            self._set_title(self.current, piece)
            return
        if opens and self.base.kind == "article" and self._small_print(line):
            mark = line.mark("num_dot", "num_paren", "num_close")
            name = f"Note {mark.value}" if mark else "Note"
            self.current = Draft((*self.base.path, name), "note", line.page, [Piece(line, 0, mark.end if mark else 0)])
            self.drafts.append(self.current)
            piece = Piece(line, mark.end if mark else 0, len(line.text), opens=True)
        elif opens and self.current is not self.base and not line.mark("bullet") and not self._awaits_text():
            if self.current.kind == "note":
                self.current = self.stack.levels[-1].draft if self.stack.levels else self.base
            # In an act, what follows a numbered paragraph and its points is a subparagraph of it.
            self.stack.close_at(line.indent, keep=self.scheme == "article_en")
            self.current = self.stack.levels[-1].draft if self.stack.levels else self.base
        self._add(piece)

    def _awaits_text(self) -> bool:
        """Whether an item's number stood alone on its line."""
        return self.current.kind in ("item", "clause") and not self.current.pieces and not self.current.title

    def _small_print(self, line: FlowLine) -> bool:
        """Whether a paragraph is set so much smaller than its article that it is a remark, no paragraph (款) of it."""
        return line.source == "digital" and line.line.size < 0.85 * self.base.heading[0].line.line.size

    def _continues_title(self, line: FlowLine, opens: bool) -> bool:
        """Whether a line is the rest of a title that wrapped, or the English name under a Chinese term."""
        draft = self.current
        if not draft.title or draft.pieces or draft is not self.base or self.above is None or opens:
            return False
        alike = abs(line.line.size - self.above.line.size) < 0.3 and line.line.bold == self.above.line.bold
        headed = self.setting.stands_out(self.above) and self.setting.stands_out(line)
        return draft.kind in ("clause", "article", "chapter") and alike and headed

    def _takes_english(self, line: FlowLine) -> bool:
        """Whether a line is the English name under a Chinese term, which it then becomes."""
        draft = self.current
        if draft.kind != "term" or not draft.title or draft.pieces or not self.setting.chinese:
            return False
        if CJK.search(line.text) or len(line.text) > 90 or not re.match(r"\s*[A-Za-z(]", line.text):
            return False
        draft.title_en = tidy_title(f"{draft.title_en or ''} {line.text}")
        draft.heading.append(Piece(line, 0, len(line.text)))
        return True

    def _add(self, piece: Piece) -> None:
        if not piece.text.strip():
            return
        if piece.opens and self.current is self.base:
            self.paragraph[id(self.base)] = self.paragraph.get(id(self.base), 0) + 1
        self.current.pieces.append(piece)
