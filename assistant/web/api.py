"""`/api`: asking, searching and reading the library by programs, and `/docs`, the page that describes it."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, BeforeValidator, Field

from assistant.errors import UsageError, check_text
from assistant.library.model import Turn
from assistant.library.status import status_report, today
from assistant.web.pages import page
from assistant.web.paths import answer_url
from assistant.web.runtime import Runtime, parse_as_of


def _day(given: object) -> date | None:
    # As the command line and the addresses take it: pydantic would take 0 for 1970-01-01.
    if given is not None and not isinstance(given, str | date):
        raise UsageError("as_of is not a date: write it as YYYY-MM-DD, such as 2026-06-01.")
    return parse_as_of(given) if isinstance(given, str) else given


Day = Annotated[date | None, BeforeValidator(_day)]


class Question(BaseModel):
    """A question, the day the answer speaks for (today unless given), earlier turns, the editions to answer from."""

    question: str = Field(examples=["人造板的甲醛释放限量是多少？"])
    as_of: Day = None
    history: Annotated[list[Turn], BeforeValidator(lambda given: given or [])] = Field([], max_length=50)
    editions: list[str] = Field(default_factory=list)


class Search(BaseModel):
    """A question to rank clauses for."""

    question: str = Field(examples=["formaldehyde limit of wood-based panels"])
    k: int = Field(10, ge=1, le=1000)
    as_of: Day = None
    editions: list[str] = Field(default_factory=list)
    explain: bool = False


class Text(BaseModel):
    """A text to check sentence by sentence, and the day it is judged for (today unless given)."""

    text: str = Field(examples=["根据GB 18580-2025，人造板制品的甲醛释放限量为≤0.080 mg/m³。"])
    as_of: Day = None


def api_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the API; their answers have the shapes of the commands of the same name."""

    def limited(request: Request) -> None:
        runtime.asking.take(request.client.host if request.client else None)

    router = APIRouter(prefix="/api", tags=["api"], dependencies=[Depends(limited)])

    @router.post("/ask")
    def ask(asked: Question) -> dict[str, Any]:
        """Answer a question, each sentence with the clause it stands on."""
        runtime.check_question(asked.question)
        check_text(*(turn.question + turn.answer for turn in asked.history), *asked.editions)
        asker = runtime.asker()
        answer = asker.ask(asked.question, as_of=asked.as_of, history=asked.history, editions=asked.editions)
        token = runtime.record(asker, answer, "api")
        return answer.to_json() | ({"address": answer_url(token)} if token else {})

    @router.post("/check")
    def check(given: Text) -> dict[str, Any]:
        """Judge each sentence of a text: supported, contradicted (with what differs), outdated or not found."""
        check_text(given.text)
        return runtime.checker().check(given.text, given.as_of).to_json()

    @router.get("/diff")
    def diff(old: str, new: str) -> dict[str, Any]:
        """Compare two editions clause by clause: added, removed, changed, moved, split, merged; old and new values."""
        from assistant.revision.compare import compare

        one, other, build = runtime.edition(old), runtime.edition(new), runtime.build()
        return compare(one, build.clauses(old), other, build.clauses(new), (old, new)).to_json()

    @router.get("/matrix")
    def matrix(asked: str, as_of: str | None = None) -> dict[str, Any]:
        """List the limits of an edition (id or number) or of the documents on a product, each with its clause."""
        from assistant.jobs.matrix import matrix as make

        return make(runtime.build(), asked, parse_as_of(as_of)).to_json()

    @router.get("/applies")
    def applies(product: str = "", role: str = "", as_of: str | None = None) -> dict[str, Any]:
        """List the documents that apply to a product and a role, what binds first, with what they ask of the role."""
        from assistant.jobs.applying.applies import applies as make

        return make(runtime.build(), product, role, parse_as_of(as_of)).to_json()

    @router.get("/checklist")
    def checklist(product: str, as_of: str | None = None) -> dict[str, Any]:
        """List conditions, steps, documents and time limits of an application, each with its clause."""
        from assistant.jobs.applying.checklist import checklist as make

        return make(runtime.build(), product, parse_as_of(as_of)).to_json()

    @router.post("/search")
    def search(asked: Search) -> dict[str, Any]:
        """Rank clauses for a question, without answering it."""
        return _search(runtime, asked)

    @router.get("/search")
    def search_by_address(
        question: str,
        k: Annotated[int, Query(ge=1, le=1000)] = 10,
        as_of: str | None = None,
        edition: Annotated[list[str] | None, Query()] = None,
        explain: bool = False,
    ) -> dict[str, Any]:
        """Rank clauses for a question given in the address."""
        day = parse_as_of(as_of)
        return _search(runtime, Search(question=question, k=k, as_of=day, editions=edition or [], explain=explain))

    @router.get("/editions")
    def editions(as_of: str | None = None) -> dict[str, Any]:
        """List the editions with their status on a day."""
        build = runtime.build()
        return status_report(build.id, build.editions, build.failed, build.warnings, parse_as_of(as_of))

    @router.get("/editions/{edition}")
    def edition(edition: str, as_of: str | None = None) -> dict[str, Any]:
        """Return an edition's record and its clauses, their references with what they lead to on a day."""
        record, build, day = runtime.edition(edition).to_json(), runtime.build(), parse_as_of(as_of) or today()
        return record | {"clauses": [build.links.with_links(edition, one, day) for one in build.clauses(edition)]}

    @router.get("/editions/{edition}/clauses/{key:path}")
    def clause(edition: str, key: str, as_of: str | None = None) -> dict[str, Any]:
        """Return one clause with its text, its boxes on the page, its references and, for a table, its rows."""
        runtime.edition(edition)
        build = runtime.build()
        return build.links.with_links(edition, build.clause(edition, key), parse_as_of(as_of) or today())

    return router


