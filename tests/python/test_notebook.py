"""The page in `docs/` works on a run of today."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import ASIVAE, ROOT
from nbclient import NotebookClient

PAGE = ROOT / "docs/notebook.ipynb"


def code(page: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in page.cells if cell.cell_type == "code"]


def test_the_page_runs_and_draws(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUN", str(whole))
    monkeypatch.setenv("ASIVAE", str(ASIVAE))
    page = nbformat.read(PAGE, as_version=4)
    NotebookClient(page, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    drawn = [cell for cell in code(page) if any("image/png" in output.get("data", {}) for output in cell.outputs)]
    assert len(drawn) == sum("figsize" in cell.source for cell in code(page)) > 0


def test_the_page_is_kept_without_what_it_printed() -> None:
    for cell in code(nbformat.read(PAGE, as_version=4)):
        assert cell.outputs == [] and cell.execution_count is None, cell.source
