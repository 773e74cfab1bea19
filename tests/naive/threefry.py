"""Threefry-4x32-20 word by word, as Salmon et al. (2011) and the Skein specification state it."""

ROTATIONS = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]
MASK = 2**32 - 1


def threefry_4x32_20(counter, key):
    words = [int(k) for k in key]
    parity = 0x1BD11BDA
    for k in words:
        parity ^= k
    words.append(parity)
    x = [(int(c) + words[i]) & MASK for i, c in enumerate(counter)]
    for r in range(20):
        first, second = ROTATIONS[r % 8]
        x[0] = (x[0] + x[1]) & MASK
        x[1] = (((x[1] << first) | (x[1] >> (32 - first))) & MASK) ^ x[0]
        x[2] = (x[2] + x[3]) & MASK
        x[3] = (((x[3] << second) | (x[3] >> (32 - second))) & MASK) ^ x[2]
        x[1], x[3] = x[3], x[1]
        if r % 4 == 3:
            s = r // 4 + 1
            x = [(x[i] + words[(s + i) % 5] + (s if i == 3 else 0)) & MASK for i in range(4)]
    return x