def _search(runtime: Runtime, asked: Search) -> dict[str, Any]:
    from assistant.retrieval.report import Searcher

    runtime.check_question(asked.question)
    check_text(*asked.editions)
    searcher = Searcher(runtime.build(), runtime.settings)
    return searcher.report(asked.question, asked.k, asked.as_of, tuple(asked.editions), asked.explain)


def add_docs_page(app: FastAPI, runtime: Runtime) -> None:
    """Add `/docs`, made from the OpenAPI description on our side: it loads no scripts from elsewhere."""

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        return page(runtime, request, "api.html", operations=_operations(app.openapi(), str(request.base_url)))


def _operations(description: dict[str, Any], base: str) -> list[dict[str, Any]]:
    schemas = description.get("components", {}).get("schemas", {})
    rows: list[dict[str, Any]] = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            parameters = [_parameter(one["name"], one["in"], one) for one in operation.get("parameters", [])]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schema = schemas.get(body.get("$ref", "").rpartition("/")[2], {})
            for name, field in schema.get("properties", {}).items():
                parameters.append(_parameter(name, "JSON", {"schema": field, "required": name in schema["required"]}))
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("description") or operation.get("summary", ""),
                    "parameters": parameters,
                    "example": _example(method, base.rstrip("/") + path, schema),
                }
            )
    return rows


def _parameter(name: str, place: str, given: dict[str, Any]) -> dict[str, Any]:
    schema = given.get("schema", {})
    kinds = [one.get("format") or one.get("type") for one in schema.get("anyOf", [schema])]
    shown = " | ".join(str(kind) for kind in kinds if kind and kind != "null")
    return {
        "name": name,
        "place": place,
        "type": shown,
        "required": given.get("required", False),
        "description": schema.get("description", ""),
    }


def _example(method: str, url: str, schema: dict[str, Any]) -> str:
    if method != "post":
        return f"curl '{url}'"
    examples = {
        name: field["examples"][0] for name, field in schema.get("properties", {}).items() if "examples" in field
    }
    body = json.dumps(examples, ensure_ascii=False)
    return f"curl -X POST '{url}' -H 'Content-Type: application/json' -d '{body}'"
