"""Feed the scenario loader and the expression parser with broken text for a stated time; count what gets out.

    python benchmarks/fuzz.py --seconds 60             mutations of the scenarios at hand
    python benchmarks/fuzz.py --seconds 60 --made      values and expressions made by rule (needs hypothesis)
    python benchmarks/fuzz.py --seconds 60 --guided    texts that reach new code (needs atheris)

Nothing but simlab's own errors may come out, and no text may take more than ``--limit`` seconds of processor
time. Prints one JSON object; exits with 1 if anything else came out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOKENS = (
    *(
        "1e999",
        "-1",
        "0",
        "nan",
        "inf",
        "true",
        '""',
        "[]",
        "{}",
        '"x"',
        "[[",
        "]]",
        "=",
        "\\n",
        "'",
        "\\",
        "\0",
    ),
    *(
        "a**b**c",
        "9**9**9",
        "x[i]",
        "sum(i, 0, 9, x[i])",
        "(" * 60,
        "__import__('os')",
        "lambda: 0",
        "x.y",
        "1j",
    ),
    *(
        "learning_rate",
        "[run]",
        "[[sweep]]",
        "[[claim]]",
        "steps = 1e30",
        "replicates = -1",
        "\ud7ff",
        "\u0660",
    ),
)
EXPRESSIONS = (
    "2/(lambda_max + lambda_min)",
    "((sqrt(kappa) - 1)/(sqrt(kappa) + 1))**2",
    "0.5*(a*x**2 + b*y**2) + exp(-x) * sin(y)",
    "sum(i, 0, n - 1, 100*(x[i + 1] - x[i]**2)**2)",
    "steps_to(distance['gd'], 1e-6) / mean(at(loss, step=10))",
)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--limit", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--made", action="store_true")
    parser.add_argument("--guided", action="store_true")
    arguments = parser.parse_args()
    try_one = guard(arguments.limit)
    if arguments.guided:
        guided(try_one, arguments.seconds)
        return
    texts = [path.read_text("utf-8") for path in scenarios()]
    tried = {"scenarios": 0, "expressions": 0}
    slowest, bad, deadline = 0.0, [], time.monotonic() + arguments.seconds
    source = made(texts, arguments.seed) if arguments.made else mutations(texts, arguments.seed)
    while time.monotonic() < deadline:
        kind, text = next(source)
        began = time.process_time()
        if fault := try_one(kind, text):
            bad.append([kind, fault, text])
        slowest = max(slowest, time.process_time() - began)
        tried[kind] += 1
    found = tried | {"bad": len(bad), "slowest_s": round(slowest, 2), "seconds": arguments.seconds}
    print(json.dumps(found))
    for kind, fault, text in bad[:5]:
        print(f"--- {kind}: {fault}\n{text}", file=sys.stderr)
    sys.exit(bool(bad))


def scenarios() -> list[Path]:
    """Real files to start from."""
    return sorted((ROOT / "scenarios").rglob("*.toml"))[::6]


def mutations(texts: list[str], seed: int) -> Iterator[tuple[str, str]]:
    """Broken copies of scenarios and of expressions."""
    draw = random.Random(seed)
    while True:
        kind = draw.choice(("scenarios", "expressions"))
        yield kind, mutated(draw.choice(texts if kind == "scenarios" else EXPRESSIONS), draw)


def made(texts: list[str], seed: int) -> Iterator[tuple[str, str]]:
    """Scenarios of which a few values are others, in good TOML; expressions in good syntax, mostly."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    usual = {"max_examples": 20, "database": None, "deadline": None, "phases": [Phase.generate]}
    usual["suppress_health_check"] = list(HealthCheck)
    found: list[tuple[str, str]] = []
    for number in count(seed):

        @seeded(number)
        @settings(**usual)
        @given(*strategies(texts))
        def collect(scenario, expression):
            found.extend([("scenarios", scenario), ("expressions", expression)])

        collect()
        yield from found
        found.clear()


