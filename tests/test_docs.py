"""README and docs against the code: scenarios that load, words that exist, paths that lead somewhere."""

from __future__ import annotations

import inspect
import json
import re
import shlex
import tomllib
from functools import cache
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

from simlab import registry
from simlab.cli import cli
from simlab.cli.options import overrides
from simlab.gallery.place import exhibits
from simlab.plots._common import PlotOptions
from simlab.scenario import load, loads, schema
from simlab.scenario.declarations import BIAS, WARM_UP, declaration

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
REFERENCE = ROOT / "docs" / "scenarios.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Where the reference has the concepts that a table may choose, by their kind.
SECTIONS = {
    "surfaces": "`[problem]`",
    "starts": "`[start]`",
    "optimizers": "`[[optimizer]]`",
    "schedules": "`[[optimizer]]`",
    "gradients": "`[[optimizer]]`",
    "noise": "`[noise]`",
    "averaging": "`[averaging]`",
    "activations": "Parts of networks",
    "losses": "Parts of networks",
    "initialisers": "Parts of networks",
}
SCHEMA = schema()
CONCEPTS = [(kind, name) for kind in SECTIONS for name in registry.names(kind)]
COMMON = {**WARM_UP, **BIAS}  # keys that all concepts of a kind have
NESTED = {"items", "oneOf", "anyOf"}  # words of JSON Schema under which further tables stand

# Tables that stand in for those that a fragment of the reference leaves out.
REST = {
    "title": 'title = "A fragment"\n',
    "problem": '[problem]\nsurface = "quadratic"\ncurvatures = [10.0, 1.0]\n',
    "start": '[start]\nkind = "point"\nat = [1.0, 1.0]\n',
    "run": "[run]\nsteps = 100\n",
    "optimizer": '[[optimizer]]\nkind = "gd"\nlearning_rate = 0.1\n',
}


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return [body for found, body in BLOCK.findall(text(page)) if found == language]


def words(part: str) -> set[str]:
    """Every word between backticks, or in a block of code."""
    prose = BLOCK.sub("", part)
    spans = [*re.findall(r"`([^`\n]+)`", prose), *(body for _, body in BLOCK.findall(part))]
    return {word for span in spans for word in re.findall(r"\w+", span)}


