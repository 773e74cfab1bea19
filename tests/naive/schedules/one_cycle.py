"""torch.optim.lr_scheduler.OneCycleLR as documented: cosines, two phases; relative to max_lr."""

import math


def factor(t, duration, warm_up, initial, final):
    def anneal(start, end, share):
        return end + (start - end) / 2 * (1 + math.cos(math.pi * share))

    turn, last = max(warm_up * duration - 1, 0), duration - 1
    if t < turn:
        return anneal(initial, 1, t / turn)
    return anneal(1, final, (min(t, last) - turn) / (last - turn))
