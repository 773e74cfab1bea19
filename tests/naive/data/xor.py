"""Corners of the square, one after another."""

EXAMPLE = {"noise": 0.1}

CORNERS = [((-1, -1), 0), ((-1, 1), 1), ((1, -1), 1), ((1, 1), 0)]


def examples(normals, count, noise):
    inputs, labels = [], []
    for i in range(count):
        (x, y), label = CORNERS[i % 4]
        n = normals(0, 2)[i]
        inputs.append([x + noise * n[0], y + noise * n[1]])
        labels.append(label)
    return inputs, labels
