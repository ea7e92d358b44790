"""`metrics.parquet` says what `metrics.jsonl` says, to the last bit."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import polars
import pyarrow.parquet


def without(name: str, rows: list[dict[str, float]]) -> int:
    return sum(name not in row for row in rows)


def test_pandas_reads_every_value(run: Path, rows: list[dict[str, float]]) -> None:
    table = pandas.read_parquet(run / "metrics.parquet")
    assert table.equals(pandas.DataFrame(rows)[table.columns])
    assert set(table.columns) == {name for row in rows for name in row}
    assert table["step"].dtype == "int64"


def test_polars_reads_every_value(run: Path, rows: list[dict[str, float]]) -> None:
    table = polars.read_parquet(run / "metrics.parquet")
    assert table.columns == ["step", *sorted({name for row in rows for name in row} - {"step"})]
    assert [{k: v for k, v in row.items() if v is not None} for row in table.iter_rows(named=True)] == rows
    assert any(without(name, rows) for name in table.columns), "no step lacks anything: the run has no warm-up"
    for name in table.columns:
        assert table[name].null_count() == without(name, rows), name


def test_arrow_says_what_the_columns_are(run: Path) -> None:
    schema = pyarrow.parquet.read_schema(run / "metrics.parquet")
    kinds = {field.name: (str(field.type), field.nullable) for field in schema}
    assert kinds.pop("step") == ("int64", False)
    assert set(kinds.values()) == {("double", True)}


def test_figures_have_columns_of_their_own(run: Path, rows: list[dict[str, float]]) -> None:
    figures = {figure["name"] for figure in json.loads((run / "evaluation.json").read_text())}
    measured = {name.removeprefix("metric/") for row in rows for name in row if name.startswith("metric/")}
    assert measured == figures
