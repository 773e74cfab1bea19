"""What the table ``[data]`` of a scenario may say: a kind with its own keys, or a file with its columns.

Reading it starts neither the compiler nor scikit-learn: the keys of a kind are what its file declares, which
a caller may also have read without importing it and hands to `kind_model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator

from simlab import registry
from simlab.data.values import Character, Declared, Encoding, Whole, wrong
from simlab.errors import UsageError, nearest
from simlab.parameters import Parameter

MOST_EXAMPLES = 1_000_000


class Closed(BaseModel):
    """A table that is immutable and closed to unknown keys and other types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FaultTable(Closed):
    """One entry of ``faults``: what is spoiled, and where. See `simlab.data.faults`."""

    kind: Literal["nan", "inf", "outlier", "label_flip", "duplicate", "constant"]
    rate: float | None = Field(
        default=None, ge=0, le=1, description="probability that an example (constant: an input) is struck"
    )
    indices: list[Annotated[Whole, Field(ge=0)]] | None = Field(
        default=None, min_length=1, description="training examples (constant: inputs) that are struck, from 0"
    )
    where: Literal["input", "target"] = Field(default="input", description="what nan, inf, outlier strike")
    feature: str | None = Field(default=None, description="the input that is struck; by default a random one")
    magnitude: float = Field(default=100.0, allow_inf_nan=False, description="value of an outlier")
    source: Whole = Field(default=0, ge=0, description="training example that duplicates are copies of")
    step: Whole | None = Field(
        default=None, ge=0, description="first step at which it strikes; by default it lasts throughout"
    )
    duration: Whole = Field(default=1, ge=1, description="steps for which it strikes from step on")

    @model_validator(mode="after")
    def _consistent(self) -> FaultTable:
        if (self.rate is None) == (self.indices is None):
            raise wrong("needs exactly one of rate and indices")
        used = {
            "where": ("nan", "inf", "outlier"),
            "feature": ("nan", "inf", "outlier"),
            "magnitude": ("outlier",),
            "source": ("duplicate",),
        }
        if "duration" in self.model_fields_set and self.step is None:
            raise wrong("duration means nothing without the step from which the fault strikes")
        for key, kinds in used.items():
            if key in self.model_fields_set and self.kind not in kinds:
                raise wrong(f"{key} means nothing to the fault '{self.kind}', only to {', '.join(kinds)}")
        if self.where == "target" and self.feature is not None:
            raise wrong("feature names an input, but where is 'target'")
        return self

    @property
    def steps(self) -> range:
        """The steps at which it strikes, if it has a time."""
        first = self.step or 0
        return range(first, first + self.duration)


class DataTable(Closed):
    """What is done with a table, wherever it comes from, in the order of the keys."""

    test_fraction: float = Field(default=0.0, ge=0, lt=1, description="share kept for testing, by the seed")
    faults: list[FaultTable] = Field(default=[], description="what is spoiled in the training part")
    cure: Literal["none", "drop", "winsorise"] = Field(
        default="none", description="what is done about outliers and non-finite values in the training part"
    )
    deviations: float = Field(
        default=3.0, gt=0, allow_inf_nan=False, description="an outlier is further from the median than this"
    )
    constant: Literal["error", "drop", "keep"] = Field(
        default="error", description="an input with a single value in the training part"
    )
    scale: Literal["none", "standardise", "whiten", "min_max"] = Field(
        default="none", description="how inputs are scaled, fitted on the training part"
    )
    scale_target: bool = Field(default=False, description="standardise the target of a regression")


class KindData(DataTable):
    """Examples of a generator or of a real table of the registry; made by `kind_model`."""

    declared: ClassVar[Mapping[str, Parameter]] = {}

    kind: str
    count: Annotated[Whole, Field(ge=1, le=MOST_EXAMPLES)] | None = Field(
        default=None, description="number of examples; 200 by default, of a real table all"
    )

    @property
    def numbers(self) -> dict[str, float | list[float]]:
        """Every parameter of the kind: as given, else its default."""
        return {key: getattr(self, key) for key in self.declared}


