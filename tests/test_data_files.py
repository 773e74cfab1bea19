"""Files of the user as data: what is read, and what every fault of a file is told as."""

from __future__ import annotations

import os

import numpy as np
import pytest

from simlab.data import files, load, read_table
from simlab.data.files import parquet
from simlab.errors import UsageError

SMALL = "height,weight,colour,y\n1.5,60,red,0\n2,NA,blue,1\n1.75,80,red,1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.csv").write_text(SMALL, encoding="utf-8")
    return tmp_path


def read(folder, seed=1, **keys):
    return load(read_table({"file": "small.csv", "target": "y", **keys}), seed, folder)


def complaint(folder, **keys):
    with pytest.raises(UsageError) as caught:
        read(folder, **keys)
    return str(caught.value)


def written(folder, content, name="other.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return {"file": name}


def test_chosen_columns_are_read(folder):
    data = read(folder, inputs=["height"])
    assert np.array_equal(data.inputs, [[1.5], [2.0], [1.75]]) and np.array_equal(data.targets, [0, 1, 1])
    assert (data.target_kind, data.feature_names, data.class_names) == ("regression", ("height",), ())
    assert data.train.tolist() == [0, 1, 2] and len(data.test) == 0
    with pytest.raises(ValueError, match="read-only"):
        data.inputs[0, 0] = 1.0


def test_every_policy_in_turn(folder):
    assert complaint(folder) == (
        "small.csv: line 2, column 'colour': 'red' is not a number (3 such cells)"
        '; categories = "one_hot" makes one input of each text, or choose other inputs'
    )
    assert complaint(folder, categories="one_hot") == (
        "small.csv: 1 missing cell (line 3, column 'weight'); "
        'missing = "drop" leaves out 1 of 3 rows, "mean" fills inputs'
    )
    filled = read(folder, categories="one_hot", missing="mean")
    assert filled.feature_names == ("height", "weight", "colour=blue", "colour=red")
    assert np.array_equal(filled.inputs, [[1.5, 60, 0, 1], [2, 70, 1, 0], [1.75, 80, 0, 1]])


def test_a_text_that_is_everywhere_is_a_constant_column(folder):
    message = complaint(folder, inputs=["colour", "weight"], categories="one_hot", missing="drop")
    assert "small.csv: column 'colour=red' is 1 in all training examples" in message
    kept = read(folder, inputs=["colour", "weight"], categories="one_hot", missing="drop", constant="drop")
    assert kept.feature_names == ("weight",) and "left out: colour=red" in kept.description


def test_ten_thousand_rows_with_texts_and_holes_get_an_answer_at_every_step(tmp_path):
    count, rng = 10_000, np.random.default_rng(0)
    x, cities = rng.normal(size=count), rng.choice(["Kiel", "Bonn", "Ulm"], count)
    rows = [
        [f"{v:.6f}", city, ("yes", "no")[i % 2], f"{2 * v:.6f}"]
        for i, (v, city) in enumerate(zip(x, cities, strict=True))
    ]
    rows[10][0] = rows[500][0] = ""
    rows[9999][0] = "NaN"
    lines = ["x,city,answer,y", *(",".join(row) for row in rows)]
    (tmp_path / "small.csv").write_text("\n".join(lines), encoding="utf-8")
    first = complaint(tmp_path).splitlines()
    assert len(first) == 2 and f"line 2, column 'city': '{cities[0]}' is not a number (10000" in first[0]
    assert "line 2, column 'answer': 'yes'" in first[1] and 'categories = "one_hot"' in first[1]
    second = complaint(tmp_path, categories="one_hot")
    assert "3 missing cells (line 12, column 'x'; line 502, column 'x'; line 10001, column 'x')" in second
    assert '"drop" leaves out 3 of 10000 rows' in second
    dropped = read(tmp_path, categories="one_hot", missing="drop", test_fraction=0.2)
    assert dropped.inputs.shape == (9997, 6) and (dropped.train_count, len(dropped.test)) == (7998, 1999)
    assert dropped.feature_names == ("x", "city=Bonn", "city=Kiel", "city=Ulm", "answer=no", "answer=yes")
    assert np.array_equal(dropped.inputs[:, 1:4].sum(axis=1), np.ones(9997))
    filled = read(tmp_path, categories="one_hot", missing="mean", test_fraction=0.2)
    assert filled.inputs.shape == (10_000, 6)
    known = filled.train[~np.isin(filled.train, [10, 500, 9999])]
    np.testing.assert_allclose(filled.inputs[[10, 500, 9999], 0], filled.inputs[known, 0].mean(), rtol=1e-12)
    assert "3 missing cells filled" in filled.description
    message = complaint(tmp_path, inputs=["x"], target="answer", missing="error")
    assert "3 missing cells" in message
    labels = read(tmp_path, inputs=["x"], target="answer", missing="drop")
    assert (labels.target_kind, labels.class_names) == ("binary", ("no", "yes"))
    assert labels.targets[:3].tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"inputs": ["hieght"]}, "inputs: there is no column 'hieght', did you mean 'height'"),
        ({"target": "z"}, "target: there is no column 'z'; columns: 'height', 'weight', 'colour', 'y'"),
        ({"inputs": ["height", "y"]}, "column 'y' is both an input and the target"),
        ({"inputs": ["height", "height"]}, "column 'height' is named twice"),
        ({"target": "colour", "task": "regression", "inputs": ["height"]}, "line 2, column 'colour': 'red'"),
        ({"target": ["y", "colour"], "inputs": ["height"]}, "several targets must be numbers"),
        (
            {"target": "weight", "inputs": ["height"], "missing": "mean"},
            "line 3, column 'weight': the target",
        ),
        ({"target": "height", "task": "binary", "inputs": ["y"]}, "3 different values, not 2"),
        ({"file": "smal.csv"}, "no such file in .*, did you mean 'small.csv'"),
        ({"file": "small.xls"}, "unknown ending '.xls'; known are .csv"),
        ({"file": "a\0b.csv"}, "cannot be read"),
        ({"separator": ";"}, 'separator = ","'),
    ],
)
def test_wrong_columns_and_files_are_named(folder, keys, words):
    with pytest.raises(UsageError, match=words):
        read(folder, **keys)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("x,y\n", "has names but no rows"),
        ("x,y\n1,2\n3\n4,5,6\n", "line 3 has 1 cell instead of 2 .2 such lines"),
        ("1,2\n3,4\n", "line 1 has numbers, not names; header = false"),
        ("x,x,y\n1,2,3\n", "two columns are called 'x'"),
        ("x,,y\n1,2,3\n", "column 2 of 3 has no name"),
        ("x;y\n1;2\n", 'did you mean separator = ";"'),
        ('x,y\n"1,2\n', "line 2: unexpected end of data"),
        ("x,y\n1,2\n1,3\n", "column 'x' is 1 in all training examples"),
        ("x,y\ninf,2\n1,3\n", "line 2, column 'x': is infinite"),
        ("x,y\n,2\n,3\n", "2 missing cells"),
        ("x,y\n1_0,2\n1,3\n", "line 2, column 'x': '1_0' is not a number"),
        ("name,y\nK\xf6ln,2\n".encode("latin-1"), "line 2: byte 0xf6 is not utf-8; .*latin-1"),
        ("x,y\n1,2\n".encode("utf-16"), 'write encoding = "utf-16"'),
        (b"x,y\n1,\x002\n", "null characters"),
    ],
)
def test_faults_of_a_csv_file_are_told(folder, content, words):
    with pytest.raises(UsageError, match=words) as caught:
        read(folder, **written(folder, content))
    assert "other.csv" in str(caught.value)