def strategies(texts: list[str]):
    """Of scenarios, and of expressions."""
    from hypothesis import strategies as st

    numbers = st.one_of(
        st.integers().map(str), st.floats().map(repr), st.sampled_from(["1e-3", "0.5", "2", "10"])
    )
    names = st.sampled_from(["x", "y", "a", "kappa", "lambda_max", "loss", "theta", "pi", "steps", "nothing"])
    binary = st.sampled_from(["+", "-", "*", "/", "**", "<", "==", "and", "if", "//", "@", "%"])
    functions = st.sampled_from(["sqrt", "exp", "log", "mean", "final", "at", "sum", "prod", "where", "open"])

    def larger(inner):
        return st.one_of(
            st.tuples(inner, binary, inner).map(" ".join),
            st.tuples(functions, st.lists(inner, max_size=4)).map(
                lambda one: f"{one[0]}({', '.join(one[1])})"
            ),
            inner.map(lambda one: f"-({one})"),
            st.tuples(inner, inner).map(lambda one: f"{one[0]}[{one[1]}]"),
            st.tuples(inner, inner, inner).map(lambda one: "({} if {} else {})".format(*one)),
            st.tuples(inner, names).map(lambda one: f"{one[0]}.{one[1]}"),
        )

    expressions = st.recursive(st.one_of(numbers, names), larger, max_leaves=25)
    strings = st.one_of(expressions, st.text(max_size=20), st.sampled_from(TOKENS)).map(json.dumps)
    plain = st.one_of(
        strings,
        st.integers().map(str),
        st.floats().map(lambda one: repr(one)),
        st.sampled_from(["true", "false", "1979-05-27", "0x10"]),
    )
    values = st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda some: f"[{', '.join(some)}]"),
            st.dictionaries(names, inner, max_size=3).map(
                lambda some: "{ " + ", ".join(f"{key} = {value}" for key, value in some.items()) + " }"
            ),
        ),
        max_leaves=6,
    )

    @st.composite
    def changed(draw):
        lines = draw(st.sampled_from(texts)).split("\n")
        places = [place for place, line in enumerate(lines) if " = " in line and not line.startswith(" ")]
        for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)):
            lines[place] = f"{lines[place].partition(' = ')[0]} = {draw(values)}"
        return "\n".join(lines)

    return changed(), expressions


def mutated(text: str, draw: random.Random) -> str:
    """A few cuts, copies, swaps and strange tokens, now and then a whole line of another place."""
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(len(text) + 1)
        end = min(len(text), place + draw.choice((1, 3, 12, 60)))
        what = draw.randrange(5)
        if what == 0:
            text = text[:place] + text[end:]
        elif what == 1:
            text = text[:place] + draw.choice(TOKENS) + text[end:]
        elif what == 2:
            text = text[:place] + text[place:end] * draw.choice((2, 3, 40)) + text[end:]
        elif what == 3:
            lines = text.split("\n")
            one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        else:
            text = (
                text[:place] + chr(draw.choice((draw.randrange(128), draw.randrange(0xD800)))) + text[place:]
            )
    return text


def guard(limit: float) -> Callable[[str, str], str | None]:
    """A function that reads a text and says what came out that should not, if anything did."""
    from simlab.errors import SimlabError
    from simlab.expressions import ExpressionError, evaluate_number
    from simlab.scenario import loads

    def too_long(number, frame):
        raise TimeoutError(f"more than {limit} s")

    signal.signal(signal.SIGPROF, too_long)
    home = os.getcwd()

    def try_one(kind: str, text: str) -> str | None:
        signal.setitimer(signal.ITIMER_PROF, limit)
        try:
            if kind == "scenarios":
                loads(text, "fuzzed.toml")
            else:
                evaluate_number(
                    text, {"kappa": 10.0, "lambda_max": 4.0, "lambda_min": 0.4, "a": 1.0, "b": 2.0}
                )
        except (SimlabError, ExpressionError):
            pass
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
        return None if os.getcwd() == home else "left its folder"

    return try_one


def guided(try_one: Callable[[str, str], str | None], seconds: float) -> None:
    """Let atheris look for texts that reach new code; it ends the process itself."""
    import atheris

    import simlab.expressions.evaluate
    import simlab.expressions.parse
    import simlab.scenario.reading
    import simlab.scenario.source

    for module in (simlab.expressions.parse, simlab.expressions.evaluate, simlab.scenario.source):
        for name, one in vars(module).items():
            if (
                callable(one)
                and getattr(one, "__module__", "") == module.__name__
                and not isinstance(one, type)
            ):
                setattr(module, name, atheris.instrument_func(one))

    def one(data: bytes) -> None:
        text = data[1:].decode("utf-8", "replace")
        fault = try_one("scenarios" if data[:1] < b"\x80" else "expressions", text)
        if fault:
            raise RuntimeError(fault)

    corpus = Path(os.environ.get("TMPDIR", "/tmp")) / f"simlab-corpus-{os.getpid()}"
    corpus.mkdir()
    for index, path in enumerate(scenarios()[:20]):
        (corpus / f"s{index}").write_bytes(b"\0" + path.read_bytes())
    for index, text in enumerate(EXPRESSIONS):
        (corpus / f"e{index}").write_bytes(b"\xff" + text.encode())
    options = [sys.argv[0], f"-max_total_time={int(seconds)}", "-max_len=4096", "-verbosity=1", str(corpus)]
    atheris.Setup(options, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
