"""What must hold between the landscapes and the other tables of a scenario."""

from __future__ import annotations

from simlab import registry
from simlab.scenario.draft import Draft
from simlab.scenario.faults import Faults


def check_landscapes(draft: Draft, faults: Faults) -> None:
    """Add to ``faults`` what the landscapes of ``draft`` ask for and the rest of the file does not give."""
    hits = [f"hit_{hit.name}" for hit in draft.hits.values()]
    taken = {*registry.names("observers"), *hits}
    for index, landscape in draft.landscapes.items():
        for variable in landscape.variables:
            if variable in taken:
                message = f"the results have another '{variable}'; choose another name"
                faults.add(("landscape", index, "name"), message)
            taken.add(variable)
        if draft.stream is not None:
            message = "needs single trajectories, and a run with a [stream] table keeps none"
            faults.add(("landscape", index, "name"), message)
        if landscape.has_path and draft.record.get("theta", "none") in ("none", "last"):
            message = "needs the path of the trajectory; add theta = 'every 10' to [record]"
            faults.add(("landscape", index, "kind"), message)
        given = draft.run.replicates if draft.run and "replicates" in draft.run.model_fields_set else None
        if given and landscape.replicates and landscape.replicates > given:
            message = f"is {landscape.replicates:,}, but the run has {given:,}"
            faults.add(("landscape", index, "replicates"), message)