def test_a_slip_in_a_column_of_numbers_does_not_become_categories(folder):
    rows = "".join(f"{i},{i}\n" for i in range(50))
    with pytest.raises(UsageError, match=r"line 52, column 'x': '1\.2x' is not a number, while most"):
        read(folder, **written(folder, f"x,y\n{rows}1.2x,3\n"), categories="one_hot")
    rows = "".join(f"name {i},{i}\n" for i in range(65))
    with pytest.raises(UsageError, match="'x' has 65 different texts, more than 64"):
        read(folder, **written(folder, f"x,y\n{rows}"), categories="one_hot")


def test_dialects_are_read(folder):
    german = written(folder, "größe;y\n1,5;2\n\n2,5;3\n".encode("cp1252"))
    data = read(folder, **german, separator=";", decimal=",", encoding="cp1252")
    assert data.feature_names == ("größe",) and data.inputs.ravel().tolist() == [1.5, 2.5]
    bare = read(folder, **written(folder, "1,2\n3,4\n"), header=False, target="column_1")
    assert bare.feature_names == ("column_0",) and bare.targets.tolist() == [2.0, 4.0]
    tabs = read(folder, **written(folder, b"\xef\xbb\xbfx\ty\r\n1\t2\r\n3\t4\r\n", "tabs.tsv"))
    assert tabs.feature_names == ("x",) and tabs.inputs.ravel().tolist() == [1.0, 3.0]
    quoted = read(folder, **written(folder, '"a, b", y\n"1", 2\n3,4\n'))
    assert quoted.feature_names == ("a, b",)


