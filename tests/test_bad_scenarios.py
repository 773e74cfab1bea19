"""Scenarios that are wrong, each with every word that a user must see.

A case edits a good scenario, so that it shows only what is wrong with it.
"""

from __future__ import annotations

import pytest

from simlab import registry
from simlab.errors import ScenarioError
from simlab.scenario import loads

GOOD = """\
title = "Momentum in a ravine"

[problem]
surface = "quadratic"
curvatures = [100.0, 1.0]

[run]
steps = 200

[record]
loss = "every 1"
distance = "every 1"

[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = "2/(lambda_max + lambda_min)"

[[optimizer]]
name = "heavy_ball"
kind = "momentum"
learning_rate = 0.01
momentum = 0.9

[[sweep]]
parameter = "optimizer.heavy_ball.momentum"
values = [0.5, 0.9]

[[claim]]
id = "faster"
text = "Momentum needs fewer steps"
statistic = "ratio(steps_to(distance['gd'], 1e-3), at(steps_to(distance['heavy_ball'], 1e-3), momentum=0.9))"
at_least = 1.0

[[control]]
name = "no-momentum"
refutes = ["faster"]
set = {"optimizer.heavy_ball.learning_rate" = 1e-6}
"""

FORMULA = """\
title = "A formula"

[problem]
expression = "0.5*(a*x**2 + y**2)"
variables = ["x", "y"]
parameters = {a = 10.0}
optimum = [0.0, 0.0]

[start]
kind = "point"
at = [1.0, 1.0]

[run]
steps = 100

[[optimizer]]
kind = "gd"
learning_rate = 0.01
"""


def edit(*changes: tuple[str, str], text: str = GOOD) -> str:
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def formula(*changes: tuple[str, str]) -> str:
    return edit(*changes, text=FORMULA)


def names(kind: str) -> str:
    return ", ".join(registry.names(kind))