def section(heading: str) -> str:
    """The part of the reference under the one heading that holds ``heading``, up to the next of its level."""
    found = [m for m in re.finditer(r"^(#+) (.*)$", text(REFERENCE), re.MULTILINE) if heading in m[2]]
    assert len(found) == 1, f"{len(found)} headings hold {heading}"
    rest = text(REFERENCE)[found[0].end() :]
    following = re.search(rf"^#{{1,{len(found[0][1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


# A block that begins with a title is a whole scenario; any other is a part of one.
SCENARIOS = [(page.name, body) for page in PAGES for body in blocks(page, "toml")]


@pytest.mark.parametrize(("page", "body"), SCENARIOS, ids=[f"{p}-{i}" for i, (p, _) in enumerate(SCENARIOS)])
def test_scenarios_are_valid(page, body):
    if not body.startswith("title"):
        given = tomllib.loads(body)
        body = "\n".join([*(table for key, table in REST.items() if key not in given), body])
    loads(body, page)


def test_pages_hold_whole_scenarios():
    for page in (ROOT / "README.md", REFERENCE):
        assert any(body.startswith("title") for body in blocks(page, "toml")), page


def keys(content) -> set[str]:
    """Every key that a part of the JSON Schema allows, those of tables inside it included."""
    if isinstance(content, list):
        return set().union(*map(keys, content))
    if not isinstance(content, dict):
        return set()
    if "$ref" in content:
        return keys(SCHEMA["$defs"][content["$ref"].rpartition("/")[2]])
    properties = content.get("properties", {})
    return set(properties).union(
        *map(keys, [*properties.values(), *(content[k] for k in NESTED & set(content))])
    )


@cache
def concept_keys() -> set[str]:
    """Keys that belong to a concept, not to the language: ``simlab show`` describes them."""
    found: set[str] = set()
    for kind, name in CONCEPTS:
        declared = declaration(kind, name)
        found |= {*declared.parameters, *declared.options}
        found |= {alias for parameter in declared.parameters.values() for alias in parameter.aliases}
    return found


@pytest.mark.parametrize("table", sorted(SCHEMA["properties"]))
def test_every_key_of_the_language_is_described(table):
    content = SCHEMA["properties"][table]
    if content.get("type") == "string":
        assert table in words(section("Top of the file"))
    elif table == "figure":
        assert not keys(content) - words(section("Figures"))
    else:
        mark = f"`[[{table}]]`" if content.get("type") == "array" else f"`[{table}]`"
        assert not keys(content) - concept_keys() - words(section(mark))


def rows_of(kind: str, name: str) -> list[str]:
    """Rows of the reference's tables whose first cell names a concept."""
    return [line for line in section(SECTIONS[kind]).splitlines() if re.match(rf"\| [^|]*`{name}`", line)]


@pytest.mark.parametrize("kind", SECTIONS)
def test_concepts_are_described_as_they_are(kind):
    """A concept that the tables of the reference have stands there with all its keys and defaults."""
    described = {name: row for name in registry.names(kind) for row in rows_of(kind, name)}
    assert described
    for name, row in described.items():
        declared = declaration(kind, name)
        own = {key: one for key, one in declared.parameters.items() if one is not COMMON.get(key)}
        assert not {*own, *declared.options} - words(row)
        numbers = {float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", row)}
        for key, parameter in own.items():
            given = parameter.default if isinstance(parameter.default, list) else [parameter.default]
            assert all(one in numbers for one in given if isinstance(one, float)), key
            assert "required" in row or None not in given, key
        for option in declared.options.values():
            assert re.search(rf'"{option.default}"', row)


@pytest.mark.parametrize(("kind", "name"), CONCEPTS)
def test_show_describes_every_key_of_a_concept(kind, name):
    shown = json.loads(CliRunner().invoke(cli, ["show", name, "--format", "json"]).output)
    rows = {
        row["name"]: row["description"] for one in shown if one["kind"] == kind for row in one["parameters"]
    }
    declared = declaration(kind, name)
    assert set(rows) == {*declared.parameters, *declared.options}
    assert all(rows.values())


@pytest.mark.parametrize("plot", registry.names("plots"))
def test_every_option_of_a_plot_is_described(plot):
    shared = section("Figures").partition("\n### ")[0]
    own = set(registry.load("plots", plot).Options.model_fields) - set(PlotOptions.model_fields)
    assert not own - words(section(f"`{plot}`"))
    assert not set(PlotOptions.model_fields) - words(shared)


@pytest.mark.parametrize("name", registry.names("statistics"))
def test_every_statistic_is_described_as_it_is_called(name):
    function = getattr(registry.load("statistics", name), name)
    taken = inspect.signature(function).parameters
    optional = {key for key, one in taken.items() if one.default is not inspect.Parameter.empty}
    calls = re.findall(rf"`{name}\(([^`]*)\)`", section("How a statistic is measured"))
    assert calls, f"the table has no row for {name}"
    written = [[one for one in call.split(", ") if one != "..." and "=" not in one] for call in calls]
    for arguments in written:
        first, *others = arguments
        assert first in ("x", "a", "condition")
        assert set(others) <= set(taken)
    needed = set(list(taken)[1:]) - optional
    assert all(needed <= {*arguments, "where"} for arguments in written)
    internal = {"resample", "side"}
    assert optional - internal <= {argument for arguments in written for argument in arguments}


def test_laws_that_are_named_exist():
    named = {name for page in PAGES for name in re.findall(r"\blaw\.(\w+)\(", text(page))}
    assert not named - {*registry.names("laws"), "name"}


def test_readme_names_every_command():
    named = words(text(ROOT / "README.md"))
    assert not set(cli.commands) - named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_that_are_named_exist(page):
    code = "\n".join([*blocks(page, "sh"), *re.findall(r"`([^`\n]+)`", BLOCK.sub("", text(page)))])
    called = re.findall(r"(?:^|/|\s)simlab ([a-z]+)\b(.*)$", code, re.MULTILINE)
    assert called
    for name, rest in called:
        assert name in cli.commands
        assert not set(re.findall(r"(?<=\s)--[a-z-]+", rest)) - options(cli.commands[name])
    everything = set().union(*map(options, cli.commands.values()))
    assert not set(re.findall(r"`(--[a-z-]+)", text(page))) - everything


def options(command: Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = page.parent / path if path else page
        if not file.exists() or (anchor and anchor not in anchors(file.resolve())):
            missing.append(target)
    assert not missing


@cache
def anchors(page: Path) -> set[str]:
    """What links may point to: headings, as they are made on the web, and anchors of their own."""
    headings = re.findall(r"^#+ (.*)$", text(page), re.MULTILINE)
    made = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)"></a>', text(page)))


# The guide to the gallery: a paragraph for each scenario, in the order of the texts, with a command to try

GUIDE = ROOT / "docs" / "lecture.md"
TOUR = text(GUIDE).partition("\n## Lecture\n")[2].partition("\n## What is not here\n")[0].split("\n\n")
EXHIBITS = exhibits(ROOT)
PARAGRAPHS = {
    found[1]: part
    for part in TOUR
    if (found := re.match(r"\s*\[(\w+)\]\(\.\./figures/README\.md#\1\)\s", part))
}
TYPED = re.findall(r"`(simlab (?:run|check|plan|diagnose) [^`]*\.toml[^`]*)`", text(GUIDE))


def test_the_guide_has_a_paragraph_for_each_scenario_in_the_order_of_the_gallery():
    section, named = "", []
    for part in map(str.strip, TOUR):
        if part.startswith("### "):
            section = part[4:].partition(":")[0].lower()
        elif not part.startswith(("!", "## ")):
            named.append((section, part[1:].partition("]")[0]))
    assert named == [(exhibit.section.name.lower(), exhibit.name) for exhibit in EXHIBITS]


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_each_paragraph_of_the_guide_ends_with_something_to_try(exhibit):
    said, _, following = PARAGRAPHS[exhibit.name].partition("*Next:*")
    promised = re.sub(r"`[^`]*`", "", following).strip()
    assert len(said) > 150 and len(promised) > 30 and re.search(r"[^.]\.$", promised)
    assert f"scenarios/lecture/{exhibit.name}.toml" in following
    named = set(re.findall(r"`([a-z0-9.]+(?:-[a-z0-9.]+)+)`", said + following))
    assert not named - {claim for claim, _ in exhibit.claims}, "no claims of this scenario"


def test_every_phenomenon_is_found_from_the_guide():
    found = {claim for exhibit in EXHIBITS if exhibit.name in PARAGRAPHS for claim, _ in exhibit.claims}
    assert not set((Path(__file__).parent / "lecture" / "phenomena.txt").read_text().split()) - found


@pytest.mark.parametrize("typed", sorted(set(TYPED)))
def test_every_command_of_the_guide_can_be_typed(typed, monkeypatch):
    """Its options exist, its file too, and what it sets makes a valid scenario."""
    monkeypatch.chdir(ROOT)
    _, name, *arguments = shlex.split(typed)
    parent = cli.make_context("simlab", [], resilient_parsing=True)  # whose settings commands remember
    given = cli.commands[name].make_context(name, arguments, parent=parent).params
    changes = overrides(given["assignments"], given["seed"], given["replicates"])
    for file in given.get("scenarios") or [given["what"]]:
        load(file, changes)
