"""Words in a given order, bit by bit."""

EXAMPLE = {"bits": 4}


def examples(order, count, bits):
    inputs, labels = [], []
    for i in range(count):
        word = format(order[i % 2**bits], f"0{bits}b")
        inputs.append([1 if bit == "1" else -1 for bit in word])
        labels.append(word.count("1") % 2)
    return inputs, labels