CASES = [
    (
        "preset without the kind",
        formula(('kind = "gd"', 'kind = "yogi"\npreset = "torch"')),
        [
            "line 18: [optimizer.yogi] preset: torch has no yogi; it has adadelta, adagrad, adam, adamax, "
            "adamw, amsgrad, gd, momentum, nadam, nesterov, radam, rmsprop, rprop; yogi is in optax"
        ],
    ),
    (
        "preset without a learning rate",
        formula(('kind = "gd"\nlearning_rate = 0.01', 'kind = "adam"\npreset = "optax"')),
        ["line 16: [optimizer.adam] learning_rate: must be given: optax has no default for it"],
    ),
    (
        "misspelt preset",
        edit(('kind = "gd"', 'kind = "gd"\npreset = "kers"')),
        [
            "line 17: [optimizer.gd] preset: must be one of 'keras', 'optax', 'torch', not 'kers', "
            "did you mean 'keras'?"
        ],
    ),
    (
        "misspelt warm-up",
        edit(("momentum = 0.9", 'momentum = 0.9\nschedule = {kind = "cosine", warm_ups = 5}')),
        ["line 24: [optimizer.heavy_ball.schedule] warm_ups: unknown key, did you mean 'warm_up'?"],
    ),
    (
        "patience of half a step",
        edit(("momentum = 0.9", 'momentum = 0.9\nschedule = {kind = "reduce_on_plateau", patience = 0.5}')),
        ["line 24: [optimizer.heavy_ball.schedule] patience: must be a whole number, not 0.5"],
    ),
    (
        "misspelt key",
        edit(("steps = 200", "stepz = 200")),
        ["line 8: [run] stepz: unknown key, did you mean 'steps'?"],
    ),
    (
        "misspelt table",
        edit(("[run]", "[runn]")),
        ["line 7: [runn]: there is no such table, did you mean 'run'?"],
    ),
    (
        "unknown top-level key",
        edit(("title =", "titel =")),
        ["line 1: top level titel: unknown key, did you mean 'title'?"],
    ),
    (
        "extra key top",
        "seed = 3\n" + GOOD,
        ["line 1: top level seed: unknown key; known keys: title, source, question"],
    ),
    (
        "wrong type steps",
        edit(("steps = 200", 'steps = "many"')),
        ["line 8: [run] steps: must be a whole number, not the text 'many'"],
    ),
    (
        "steps bool",
        edit(("steps = 200", "steps = true")),
        ["line 8: [run] steps: must be a whole number, not true"],
    ),
    (
        "steps float",
        edit(("steps = 200", "steps = 10.5")),
        ["line 8: [run] steps: must be a whole number, not 10.5"],
    ),
    (
        "zero steps",
        edit(("steps = 200", "steps = 0")),
        ["line 8: [run] steps: must lie between 1 and 1,000,000,000, not 0"],
    ),
    (
        "too many steps",
        edit(("steps = 200", "steps = 10_000_000_000")),
        ["line 8: [run] steps: must lie between 1 and 1,000,000,000, not 10,000,000,000"],
    ),
    (
        "float32 steps",
        edit(("steps = 200", 'steps = 20_000_000\ndtype = "float32"')),
        [
            "line 8: [run] steps: must be at most 16,777,216 in float32, not 20,000,000",
            (
                "line 12: [record] loss: 'every 1' would record 20,000,000 steps, at most 1,000,000 are "
                "allowed"
            ),
            (
                "line 13: [record] distance: 'every 1' would record 20,000,000 steps, at most 1,000,000 "
                "are allowed"
            ),
        ],
    ),
    (
        "bad dtype",
        edit(("steps = 200", 'steps = 10\ndtype = "float16"')),
        [
            (
                "line 9: [run] dtype: must be one of 'float64', 'float32', not 'float16', did you mean "
                "'float64'?"
            )
        ],
    ),
    (
        "negative seed",
        edit(("steps = 200", "steps = 10\nseed = -1")),
        ["line 9: [run] seed: must lie between 0 and 9,223,372,036,854,775,807, not -1"],
    ),
    (
        "trajectories",
        edit(("steps = 200", "steps = 10\nreplicates = 400_000_000")),
        [
            (
                "line 9: [run] replicates: 3 variants x 400,000,000 replicates = 1,200,000,000 "
                "trajectories; at most 1,000,000,000 are allowed"
            )
        ],
    ),
    (
        "trajectories 1e12",
        edit(("steps = 200", "steps = 10\nreplicates = 1_000_000_000_000")),
        ["line 9: [run] replicates: must lie between 1 and 1,000,000,000, not 1,000,000,000,000"],
    ),
    ("missing run", edit(("[run]\nsteps = 200\n", "")), ["[run]: the table is missing"]),
    (
        "missing problem",
        edit(('[problem]\nsurface = "quadratic"\ncurvatures = [100.0, 1.0]\n', "")),
        ["[problem]: the table is missing"],
    ),
    (
        "missing title",
        edit(('title = "Momentum in a ravine"\n', "")),
        ["top level title: is missing: what the scenario shows, in a few words"],
    ),
    ("empty title", edit(('"Momentum in a ravine"', '"  "')), ["line 1: top level title: must not be empty"]),
    (
        "no optimizer",
        GOOD.split("[[optimizer]]")[0],
        ["[optimizer]: there must be at least one [[optimizer]]"],
    ),
    (
        "run array",
        edit(("[run]", "[[run]]")),
        ["line 7: [run]: must be one table, written [run], not an array of tables [[run]]"],
    ),
    (
        "optimizer single",
        edit(('[[optimizer]]\nname = "gd"', '[optimizer]\nname = "gd"')).split("[[optimizer]]")[0],
        [
            (
                "line 14: [optimizer]: must be an array of tables, written [[optimizer]], not a single "
                "table [optimizer]"
            )
        ],
    ),
    (
        "run is number",
        edit(("[run]\nsteps = 200\n", "")).replace("title =", "run = 3\ntitle ="),
        ["line 1: [run]: must be one table, written [run], not 3"],
    ),
    (
        "unknown surface",
        edit(('"quadratic"', '"quadratik"')),
        ["line 4: [problem] surface: unknown surface 'quadratik', did you mean 'quadratic'?"],
    ),
    (
        "unknown surface far",
        edit(('"quadratic"', '"zzz"')),
        [f"line 4: [problem] surface: unknown surface 'zzz'; there are {names('surfaces')}"],
    ),
    ("surface number", edit(('"quadratic"', "3")), ["line 4: [problem] surface: must be a text, not 3"]),
    (
        "surface and expression",
        edit(('surface = "quadratic"', 'surface = "quadratic"\nexpression = "x**2"')),
        ["line 3: [problem]: gives both surface and expression; choose one"],
    ),
    (
        "neither",
        edit(('surface = "quadratic"\n', "")),
        ["line 3: [problem]: needs a surface, an expression, residuals or a network"],
    ),
    (
        "param of surface",
        edit(("curvatures", "curvature")),
        ["line 5: [problem] curvature: unknown key, did you mean 'curvatures'?"],
    ),
    (
        "param type",
        edit(("[100.0, 1.0]", "true")),
        [("line 5: [problem] curvatures: must be a number, a list of numbers or an expression, not true")],
    ),
    (
        "param vector item",
        edit(("[100.0, 1.0]", '[100.0, "kapp", 1]')),
        ["line 5: [problem] curvatures: number 2: expression 'kapp', column 1: unknown name 'kapp'"],
    ),
    (
        "param vector empty",
        edit(("[100.0, 1.0]", "[]")),
        ["line 5: [problem] curvatures: must hold at least one number"],
    ),
    (
        "nan",
        edit(("[100.0, 1.0]", "[nan, 1.0]")),
        ["line 5: [problem] curvatures: number 1: must be finite, not nan"],
    ),
    (
        "inf",
        edit(("learning_rate = 0.01", "learning_rate = inf")),
        ["line 22: [optimizer.heavy_ball] learning_rate: must be finite, not inf"],
    ),
    (
        "lambda in problem",
        edit(("[100.0, 1.0]", '["kappa", 1.0]')),
        [
            (
                "line 5: [problem] curvatures: number 1: expression 'kappa', column 1: 'kappa' follows "
                "from the problem's numbers and cannot be used in them"
            )
        ],
    ),
    (
        "dimension mismatch",
        edit(("curvatures =", "dimension = 3\ncurvatures =")),
        ["line 6: [problem] curvatures: needs 3 numbers, one a coordinate, not 2"],
    ),
    (
        "dimension fixed",
        edit(('surface = "quadratic"\ncurvatures = [100.0, 1.0]', 'surface = "beale"\ndimension = 3')),
        ["line 5: [problem] dimension: must be 2 for beale, not 3"],
    ),
    (
        "dimension too low",
        edit(('surface = "quadratic"\ncurvatures = [100.0, 1.0]', 'surface = "rosenbrock"\ndimension = 1')),
        ["line 5: [problem] dimension: must be at least 2 for rosenbrock, not 1"],
    ),
    (
        "unknown optimizer",
        edit(('kind = "gd"', 'kind = "gdd"')),
        ["line 16: [optimizer.gd] kind: unknown optimizer 'gdd', did you mean 'gd'?"],
    ),
    (
        "missing kind",
        edit(('kind = "gd"\n', "")),
        [f"line 14: [optimizer.gd] kind: is missing; choose one of {names('optimizers')}"],
    ),
    (
        "missing learning rate",
        edit(('learning_rate = "2/(lambda_max + lambda_min)"\n', "")),
        ["line 14: [optimizer.gd] learning_rate: is missing: step per unit of gradient"],
    ),
    (
        "misspelt hyperparameter",
        edit(("momentum = 0.9\n", "momentun = 0.9\n")),
        ["line 23: [optimizer.heavy_ball] momentun: unknown key, did you mean 'momentum'?"],
    ),
    (
        "negative lr",
        edit(("learning_rate = 0.01", "learning_rate = -0.01")),
        ["line 22: [optimizer.heavy_ball] learning_rate: must be at least 0, not -0.01"],
    ),
    (
        "momentum > 1",
        edit(("momentum = 0.9\n", "momentum = 1.5\n")),
        ["line 23: [optimizer.heavy_ball] momentum: must be at most 1, not 1.5"],
    ),
    (
        "alias twice",
        edit(("learning_rate = 0.01", "learning_rate = 0.01\nlr = 0.02")),
        [("line 23: [optimizer.heavy_ball] lr: is another name of 'learning_rate', which is given too")],
    ),
    (
        "bad option",
        edit(("momentum = 0.9\n", 'momentum = 0.9\nform = "touch"\n')),
        [
            (
                "line 24: [optimizer.heavy_ball] form: must be one of 'velocity', 'torch', 'ema', not "
                "'touch', did you mean 'torch'?"
            )
        ],
    ),
    (
        "option type",
        edit(("momentum = 0.9\n", "momentum = 0.9\nform = 3\n")),
        ["line 24: [optimizer.heavy_ball] form: must be one of 'velocity', 'torch', 'ema', not 3"],
    ),
    (
        "duplicate names",
        edit(
            ('name = "heavy_ball"', 'name = "gd"'),
            ("heavy_ball", "gd"),
            ("heavy_ball", "gd"),
            ("heavy_ball", "gd"),
        ),
        ["line 20: [optimizer.gd] name: 'gd' is taken by another optimizer; give each its own name"],
    ),
    (
        "bad name",
        edit(('name = "heavy_ball"', 'name = "heavy ball"')).split("[[sweep]]")[0],
        [
            (
                "line 20: [optimizer.heavy ball] name: must begin with a letter or a digit and hold only "
                "letters, digits, '_' and '-', at most 60, not the text 'heavy ball'"
            )
        ],
    ),
    (
        "bad schedule",
        edit(("momentum = 0.9\n", 'momentum = 0.9\nschedule = "cosine"\n')),
        [
            (
                "line 24: [optimizer.heavy_ball] schedule: must be a table such as {kind = 'cosine'}, not"
                " the text 'cosine'"
            )
        ],
    ),
    (
        "unknown schedule",
        edit(("momentum = 0.9\n", 'momentum = 0.9\nschedule = {kind = "cosin"}\n')),
        [("line 24: [optimizer.heavy_ball.schedule] kind: unknown schedule 'cosin', did you mean 'cosine'?")],
    ),
    (
        "schedule param",
        edit(
            ("momentum = 0.9\n", 'momentum = 0.9\nschedule = {kind = "exponential", time_constant = 0.0}\n')
        ),
        ["line 24: [optimizer.heavy_ball.schedule] time_constant: must be greater than 0, not 0"],
    ),
    (
        "schedule param missing",
        edit(("momentum = 0.9\n", 'momentum = 0.9\nschedule = {kind = "exponential"}\n')),
        [
            (
                "line 24: [optimizer.heavy_ball.schedule] time_constant: is missing: steps in which the "
                "factor falls to 1/e"
            )
        ],
    ),
    (
        "gradient table",
        edit(("momentum = 0.9\n", 'momentum = 0.9\ngradient = {kind = "clip_norm", threshold = 1}\n')),
        [
            (
                "line 24: [optimizer.heavy_ball] gradient: must be a list of tables such as "
                "[{kind = 'clip_norm', threshold = 1}], not a table"
            )
        ],
    ),
    (
        "gradient of names",
        edit(("momentum = 0.9\n", 'momentum = 0.9\ngradient = ["clip_norm"]\n')),
        [
            (
                "line 24: [optimizer.heavy_ball] gradient: must be a list of tables such as "
                "[{kind = 'clip_norm', threshold = 1}], not a list of other things"
            )
        ],
    ),
    (
        "unknown gradient",
        edit(("momentum = 0.9\n", 'momentum = 0.9\ngradient = [{kind = "clip_nrm", threshold = 1}]\n')),
        [
            (
                "line 24: [optimizer.heavy_ball.clip_nrm] kind: unknown modification of the gradient "
                "'clip_nrm', did you mean 'clip_norm'?"
            )
        ],
    ),
    (
        "gradient without a kind",
        edit(("momentum = 0.9\n", "momentum = 0.9\ngradient = [{threshold = 1}]\n")),
        [f"line 24: [optimizer.heavy_ball.#1] kind: is missing; choose one of {names('gradients')}"],
    ),
    (
        "gradient twice",
        edit(
            (
                "momentum = 0.9\n",
                'momentum = 0.9\ngradient = [\n{kind = "scale_error", factor = 2},\n{kind = "normalise"},\n'
                '{kind = "scale_error", factor = 3}]\n',
            )
        ),
        [
            (
                "line 27: [optimizer.heavy_ball.scale_error] kind: 'scale_error' is in the chain already; "
                "each kind may be there once"
            )
        ],
    ),
    (
        "gradient parameter missing",
        edit(("momentum = 0.9\n", 'momentum = 0.9\n[[optimizer.gradient]]\nkind = "clip_norm"\n')),
        [
            (
                "line 24: [optimizer.heavy_ball.clip_norm] threshold: is missing: greatest length of the "
                "gradient"
            )
        ],
    ),
    (
        "gradient parameter misspelt",
        edit(
            (
                "momentum = 0.9\n",
                'momentum = 0.9\n[[optimizer.gradient]]\nkind = "weight_decay"\nrat = 0.1\n',
            )
        ),
        ["line 26: [optimizer.heavy_ball.weight_decay] rat: unknown key, did you mean 'rate'?"],
    ),
    (
        "gradient parameter wrong",
        edit(
            (
                "momentum = 0.9\n",
                'momentum = 0.9\ngradient = [{kind = "clip_norm", threshold = -1},'
                ' {kind = "stale", delay = 9}, {kind = "quantised", spacing = true}]\n',
            )
        ),
        [
            "line 24: [optimizer.heavy_ball.clip_norm] threshold: must be greater than 0, not -1",
            "line 24: [optimizer.heavy_ball.stale] delay: must be at most 8, not 9",
            (
                "line 24: [optimizer.heavy_ball.quantised] spacing: must be a number or an expression, not"
                " true"
            ),
        ],
    ),
    (
        "gradient of the wrong dimension",
        edit(
            (
                "momentum = 0.9\n",
                'momentum = 0.9\ngradient = [{kind = "bias_error", bias = [1, 2, 3]},'
                ' {kind = "dropped_term", coordinate = 2}]\n',
            )
        ),
        [
            ("line 24: [optimizer.heavy_ball.bias_error] bias: needs 2 numbers, one a coordinate, not 3"),
            (
                "line 24: [optimizer.heavy_ball.dropped_term] coordinate: must be less than 2, the number "
                "of coordinates, not 2"
            ),
        ],
    ),
    (
        "sweep of a gradient",
        edit(
            ("momentum = 0.9\n", 'momentum = 0.9\ngradient = [{kind = "clip_norm", threshold = 1}]\n'),
            ('"optimizer.heavy_ball.momentum"', '"optimizer.heavy_ball.clip_norm.treshold"'),
            (", momentum=0.9)", ", treshold=0.9)"),
        ),
        [
            (
                "line 27: [sweep.treshold] parameter: there is no number "
                "'optimizer.heavy_ball.clip_norm.treshold', did you mean "
                "'optimizer.heavy_ball.clip_norm.threshold'?"
            )
        ],
    ),
    (
        "covariance",
        edit(("[record]", '[noise]\nkind = "correlated"\ncovariance = [[1.0, 0.5, 0.0], 2.0]\n\n[record]')),
        [("line 12: [noise] covariance: must be a list of points, as in [[0, 0], [1, 2]], not a list")],
    ),
    (
        "batch of inputs",
        edit(("[record]", '[noise]\nkind = "sampled_inputs"\nbatch = 65\n\n[record]')),
        ["line 12: [noise] batch: must be at most 64, not 65"],
    ),
    (
        "expr unknown name",
        edit(("lambda_max +", "lamda_max +")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '2/(lamda_max + lambda_min)', column "
                "4: unknown name 'lamda_max', did you mean 'lambda_max'?"
            )
        ],
    ),
    (
        "expr attribute",
        edit(("2/(lambda_max + lambda_min)", "(2).real")),
        [("line 17: [optimizer.gd] learning_rate: expression '(2).real', column 1: '.real' is not allowed")],
    ),
    (
        "expr import",
        edit(("2/(lambda_max + lambda_min)", "import os")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'import os', column 1: 'import' is a "
                "statement; one formula is expected"
            )
        ],
    ),
    (
        "expr dunder import",
        edit(("2/(lambda_max + lambda_min)", "__import__('os').system('rm')")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '__import__('os').system('rm')', "
                "column 1: '.system' is not allowed"
            )
        ],
    ),
    (
        "expr dunder attr",
        edit(("2/(lambda_max + lambda_min)", "kappa.__class__")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'kappa.__class__', column 1: "
                "'__class__': names that begin with '__' are not allowed"
            )
        ],
    ),
    (
        "huge power",
        edit(("2/(lambda_max + lambda_min)", "9**9**9")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '9**9**9', column 4: a power in an "
                "exponent is not allowed"
            )
        ],
    ),
    (
        "caret",
        edit(("2/(lambda_max + lambda_min)", "kappa^2")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'kappa^2', column 1: '^' is not a "
                "power; write **"
            )
        ],
    ),
    (
        "lambda",
        edit(("2/(lambda_max + lambda_min)", "lambda: 1")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'lambda: 1', column 1: 'lambda' is not"
                " allowed"
            )
        ],
    ),
    (
        "comprehension",
        edit(("2/(lambda_max + lambda_min)", "[k for k in kappa]")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '[k for k in kappa]', column 1: "
                "comprehensions are not allowed"
            )
        ],
    ),
    (
        "f-string",
        edit(("2/(lambda_max + lambda_min)", "f'{kappa}'")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'f'{kappa}'', column 1: f-strings are "
                "not allowed"
            )
        ],
    ),
    (
        "walrus",
        edit(("2/(lambda_max + lambda_min)", "(k := 2)")),
        [("line 17: [optimizer.gd] learning_rate: expression '(k := 2)', column 2: ':=' is not allowed")],
    ),
    (
        "star",
        edit(("2/(lambda_max + lambda_min)", "min(*kappa)")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'min(*kappa)', column 5: '*' arguments"
                " are not allowed"
            )
        ],
    ),
    (
        "keyword",
        edit(("2/(lambda_max + lambda_min)", "max(1, b=kappa)")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'max(1, b=kappa)', column 8: max() "
                "takes no arguments by name"
            )
        ],
    ),
    (
        "deep nesting",
        edit(("2/(lambda_max + lambda_min)", "(" * 60 + "1" + ")" * 60)),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression "
                "'(((((((((((((((((((((((((((((((((((((((((((((((((((((((((...', column 51: is nested "
                "more than 50 levels deep"
            )
        ],
    ),
    (
        "long",
        edit(("2/(lambda_max + lambda_min)", "1" + " + kappa" * 400)),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '1 + kappa + kappa + kappa + kappa + "
                "kappa + kappa + kappa...' has 3201 characters, at most 2000 are allowed"
            )
        ],
    ),
    (
        "unclosed",
        edit(("2/(lambda_max + lambda_min)", "2/(lambda_max + lambda_min")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '2/(lambda_max + lambda_min', column "
                "3: '(' is never closed"
            )
        ],
    ),
    (
        "implicit product",
        edit(("2/(lambda_max + lambda_min)", "2kappa")),
        [("line 17: [optimizer.gd] learning_rate: expression '2kappa', column 1: write 2*kappa, not 2kappa")],
    ),
    (
        "unknown function",
        edit(("2/(lambda_max + lambda_min)", "sqr(kappa)")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'sqr(kappa)', column 1: unknown "
                "function 'sqr', did you mean 'sqrt'?"
            )
        ],
    ),
    (
        "condition",
        edit(("2/(lambda_max + lambda_min)", "kappa > 1")),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression 'kappa > 1', column 1: is a condition;"
                " a number is expected"
            )
        ],
    ),
    (
        "cycle",
        edit(
            ("learning_rate = 0.01", 'learning_rate = "momentum/10"'),
            ("momentum = 0.9\n", 'momentum = "1 - learning_rate"\n'),
        ),
        [
            (
                "line 22: [optimizer.heavy_ball] learning_rate: depends on itself: learning_rate -> "
                "momentum -> learning_rate"
            )
        ],
    ),
    (
        "noise missing kind",
        edit(("[record]", "[noise]\nsigma = 1.0\n\n[record]")),
        [f"line 10: [noise] kind: is missing; choose one of {names('noise')}"],
    ),
    (
        "noise missing param",
        edit(("[record]", '[noise]\nkind = "gaussian"\n\n[record]')),
        ["line 10: [noise] sigma: is missing: standard deviation of one example's gradient"],
    ),
    (
        "start length",
        edit(("[record]", '[start]\nkind = "point"\nat = [1.0, 2.0, 3.0]\n\n[record]')),
        ["line 12: [start] at: needs 2 numbers, one a coordinate, not 3"],
    ),
    (
        "start unknown",
        edit(("[record]", '[start]\nkind = "grit"\n\n[record]')),
        ["line 11: [start] kind: unknown start 'grit', did you mean 'grid'?"],
    ),
    (
        "grid replicates",
        edit(
            ("steps = 200", "steps = 200\nreplicates = 5"),
            ("[record]", '[start]\nkind = "grid"\nlower = -1.0\nupper = 1.0\nshape = [3, 4]\n\n[record]'),
        ),
        ["line 9: [run] replicates: is 5, but the start has 12 points; leave replicates out"],
    ),
    (
        "stop unknown",
        edit(("[record]", "[stop]\nloss_abov = 1e6\n\n[record]")),
        ["line 11: [stop] loss_abov: unknown key, did you mean 'loss_above'?"],
    ),
    (
        "stop negative",
        edit(("[record]", "[stop]\ngradient_below = -1\n\n[record]")),
        ["line 11: [stop] gradient_below: must be at least 0, not -1"],
    ),
    (
        "record unknown",
        edit(('loss = "every 1"', 'los = "every 1"')),
        ["line 11: [record] los: there is no such quantity, did you mean 'loss'?"],
    ),
    (
        "record form",
        edit(('loss = "every 1"', 'loss = "each 1"')),
        [("line 11: [record] loss: must be 'every K', 'log N', 'last' or 'none', not the text 'each 1'")],
    ),
    (
        "record type",
        edit(('loss = "every 1"', "loss = 1")),
        ["line 11: [record] loss: must be 'every K', 'log N', 'last' or 'none', not 1"],
    ),
    (
        "record zero",
        edit(('loss = "every 1"', 'loss = "every 0"')),
        ["line 11: [record] loss: 'every 0' must count from 1"],
    ),
    (
        "record many",
        edit(("steps = 200", "steps = 5_000_000")),
        [
            ("line 11: [record] loss: 'every 1' would record 5,000,000 steps, at most 1,000,000 are allowed"),
            (
                "line 12: [record] distance: 'every 1' would record 5,000,000 steps, at most 1,000,000 "
                "are allowed"
            ),
        ],
    ),
    (
        "record average",
        edit(('loss = "every 1"', 'average = "every 1"')),
        ["line 11: [record] average: average needs an [averaging] table"],
    ),
    (
        "hit quantity",
        edit(("[[sweep]]", '[[hit]]\nname = "low"\nquantity = "theta"\nbelow = 1.0\n\n[[sweep]]')),
        ["line 27: [hit.low] quantity: must be one of 'loss', 'grad_norm', 'distance', not 'theta'"],
    ),
    (
        "hit name",
        edit(("[[sweep]]", '[[hit]]\nname = "very-low"\nquantity = "loss"\nbelow = 1.0\n\n[[sweep]]')),
        [
            (
                "line 26: [hit.very-low] name: must begin with a letter and hold only letters, digits and"
                " '_', at most 60, not the text 'very-low'"
            )
        ],
    ),
    (
        "sweep no form",
        edit(("values = [0.5, 0.9]\n", "")),
        ["line 25: [sweep.momentum]: needs exactly one of values, linear, log, factor, random"],
    ),
    (
        "sweep two forms",
        edit(("values = [0.5, 0.9]\n", "values = [0.5]\nlinear = {from = 0, to = 0.9, count = 3}\n")),
        [
            (
                "line 25: [sweep.momentum]: needs exactly one of values, linear, log, factor, random, not"
                " values and linear"
            )
        ],
    ),
    (
        "sweep path",
        edit(("optimizer.heavy_ball.momentum", "optimizer.heavyball.momentum")),
        [
            (
                "line 26: [sweep.momentum] parameter: there is no number 'optimizer.heavyball.momentum', "
                "did you mean 'optimizer.heavy_ball.momentum'?"
            )
        ],
    ),
    (
        "sweep not numeric",
        edit(("optimizer.heavy_ball.momentum", "run.steps")),
        [
            "line 26: [sweep.steps] parameter: 'run.steps' cannot be varied within a run",
            (
                "line 32: [claim.faster] statistic: expression 'ratio(steps_to(distance['gd'], 1e-3), "
                "at(steps_to(distanc...', column 82: there is no axis 'momentum'"
            ),
        ],
    ),
    (
        "sweep range",
        edit(("[0.5, 0.9]", "[0.5, 1.9]")),
        ["line 25: [sweep.momentum]: a value of 'momentum' must be at most 1, not 1.9"],
    ),
    (
        "sweep text",
        edit(("[0.5, 0.9]", '[0.5, "a"]')),
        ["line 25: [sweep.momentum]: values mixes numbers with names of choices"],
    ),
    ("sweep empty", edit(("[0.5, 0.9]", "[]")), ["line 27: [sweep.momentum] values: must not be empty"]),
    (
        "sweep linear missing",
        edit(("values = [0.5, 0.9]\n", "linear = {from = 0.0, count = 3}\n")),
        ["line 27: [sweep.momentum] linear.to: is missing: last value"],
    ),
    (
        "sweep log zero",
        edit(("values = [0.5, 0.9]\n", "log = {from = 0.0, to = 0.9, count = 3}\n")),
        ["line 27: [sweep.momentum] log: needs positive ends, not 0 and 0.9"],
    ),
    (
        "sweep factor",
        edit(("values = [0.5, 0.9]\n", "factor = {from = 0.1, to = 0.9, by = 0.5}\n")),
        ["line 27: [sweep.momentum] factor: factors of 0.5 never lead from 0.1 to 0.9"],
    ),
    (
        "sweep zip",
        edit(("values = [0.5, 0.9]\n", 'values = [0.5, 0.9]\nzip_with = "rate"\n')),
        ["line 28: [sweep.momentum] zip_with: there is no other axis 'rate'"],
    ),
    (
        "sweep zip len",
        GOOD + '[[sweep]]\nparameter = "optimizer.gd.lr"\nvalues = [1, 2, 3]\nzip_with = "momentum"\n',
        ["line 42: [sweep.lr] zip_with: 'momentum' has 2 values, this axis 3"],
    ),
    (
        "sweep labels count",
        edit(("values = [0.5, 0.9]\n", 'values = [0.5, 0.9]\nlabels = ["little"]\n')),
        ["line 25: [sweep.momentum]: labels needs one for each of the 2 values, not 1"],
    ),
    (
        "sweep twice",
        edit(
            (
                "[[claim]]",
                '[[sweep]]\nparameter = "optimizer.heavy_ball.mu"\nname = "mu"\nvalues = [0.1]\n\n[[claim]]',
            )
        ),
        [
            (
                "line 30: [sweep.mu] parameter: 'optimizer.heavy_ball.momentum' is varied by axis "
                "'momentum' already"
            )
        ],
    ),
    (
        "sweep name dup",
        edit(
            (
                "[[claim]]",
                '[[sweep]]\nparameter = "optimizer.gd.lr"\nname="momentum"\nvalues = [0.1]\n\n[[claim]]',
            )
        ),
        [("line 31: [sweep.momentum] name: 'momentum' is taken by another sweep; give each its own name")],
    ),
    (
        "sweep reserved",
        edit(("values = [0.5, 0.9]\n", 'values = [0.5, 0.9]\nname = "loss"\n')),
        [
            "line 28: [sweep.loss] name: 'loss' is a name of the results; choose another",
            (
                "line 33: [claim.faster] statistic: expression 'ratio(steps_to(distance['gd'], 1e-3), "
                "at(steps_to(distanc...', column 82: there is no axis 'momentum'"
            ),
        ],
    ),
    (
        "claim no expectation",
        edit(("at_least = 1.0\n", "")),
        ["line 29: [claim.faster]: needs exactly one of equals, at_least, at_most, between"],
    ),
    (
        "claim two",
        edit(("at_least = 1.0\n", "at_least = 1.0\nequals = 2\n")),
        [
            (
                "line 29: [claim.faster]: needs exactly one of equals, at_least, at_most, between, not "
                "equals and at_least"
            )
        ],
    ),
    (
        "claim tolerance",
        edit(("at_least = 1.0\n", "at_least = 1.0\ntolerance = 2\n")),
        ["line 29: [claim.faster]: tolerance goes with equals only"],
    ),
    (
        "claim between one",
        edit(("at_least = 1.0\n", "between = [1.0]\n")),
        ["line 33: [claim.faster] between: must have at least 2 entries, not 1"],
    ),
    (
        "claim between order",
        edit(("at_least = 1.0\n", "between = [2.0, 1.0]\n")),
        ["line 29: [claim.faster]: between needs its lower end first, not [2, 1]"],
    ),
    (
        "claim confidence",
        edit(("at_least = 1.0\n", "at_least = 1.0\nconfidence = 1\n")),
        ["line 34: [claim.faster] confidence: must be less than 1, not 1"],
    ),
    (
        "claim unknown statistic",
        edit(("ratio(", "ration(")),
        [
            (
                "line 32: [claim.faster] statistic: expression 'ration(steps_to(distance['gd'], 1e-3), "
                "at(steps_to(distan...', column 1: unknown function 'ration', did you mean 'ratio'?"
            )
        ],
    ),
    (
        "claim label",
        edit(("distance['gd']", "distance['dg']")),
        [
            (
                "line 32: [claim.faster] statistic: expression 'ratio(steps_to(distance['dg'], 1e-3), "
                "at(steps_to(distanc...', column 25: there is no optimizer or coordinate 'dg'"
            )
        ],
    ),
    (
        "claim unrecorded",
        edit(("distance['gd']", "grad_norm['gd']")),
        [
            (
                "line 32: [claim.faster] statistic: expression 'ratio(steps_to(grad_norm['gd'], 1e-3), "
                "at(steps_to(distan...', column 16: 'grad_norm' is not recorded; add grad_norm = 'every "
                "1' to [record]"
            )
        ],
    ),
    (
        "claim status",
        edit(('statistic = "ratio(', "statistic = \"probability(status['gd'] == 'divergd') + ratio(")),
        [
            (
                "line 32: [claim.faster] statistic: expression 'probability(status['gd'] == 'divergd') + "
                "ratio(steps_to(d...', column 29: there is no status 'divergd', did you mean 'diverged'?"
            )
        ],
    ),
    (
        "claim axis",
        edit(("momentum=0.9", "momentun=0.9")),
        [
            (
                "line 32: [claim.faster] statistic: expression 'ratio(steps_to(distance['gd'], 1e-3), "
                "at(steps_to(distanc...', column 82: there is no axis 'momentun', did you mean "
                "'momentum'?"
            )
        ],
    ),
    (
        "claim law",
        edit(("at_least = 1.0", 'at_least = "law.heavy_ball_speedup(kappa, 1e-3)"')),
        [
            (
                "line 33: [claim.faster] at_least: expression 'law.heavy_ball_speedup(kappa, 1e-3)', "
                "column 1: unknown law 'heavy_ball_speedup', did you mean 'heavy_ball_speed_up'?"
            )
        ],
    ),
    (
        "claim law arity",
        edit(("at_least = 1.0", 'at_least = "law.heavy_ball_speed_up(kappa)"')),
        [
            (
                "line 33: [claim.faster] at_least: expression 'law.heavy_ball_speed_up(kappa)', column 1:"
                " law.heavy_ball_speed_up() takes 2 to 4 arguments, not 1"
            )
        ],
    ),
    (
        "claim measured expectation",
        edit(("at_least = 1.0", "at_least = \"final(loss['gd'])\"")),
        [
            (
                "line 33: [claim.faster] at_least: expression 'final(loss['gd'])', column 7: 'loss' is "
                "measured; an expectation may use settings, numbers and laws only"
            )
        ],
    ),
    (
        "claim duplicate",
        edit(
            (
                "[[control]]",
                '[[claim]]\nid = "faster"\ntext = "t"\nstatistic = "kappa"\nequals = 100\n\n[[control]]',
            )
        ),
        ["line 36: [claim.faster] id: 'faster' is taken by another claim; give each its own id"],
    ),
    (
        "claim no id",
        edit(('id = "faster"\n', "")),
        [
            "line 29: [claim.#1] id: is missing: unique name of the claim",
            "line 36: [control.no-momentum] refutes.0: there is no claim 'faster'",
        ],
    ),
    (
        "control unknown claim",
        edit(('["faster"]', '["fastest"]')),
        [("line 37: [control.no-momentum] refutes.0: there is no claim 'fastest', did you mean 'faster'?")],
    ),
    (
        "control path",
        edit(('heavy_ball.learning_rate" =', 'heavy_ball.learning_rat" =')),
        [
            (
                "line 38: [control.no-momentum] set: makes a scenario that is wrong: no key "
                "'optimizer.heavy_ball.learning_rat' to set, did you mean "
                "'optimizer.heavy_ball.learning_rate'?"
            )
        ],
    ),
    (
        "control value",
        edit(("= 1e-6}", "= -1e-6}")),
        [
            (
                "line 38: [control.no-momentum] set: makes a scenario that is wrong: "
                "[optimizer.heavy_ball] learning_rate: must be at least 0, not -1e-06"
            )
        ],
    ),
    (
        "control empty",
        edit(('set = {"optimizer.heavy_ball.learning_rate" = 1e-6}', "set = {}")),
        ["line 38: [control.no-momentum] set: must not be empty"],
    ),
    (
        "figure unknown",
        GOOD + '\n[[figure]]\nplot = "curve"\n',
        ["line 41: [figure.curve] plot: unknown plot 'curve', did you mean 'curves'?"],
    ),
    (
        "figure no plot",
        GOOD + '\n[[figure]]\nname = "a"\n',
        [f"line 40: [figure.a] plot: is missing; choose one of {names('plots')}"],
    ),
    (
        "figure key",
        GOOD + '\n[[figure]]\nplot = "curves"\nlogy = true\n',
        ["line 42: [figure.curves] logy: unknown key, did you mean 'log_y'?"],
    ),
    (
        "figure type",
        GOOD + '\n[[figure]]\nplot = "curves"\nlog_y = "yes please"\n',
        ["line 42: [figure.curves] log_y: must be true or false, not the text 'yes please'"],
    ),
    (
        "figure interval",
        GOOD + '\n[[figure]]\nplot = "curves"\nband = [0.1]\n',
        [("line 42: [figure.curves] band: give two quantiles between 0 and 1 in rising order, or none")],
    ),
    (
        "figure union",
        GOOD + '\n[[figure]]\nplot = "curves"\ncoordinate = [1]\n',
        ["line 42: [figure.curves] coordinate: must be a text or a whole number, not a list"],
    ),
    (
        "figure nested",
        GOOD + '\n[[figure]]\nplot = "curves"\nlines = [{y = 1, lable = "a"}]\n',
        ["line 42: [figure.curves] lines.0.lable: unknown key, did you mean 'label'?"],
    ),
    (
        "figure literal",
        GOOD + '\n[[figure]]\nplot = "curves"\ncenter = "middle"\n',
        ["line 42: [figure.curves] center: must be one of 'median', 'mean', not 'middle'"],
    ),
    (
        "figure bound",
        GOOD + '\n[[figure]]\nplot = "curves"\nwidth = 100\n',
        ["line 42: [figure.curves] width: must be at most 30, not 100"],
    ),
    (
        "figure duplicate",
        GOOD + '\n[[figure]]\nplot = "curves"\n[[figure]]\nplot = "curves"\n',
        [("line 42: [figure.curves] name: 'curves' is taken by another figure; give each its own name")],
    ),
    (
        "formula unknown",
        formula(("a*x**2", "b*x**2")),
        ["line 4: [problem] expression: column 6: unknown name 'b'"],
    ),
    (
        "formula no start",
        formula(('[start]\nkind = "point"\nat = [1.0, 1.0]\n', "")),
        ["[start]: the table is missing; a formula has no usual start"],
    ),
    (
        "formula constant",
        formula(("0.5*(a*x**2 + y**2)", "0.5*a")),
        ["line 4: [problem] expression: does not depend on x or y"],
    ),
    (
        "formula pole",
        formula(("0.5*(a*x**2 + y**2)", "x/0 + y")),
        ["line 4: [problem] expression: column 1: division by zero"],
    ),
    (
        "formula root",
        formula(("0.5*(a*x**2 + y**2)", "sqrt(-1)*x + y")),
        ["line 4: [problem] expression: column 1: has no real value"],
    ),
    (
        "formula variables",
        formula(('["x", "y"]', '["x", "x"]')),
        ["line 5: [problem] variables: 'x' is listed twice"],
    ),
    (
        "formula reserved",
        formula(('["x", "y"]', '["x", "sin"]')),
        ["line 5: [problem] variables: 'sin' has a meaning of its own; choose another name"],
    ),
    (
        "formula param reserved",
        formula(("{a = 10.0}", "{a = 10.0, gradient = 1}")),
        ["line 6: [problem] parameters.gradient: has a meaning of its own; choose another name"],
    ),
    (
        "formula param variable",
        formula(("{a = 10.0}", "{a = 10.0, x = 1}")),
        ["line 6: [problem] parameters.x: is a variable already"],
    ),
    (
        "formula param name",
        formula(("{a = 10.0}", '{a = 10.0, "a b" = 1}')),
        [
            (
                "line 6: [problem] parameters.a b: must begin with a letter and hold only letters, digits"
                " and '_', at most 60, not the text 'a b'"
            )
        ],
    ),
    (
        "formula param type",
        formula(("{a = 10.0}", "{a = [1]}")),
        ["line 6: [problem] parameters.a: must be a number or an expression, not a list"],
    ),
    (
        "formula optimum length",
        formula(("[0.0, 0.0]", "[0.0]")),
        ["line 7: [problem] optimum: needs 2 coordinates, one for each of x, y"],
    ),
    (
        "formula optimum form",
        formula(("[0.0, 0.0]", "0.0")),
        ["line 7: [problem] optimum: must be a point such as [1.0, 1.0], or a list of points"],
    ),
    (
        "formula optimum name",
        formula(("[0.0, 0.0]", '["b", 0]')),
        ["line 7: [problem] optimum: a coordinate: expression 'b', column 1: unknown name 'b'"],
    ),
    (
        "formula kappa",
        formula(("optimum = [0.0, 0.0]\n", ""), ("learning_rate = 0.01", 'learning_rate = "1/lambda_max"')),
        [
            (
                "line 17: [optimizer.gd] learning_rate: expression '1/lambda_max', column 3: 'lambda_max'"
                " needs the problem's optimum, which is not given"
            )
        ],
    ),
    (
        "formula distance",
        formula(("optimum = [0.0, 0.0]\n", ""), ("[run]", '[record]\ndistance = "last"\n\n[run]')),
        ["line 13: [record] distance: distance needs the problem's optimum, which is not given"],
    ),
    (
        "formula extra key",
        formula(("optimum = [0.0, 0.0]\n", "optimun = [0.0, 0.0]\n")),
        ["line 7: [problem] optimun: unknown key, did you mean 'optimum'?"],
    ),
    (
        "formula tower",
        formula(("0.5*(a*x**2 + y**2)", "((x**64)**64)**64 + y")),
        ["line 4: [problem] expression: column 2: the powers multiply to more than 256"],
    ),
    (
        "formula statement",
        formula(("0.5*(a*x**2 + y**2)", "x if x > 0 else import")),
        ["line 4: [problem] expression: column 17: cannot be read as a formula"],
    ),
    (
        "formula and residuals",
        formula(("variables =", 'residuals = ["x", "y"]\nvariables =')),
        ["line 3: [problem]: gives both expression and residuals; choose one"],
    ),
    (
        "formula residual",
        formula(('expression = "0.5*(a*x**2 + y**2)"', 'residuals = ["x", "y + z"]')),
        ["line 4: [problem] residuals: number 2: column 5: unknown name 'z'"],
    ),
    (
        "formula residual type",
        formula(('expression = "0.5*(a*x**2 + y**2)"', 'residuals = ["x", 3]')),
        ["line 4: [problem] residuals.1: must be a text, not 3"],
    ),
    (
        "formula vector",
        formula(("0.5*(a*x**2 + y**2)", "sum(x[i]**2 for i in range(2))")),
        [("line 5: [problem] variables: cannot be listed beside x[i], sum or prod; give dimension instead")],
    ),
    (
        "formula vector dimension",
        formula(("0.5*(a*x**2 + y**2)", "sum(x[i]**2 for i in range(2))"), ('variables = ["x", "y"]\n', "")),
        ["line 3: [problem] dimension: is missing; x[i], sum and prod need the number of coordinates"],
    ),
    (
        "formula vector index",
        formula(
            ("0.5*(a*x**2 + y**2)", "sum(x[i + 1]**2 for i in range(dimension))"),
            ('variables = ["x", "y"]', "dimension = 2"),
        ),
        [("line 4: [problem] expression: column 5: there is no x[2]; the coordinates are x[0] to x[1]")],
    ),
    ("not toml", edit(("steps = 200", "steps = ")), ["line 8: is not TOML: invalid value at column 9"]),
    ("not toml end", GOOD + "\nkey = [1, 2", ["line 40: is not TOML: unclosed array at the end of the file"]),
    (
        "key twice",
        edit(("steps = 200", "steps = 200\nsteps = 300")),
        ["line 9: is not TOML: cannot overwrite a value at column 12"],
    ),
    ("empty", "", ["is empty; a scenario has at least a title, [problem], [run] and [[optimizer]]"]),
    (
        "comments",
        "# nothing\n",
        ["is empty; a scenario has at least a title, [problem], [run] and [[optimizer]]"],
    ),
    (
        "deep toml",
        "a = " + "[" * 5000,
        ["is not TOML that can be read: too deeply nested, or a number too long"],
    ),
    (
        "huge int",
        "a = " + "9" * 5000,
        ["is not TOML that can be read: too deeply nested, or a number too long"],
    ),
    (
        "date",
        edit(("steps = 200", "steps = 2024-01-01")),
        ["line 8: [run] steps: must be a whole number, not a date or time"],
    ),
    (
        "several",
        edit(
            ("steps = 200", "steps = 0\nsede = 3"),
            ('kind = "gd"', 'kind = "dg"'),
            ("momentum = 0.9\n", "momentum = 2\n"),
            ("at_least = 1.0", "at_leest = 1.0"),
            ('["faster"]', '["slower"]'),
        ),
        [
            "line 8: [run] steps: must lie between 1 and 1,000,000,000, not 0",
            "line 9: [run] sede: unknown key, did you mean 'seed'?",
            f"line 17: [optimizer.gd] kind: unknown optimizer 'dg'; there are {names('optimizers')}",
            "line 24: [optimizer.heavy_ball] momentum: must be at most 1, not 2",
            "line 34: [claim.faster] at_leest: unknown key, did you mean 'at_least'?",
            "line 38: [control.no-momentum] refutes.0: there is no claim 'slower'",
        ],
    ),
]


@pytest.mark.parametrize(("text", "faults"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_message_is_exact_and_complete(text, faults):
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert str(caught.value).split("\n") == [f"scenario.toml: {fault}" for fault in faults]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", [GOOD, FORMULA], ids=["surface", "formula"])
def test_the_scenarios_that_the_cases_edit_are_good(text):
    loads(text)


def test_no_message_leaks_the_validator():
    for _, text, faults in CASES:
        for word in ("pydantic", "http", "Input", "validation", "literal_error", "type=", "ctx"):
            assert word not in " ".join(faults), text