class FileData(DataTable):
    """Columns of a CSV, NPZ or Parquet file."""

    file: str = Field(min_length=1, description="path, relative to the scenario's folder")
    inputs: list[str] | None = Field(
        default=None, min_length=1, description="columns of the inputs; by default all but the target"
    )
    target: str | list[str] = Field(
        description="column of the target; several for a regression", min_length=1
    )
    task: Literal["regression", "binary", "classes"] | None = Field(
        default=None, description="by default regression for numbers, classes for texts (two: binary)"
    )
    missing: Literal["error", "drop", "mean"] = Field(
        default="error", description="empty cells and NaN: a fault, drop the row, or the training part's mean"
    )
    categories: Literal["error", "one_hot"] = Field(
        default="error", description="inputs of text: a fault, or one input for each value"
    )
    separator: Character = Field(default=",", description="character between the cells of a CSV file")
    decimal: Literal[".", ","] = Field(default=".", description="decimal mark of a CSV file")
    header: bool = Field(default=True, description="whether the first line of a CSV file has the names")
    encoding: Encoding = Field(default="utf-8", description="encoding of a CSV file")

    @model_validator(mode="after")
    def _consistent(self) -> FileData:
        if self.separator == self.decimal:
            raise wrong(f"separator and decimal are both '{self.decimal}'")
        return self


class BatchTable(Closed):
    """How batches are drawn; see `simlab.data.batches`."""

    order: Literal["full", "shuffled", "with_replacement", "class_sorted", "class_homogeneous"] = Field(
        default="full", description="which examples each step sees"
    )
    size: Annotated[Whole, Field(ge=1)] | None = Field(default=None, description="examples of a batch")

    @model_validator(mode="after")
    def _consistent(self) -> BatchTable:
        if self.order == "full" and self.size is not None:
            raise wrong("size means nothing to the order 'full', which takes all examples")
        if self.order != "full" and self.size is None:
            raise wrong(f"the order '{self.order}' needs a size")
        return self


def kind_model(kind: str, declared: Mapping[str, Parameter]) -> type[KindData]:
    """The model of a table that chooses ``kind``, whose parameters are ``declared``."""
    fields: dict[str, Any] = {"kind": (Literal[kind], Field(description=registry.summary("data", kind)))}
    for key, one in declared.items():
        default = ... if one.default is None else one.default
        fields[key] = (Annotated[Any, Declared(one)], Field(default=default, description=one.description))
    model = create_model(f"{kind}_data", __base__=KindData, **fields)
    model.declared = declared
    return model


def read_table(raw: Mapping[str, Any]) -> DataTable:
    """The table ``[data]`` as a model.

    Parameters
    ----------
    raw : mapping
        The table as TOML gives it: with ``kind`` or with ``file``.

    Raises
    ------
    UsageError
        With everything that is wrong, each key with what was expected and the nearest known name.
    """
    if ("kind" in raw) == ("file" in raw):
        raise UsageError(f"[data]: needs exactly one of kind ({', '.join(registry.names('data'))}) and file")
    model: type[DataTable] = FileData
    if "kind" in raw:
        model = kind_model(str(raw["kind"]), registry.load("data", str(raw["kind"])).PARAMETERS)
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        raise UsageError("\n".join(_sentence(one, model) for one in error.errors())) from None


def _sentence(error: Mapping[str, Any], model: type[DataTable]) -> str:
    place = ".".join(str(part) for part in error["loc"])
    table = FaultTable if error["loc"][:1] == ("faults",) else model
    if error["type"] == "extra_forbidden":
        return f"[data] {place}: unknown key{nearest(str(error['loc'][-1]), table.model_fields)}"
    text = error["msg"][:1].lower() + error["msg"][1:]
    given = "" if error["type"] in ("missing", "simlab") else f", not {error['input']!r}"
    return f"[data]{' ' * bool(place)}{place}: {text}{given}"
