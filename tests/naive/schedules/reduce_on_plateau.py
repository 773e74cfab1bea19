"""optax.contrib.reduce_on_plateau as documented, with plain conditions, one loss after another."""


def factors(losses, factor, patience, threshold, cooldown, least):
    best, waited, resting, scale, found = None, 0, 0, 1.0, []
    for loss in losses:
        better = best is None or best - loss > threshold * abs(best)
        if better:
            best = loss
        if resting > 0:
            resting, waited = resting - 1, 0
        else:
            waited = 0 if better else waited + 1
            if waited == patience:
                scale, waited, resting = max(scale * factor, least), 0, cooldown
        found.append(scale)
    return found
