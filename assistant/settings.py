"""Settings, all from the environment (`ASSISTANT_*`) with defaults that work in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things are and which models are used. `ASSISTANT_INDEX=/x` sets `index`, and so on."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "indexes"
    data: Path = ROOT / "data"
    host: str = "127.0.0.1"
    port: int = 7860
    models: Path = ROOT / "indexes" / "models"
    """Where prepared models are kept; made again when missing."""
    embedder: str = "all-MiniLM-L6-v2"
    """`all-MiniLM-L6-v2` (shipped), a model name or folder that sentence-transformers can load, or `openai:MODEL`."""
    embedder_url: str = "https://api.openai.com/v1"
    """Where `openai:MODEL` is served; texts of the library and questions are sent there."""
    embedder_key: SecretStr = SecretStr("")
    """What the server of `openai:MODEL` is shown."""
    ranker: Literal["none", "trained"] = "none"
    """`none` ranks by hand-set weights; `trained` adds what was learnt from questions of other collections."""
    writer: str = "quotes"
    """`quotes`, `openai:MODEL`, another `PROVIDER:MODEL` of LangChain, or `local:FOLDER_OR_HUB_NAME`."""
    writer_url: str = ""
    """Where an OpenAI-compatible server of `openai:MODEL` is; questions and the clauses found are sent there."""
    writer_key: SecretStr = SecretStr("")
    """What the server of the writer is shown."""
    writer_seconds: float = Field(default=30.0, gt=0, le=600)
    """Longest that a model may take for one answer, in seconds; the quotes writer goes on then."""
    keep_builds: int = Field(default=5, ge=1)
    question_limit: int = Field(default=4000, ge=100)
    """Longest question taken, in characters."""
    session_hours: float = Field(default=12, gt=0)
    """How long somebody stays signed in at most, in hours."""
    session_idle_minutes: float = Field(default=60, gt=0)
    """How long somebody stays signed in without doing anything, in minutes."""
    upload_mb: int = Field(default=200, ge=1)
    """Largest PDF that the maintenance desk takes, in MB."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What `serve` logs: each request from `info` on, only what went wrong from `warning` on."""
    rate_limit: int = Field(default=240, ge=0)
    """Questions and calls of the API that one address may make in a minute; 0 sets no limit."""