def test_targets_may_be_classes_or_several(folder):
    given = written(folder, "x,k,c\n1,3,a\n2,5,b\n3,4,c\n4,3,a\n")
    numbers = read(folder, **given, inputs=["x"], target="k", task="classes")
    assert numbers.targets.dtype == np.int64
    assert (numbers.targets.tolist(), numbers.class_names) == ([0, 2, 1, 0], ("3", "4", "5"))
    texts = read(folder, **given, inputs=["x"], target="c")
    assert (texts.target_kind, texts.class_names) == ("classes", ("a", "b", "c"))
    both = written(folder, "x,k,c\n1,3,7\n2,5,8\n", "both.csv")
    assert read(folder, **both, target=["k", "c"]).targets.tolist() == [[3.0, 7.0], [5.0, 8.0]]


def test_what_is_no_file_or_too_large_is_refused_unread(folder, monkeypatch):
    (folder / "folder.csv").mkdir()
    assert "is not a file" in complaint(folder, file="folder.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.csv")
        assert "is not a file" in complaint(folder, file="pipe.csv")
    with open(folder / "huge.csv", "wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    assert "at most 64 MiB are read" in complaint(folder, file="huge.csv")
    monkeypatch.setattr("simlab.data.files.separated.MOST_CELLS", 5)
    assert "more than 5 cells" in complaint(folder)


def test_arrays_are_read_by_their_names(folder):
    x, label = np.arange(6.0).reshape(3, 2), np.array(["a", "b", "a"])
    np.savez(
        folder / "a.npz", x=x, y=np.array([1, 2, 3]), label=label, bad=np.zeros(2), z=np.zeros((1, 1, 1))
    )
    data = read(folder, file="a.npz", inputs=["x"])
    assert np.array_equal(data.inputs, x) and data.feature_names == ("x_0", "x_1")
    assert read(folder, file="a.npz", inputs=["x_1"], target="label").class_names == ("a", "b")
    assert "unequal length: 'bad' 2, 'y' 3" in complaint(folder, file="a.npz", inputs=["bad"])
    assert "row 0 (from 0), column 'label': 'a'" in complaint(folder, file="a.npz", inputs=["label"])
    assert "did you mean 'label'" in complaint(folder, file="a.npz", inputs=["labels"])
    np.savez(folder / "b.npz", x=np.array([{}], object), y=np.zeros(1))
    assert "no NPZ file of plain arrays" in complaint(folder, file="b.npz")
    assert "no NPZ file" in complaint(folder, **written(folder, "text", "c.npz"))
    np.savez_compressed(folder / "bomb.npz", y=np.zeros(21_000_000))
    assert "unpacks to 160 MiB" in complaint(folder, file="bomb.npz")


def test_parquet_is_read_by_its_columns(folder):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    columns = {"x": [1.0, None, 3.0], "k": ["a", "b", None], "flag": [True, False, True], "y": [1, 2, 3]}
    write_table(arrow.table(columns | {"when": arrow.array([0, 1, 2], arrow.date32())}), folder / "a.parquet")
    data = read(folder, file="a.parquet", inputs=["x", "flag"], missing="drop", constant="keep")
    assert data.inputs.tolist() == [[1.0, 1.0], [3.0, 1.0]] and data.targets.tolist() == [1.0, 3.0]
    assert "row 0 (from 0), column 'k': 'a' is not" in complaint(folder, file="a.parquet", inputs=["x", "k"])
    assert "'when' has the type date32" in complaint(folder, file="a.parquet", inputs=["when"])
    assert "no column 'z'" in complaint(folder, file="a.parquet", inputs=["z"])
    assert "is no Parquet file" in complaint(folder, **written(folder, "text", "b.parquet"))


def test_without_pyarrow_the_message_says_how_to_install_it(folder, monkeypatch):
    def absent(name):
        raise ImportError(f"No module named '{name}'")

    monkeypatch.setattr(parquet, "import_module", absent)
    message = complaint(folder, **written(folder, "", "a.parquet"))
    assert "Parquet needs PyArrow" in message and 'pip install "simlab[data]"' in message
