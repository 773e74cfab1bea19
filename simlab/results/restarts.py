"""Best of several: which restart of every replicate the results keep."""

from __future__ import annotations

import numpy as np

from simlab.results.dataset import Outcome


def keep_best(outcome: Outcome, count: int) -> Outcome:
    """``outcome`` of ``count`` restarts a replicate, reduced to the restart with the lowest final loss.

    Lane (v * count + k) * replicates + r is restart k of replicate r of variant v; afterwards lane
    v * replicates + r is the best of them in everything that was recorded. A loss that is not finite never
    wins against one that is; among equals the lowest restart wins. ``outcome`` must record ``loss``, and
    its last record is taken.
    """
    loss = outcome.records["loss"][-1].reshape(len(outcome.variants), count, -1)
    best = np.where(np.isfinite(loss), loss, np.inf).argmin(axis=1)
    variant, replicate = np.indices(best.shape)
    lanes = ((variant * count + best) * loss.shape[-1] + replicate).ravel()
    return Outcome(
        variants=outcome.variants,
        records={name: record[..., lanes] for name, record in outcome.records.items()},
        start=outcome.start[:, lanes],
        final_theta=outcome.final_theta[:, lanes],
        status=outcome.status[lanes],
        status_step=outcome.status_step[lanes],
        hits={name: hit[lanes] for name, hit in outcome.hits.items()},
        best_restart=best.ravel(),
        restart_loss=loss.swapaxes(0, 1).reshape(count, -1),
        replicates=outcome.replicates,
    )
