"""The gallery: the order of the texts, what is kept of a run, the page, the comparison with the manifest."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny import BOWL, FIGURE, data, scenario, typed

from simlab.errors import UsageError
from simlab.gallery import manifest
from simlab.gallery.difference import differences
from simlab.gallery.entry import machine
from simlab.gallery.page import measured, page, predicted
from simlab.gallery.pictures import keep
from simlab.gallery.place import PAGE, PICTURES, exhibits
from simlab.gallery.texts import SECTIONS, place
from simlab.results.folder import scenario_digest

ROOT = Path(__file__).parents[1]
SOURCES = [
    tomllib.loads(path.read_text(encoding="utf-8")).get("source", "")
    for path in sorted((ROOT / "scenarios" / "lecture").rglob("*.toml"))
]

# The index of the texts


@pytest.mark.parametrize(
    ("source", "label", "landmark"),
    [
        ("Lecture 4, section 2, figure 1(a) and margin", "2", "figure 1(a)"),
        ("Lecture 4, sections 2 and 4.3, figure 2(b)", "2", "figure 2(b)"),
        ("Lecture 4, section 4.5, equations 8-9 at mu = 1", "4.5", "equations 8-9 at mu = 1"),
        ("Lecture 4, section 4.6, figure 4, equation 10", "4.6", "figure 4"),
        ("Lecture 4, section 4; Kuhn (2023), section 2", None, None),
        ("Lecture 4, section 3 (choice of the examples); Kuhn (2023)", "3", "choice"),
        ("Lecture 4, section 4.2", "4.2", None),
        ("Note 'Optimisation problems', first point (NaN); lecture 4, section 4", "note, first point", None),
        ("Note 'Optimisation problems', figure 1", "note, figure 1", None),
        ("Lecture 5, section 2", None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_a_source_has_its_place(source, label, landmark):
    if label is None:
        with pytest.raises(UsageError, match="names no section"):
            place(source)
        return
    index, found = place(source)
    section = SECTIONS[index]
    assert section.label == label
    assert found == (section.landmarks.index(landmark) if landmark else len(section.landmarks))


@pytest.mark.parametrize("source", SOURCES)
def test_every_scenario_of_the_lecture_has_a_place(source):
    assert place(source) >= (0, 0)


# Making it


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with two scenarios, whose names are not in the order of the texts."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "scenarios" / "lecture"
    early = BOWL.replace("Descent on a bowl", "Early").replace('"falls"', '"sinks"')
    scenario(folder, f'source = "Lecture 4, section 2, figure 2(a)"\n{early}', "late_name.toml")
    scenario(folder, f'source = "Lecture 4, section 4.5, figure 3(b)"\n{BOWL}{FIGURE}')
    return tmp_path


@pytest.fixture
def made(clone):
    result = typed("figures", "--all")
    assert result.exit_code == 0, result.output
    return clone


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_page_follows_the_texts_and_has_the_numbers(made):
    text = (made / PAGE).read_text(encoding="utf-8")
    headings = re.findall(r"^##+ (.*)$", text, re.MULTILINE)
    assert [line for line in headings if "Lecture" in line or line in ("Early", "Descent on a bowl")] == [
        "Lecture, 2: Seeing gradient descent",
        "Early",
        "Lecture, 4.5: Instability, oscillations, momentum",
        "Descent on a bowl",
    ]
    assert "The loss falls below a thousandth | at most 0.001 | " in text
    assert "| supported; refuted by no-steps |" in text
    assert "](lecture/bowl/curves.png)" in text and (made / PICTURES / "bowl" / "curves.png").exists()
    assert "[scenarios/lecture/bowl.toml](../scenarios/lecture/bowl.toml)" in text
    assert "`simlab check scenarios/lecture/bowl.toml`" in text
    assert "| Lecture, figure 3(b) | [Descent on a bowl](#bowl) |" in text
    assert '<a id="bowl"></a>\n\n### Descent on a bowl' in text


def test_the_manifest_has_the_numbers_behind_the_picture(made):
    late, bowl = manifest.read(made).values()
    assert (late["name"], bowl["name"]) == ("late_name", "bowl") and late["pictures"] == []
    (picture,) = bowl["pictures"]
    curve = picture["numbers"][0]
    assert curve["count"] == 41 and curve["x"] == [0, 10, 20, 30, 40]
    assert np.all(np.diff(curve["y"]) < 0) and curve["y"][-1] < 1e-3
    (claim,) = bowl["claims"]
    assert claim["value"] < claim["expected_high"] == 1e-3
    assert bowl["seconds"] > 0 and len(bowl["results_digest"]) == 64


def test_the_list_of_phenomena_tells_section_verdict_and_time(made):
    rows = data(typed("list", "--lecture", "--format", "json"))
    assert [(row["phenomenon"], row["section"], row["verdict"]) for row in rows] == [
        ("sinks", "2", "supported"),
        ("falls", "4.5", "supported"),
    ]
    assert all(row["seconds"] > 0 for row in rows)
    scenario(made / "scenarios" / "lecture", f'source = "Lecture 4, section 3"\n{BOWL}', "new.toml")
    scenario(made / "scenarios" / "lecture", f'source = "Lecture 4, section 4.5"\n{BOWL}')
    assert [row["verdict"] for row in data(typed("list", "--lecture", "--format", "json"))] == [
        *("supported", "not run", "changed")
    ]


@pytest.mark.parametrize("columns", [60, 120])
def test_the_list_of_phenomena_fits_its_terminal(made, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = typed("list", "--lecture").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0] == "Lecture, 2: Seeing gradient descent" and lines[2] == "  Early"
    assert re.fullmatch(r"  scenarios/lecture/late_name.toml \(\d+\.\d s\)", lines[3])
    beside = "  supported   sinks  The loss falls below a thousandth"
    assert lines[5:7] == ([beside, ""] if columns == 120 else [beside[:19], " " * 14 + beside[21:]])
    assert any(line.startswith("2 scenarios, 2 claims: 2 supported. ") for line in lines)


def test_the_same_gallery_has_the_same_bytes(made):
    before = everything(made / "figures")
    assert typed("figures", "--all", "--only", "bowl").exit_code == 0
    assert everything(made / "figures") == before


def test_what_belongs_to_no_scenario_goes(made):
    (made / PICTURES / "bowl" / "old.png").write_bytes(b"")
    (made / PICTURES / "gone").mkdir()
    assert typed("figures", "--all", "--only", "bowl").exit_code == 0
    assert [path.name for path in sorted((made / PICTURES).iterdir())] == ["bowl", "manifest.json"]
    assert "old.png" not in [path.name for path in (made / PICTURES / "bowl").iterdir()]


def test_a_fresh_run_is_compared(made):
    result = typed("figures", "--check")
    assert result.exit_code == 0 and result.stdout.count("as in the gallery") == 2
    path = made / PICTURES / "manifest.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    entries[1]["claims"][0]["value"] *= 1.001
    entries.append(entries[0] | {"name": "lost"})
    path.write_text(json.dumps(entries), encoding="utf-8")
    reports = data(typed("figures", "--check", "--format", "json"))
    assert [(one["name"], one["exit_code"]) for one in reports] == [
        ("late_name", 0),
        ("bowl", 1),
        ("lost", 1),
    ]
    assert re.match("claim falls: .* instead of ", reports[1]["faults"][0])
    assert reports[2]["faults"] == ["its scenario is gone"]
    assert typed("figures", "--check").exit_code == 1


def test_a_scenario_that_fails_says_so_and_the_others_are_made(clone):
    scenario(
        clone / "scenarios" / "lecture",
        f'source = "Lecture 4, section 3"\n{BOWL.replace("1e-3", "1e-300")}',
        "no.toml",
    )
    result = typed("figures", "--all")
    assert result.exit_code == 1
    assert "refuted or toothless no" in result.stdout and "refuted falls: measured" in result.stdout
    assert list(manifest.read(clone)) == ["late_name", "no", "bowl"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name finished runs to redraw"),
        (["run", "--all"], "name finished runs to redraw"),
        (["run", "--only", "bowl"], "name finished runs to redraw"),
        (["--all", "--only", "bawl"], "no scenario 'bawl', did you mean 'bowl'"),
    ],
)
def test_what_is_wrong_is_said(clone, words, message):
    result = typed("figures", *words)
    assert result.exit_code == 2 and message in result.stderr


def test_a_source_without_a_section_is_named_with_its_line(clone):
    path = scenario(clone / "scenarios" / "lecture", BOWL, "nowhere.toml")
    result = typed("figures", "--all")
    assert result.exit_code == 2 and f"{path.relative_to(clone)}, line 1: the source ''" in result.stderr


# Comparing

ENTRY = {
    "scenario_digest": "s",
    "results_digest": "r",
    "machine": {},
    "claims": [
        {"id": "sure", "verdict": "supported", "confidence": None, "value": 1.0, "low": 1.0, "high": 1.0},
        {"id": "random", "verdict": "supported", "confidence": 0.95, "value": 2.0, "low": 1.9, "high": 2.1},
    ],
    "pictures": [
        {
            "title": "A picture",
            "files": ["a.png"],
            "numbers": [{"axes": 0, "mark": "line", "count": 3, "x": [0.0, 1.0], "y": [None, "inf"]}],
        }
    ],
}


def changed(**changes) -> dict:
    """A copy of ``ENTRY`` with the values of some keys at their paths (``claims.0.value``) replaced."""
    copy = json.loads(json.dumps(ENTRY))
    for path, value in changes.items():
        *way, last = path.split("__")
        inside = copy
        for key in way:
            inside = inside[int(key)] if key.isdigit() else inside[key]
        inside[last] = value
    return copy


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"scenario_digest": "t"}, ["the scenario has changed"]),
        ({"results_digest": "q"}, []),  # another machine: the numbers decide
        ({"results_digest": "q", "claims__0__value": 1.0005}, []),
        ({"claims__0__value": 1.0005}, ["claim sure: 1.0005 instead of 1.0"]),
        ({"results_digest": "q", "claims__0__value": 1.002}, ["claim sure: 1.002 instead of 1.0"]),
        ({"results_digest": "q", "claims__1__value": 2.05, "claims__1__high": 2.2}, []),
        (
            {"results_digest": "q", "claims__1__low": 2.2, "claims__1__high": 2.4},
            ["claim random: 2.2 to 2.4 instead of 1.9 to 2.1"],
        ),
        ({"claims__0__verdict": "refuted"}, ["claim sure: refuted instead of supported"]),
        ({"pictures__0__numbers__0__count": 4}, ["picture a.png: shows other series"]),
        (
            {"pictures__0__numbers__0__x": [0.0, 1.1]},
            ["picture a.png: line: x = [0.0, 1.1] instead of [0.0, 1.0]"],
        ),
        (
            {"pictures__0__numbers__0__y": [None, None]},
            ["picture a.png: line: y = [None, None] instead of [None, 'inf']"],
        ),
    ],
)
def test_differences(changes, found):
    assert list(differences(ENTRY, changed(**changes))) == found


def test_bits_must_agree_where_they_are_promised():
    kept = ENTRY | {"machine": machine()}
    assert list(differences(kept, changed(results_digest="q"))) == ["other bits: q instead of r"]
    assert list(differences(None, ENTRY)) == ["is not in the manifest"]


@pytest.mark.parametrize(
    ("low", "high", "expectation", "text"),
    [
        (2.0, 2.0, "equals 2", "2"),
        (0.95, 1.05, "equals x within 5 %", "1 ± 0.05"),
        (1.0, 3.0, "between 1 and 3", "1 to 3"),
        (1.0, "inf", "at least 1", "at least 1"),
        ("-inf", 1e-3, "at most 1e-3", "at most 0.001"),
    ],
)
def test_predictions_are_numbers(low, high, expectation, text):
    assert predicted({"expected_low": low, "expected_high": high, "expectation": expectation}) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "2"),
        ({"low": 1.9, "high": 2.1}, "2 (1.9 to 2.1)"),
        ({"low": 1.9, "high": 2.1, "confidence": 0.975}, "2 (97.5 %: 1.9 to 2.1)"),
        ({"at": {"momentum": 0.9, "optimizer": "gd"}}, "2 at momentum = 0.9, optimizer = gd"),
        ({"value": None, "low": None, "high": None}, "nan"),
    ],
)
def test_measurements_come_with_their_interval(changes, text):
    claim = {"value": 2.0, "low": 2.0, "high": 2.0, "confidence": None, "at": {}} | changes
    assert measured(claim) == text


# What is kept of a picture


def test_a_png_is_kept_with_few_colours_and_looks_the_same(tmp_path):
    shades = np.random.default_rng(1).integers(0, 256, (40, 60, 1), np.uint8)
    picture = np.repeat(np.repeat(np.concatenate([shades, 255 - shades, shades // 2], 2), 5, 0), 5, 1)
    Image.fromarray(picture).save(tmp_path / "a.png")
    assert keep([tmp_path / "a.png"], tmp_path / "kept") == ["a.png"]
    with Image.open(tmp_path / "kept" / "a.png") as small:
        assert small.mode == "P" and len(small.getcolors()) <= 128
        assert np.abs(np.asarray(small.convert("RGB"), float) - picture).max() <= 6
    assert (tmp_path / "kept" / "a.png").stat().st_size < (tmp_path / "a.png").stat().st_size


def test_an_svg_is_kept_where_it_is_small(tmp_path):
    drawing = '<svg><path transform="scale(0.015625)" d="M 1.234567 -20.5 L 3.999999 4"/></svg>'
    (tmp_path / "small.svg").write_text(drawing)
    (tmp_path / "large.svg").write_text(drawing + " " * 81 * 1024)
    assert keep([tmp_path / "small.svg", tmp_path / "large.svg"], tmp_path / "kept") == ["small.svg"]
    text = (tmp_path / "kept" / "small.svg").read_text()
    assert text == drawing.replace("1.234567", "1.23").replace("3.999999", "3.99")


# The gallery of this repository


def test_the_committed_gallery_is_whole():
    entries = list(manifest.read(ROOT).values())
    listed = {
        f"{one['name']}/{file}" for one in entries for picture in one["pictures"] for file in picture["files"]
    }
    there = {
        path.relative_to(ROOT / PICTURES).as_posix()
        for path in (ROOT / PICTURES).rglob("*")
        if path.is_file() and path.parent != ROOT / PICTURES
    }
    assert entries and listed == there
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(entries)
    assert all(claim["verdict"] == "supported" for one in entries for claim in one["claims"])


def test_the_committed_gallery_is_of_the_scenarios_as_they_are():
    # After a change: simlab figures --all --only NAME, and commit what it writes.
    kept = {name: one["scenario_digest"] for name, one in manifest.read(ROOT).items()}
    files = {exhibit.name: exhibit.path.read_text(encoding="utf-8") for exhibit in exhibits(ROOT)}
    assert list(kept) == list(files)
    assert [name for name, text in files.items() if kept[name] != scenario_digest(text)] == []


def test_the_committed_pictures_are_small():
    files = [path for path in (ROOT / PICTURES).rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files if path.suffix == ".png") < 400 * 1024
    assert sum(path.stat().st_size for path in files) < 25 * 1024**2
