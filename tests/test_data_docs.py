"""The reference's section on data against the code: keys, kinds, defaults, examples."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from simlab import registry
from simlab.data.table import BatchTable, DataTable, FaultTable, FileData, KindData, read_table

PAGE = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## Data\n")[2].partition("\n## ")[0]
ROWS = [line for line in SECTION.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("model", [DataTable, FileData, KindData, FaultTable])
def test_every_key_has_its_row_with_its_default(model):
    for key, field in model.model_fields.items():
        row = next(row for row in ROWS if row.startswith(f"| `{key}` |"))
        assert field.description or key == "kind"
        if isinstance(field.default, str):
            assert f'"{field.default}"' in row
        elif isinstance(field.default, bool):
            assert f"| {str(field.default).lower()} |" in row
        elif isinstance(field.default, float | int):
            assert f"| {field.default:g} |" in row


@pytest.mark.parametrize("name", registry.names("data"))
def test_every_kind_has_its_row_with_its_keys_and_defaults(name):
    (row,) = [row for row in ROWS if row.startswith(f"| `{name}` |")]
    for key, parameter in registry.load("data", name).PARAMETERS.items():
        assert re.search(rf"`{key}` \((vector, )?{parameter.default:g}\)", row)


def test_every_order_of_batches_has_its_row():
    for order in BatchTable.model_fields["order"].annotation.__args__:
        assert [row for row in ROWS if row.startswith(f"| `{order}` |")]


def test_examples_are_valid():
    blocks = re.findall(r"^```\w*\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        read_table(tomllib.loads(block)["data"])
