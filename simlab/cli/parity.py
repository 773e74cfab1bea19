"""``simlab parity``: whether two engines give the same bits."""

from __future__ import annotations

from dataclasses import asdict

import click

from simlab.cli.options import changes, files, output_format, overrides, print_json, scenarios, threads
from simlab.engines import DEVICES


@click.command("parity")
@scenarios
@click.option(
    "--devices",
    nargs=2,
    type=click.Choice(DEVICES[1:]),
    default=("cpu", "cuda"),
    show_default=True,
    help="The two engines.",
)
@threads
@changes
@output_format
def command(scenarios, devices: tuple[str, str], threads: int | None, style: str, **typed) -> None:
    """Run a scenario on two engines and say how far apart each variable is; exit code 1 if one differs."""
    from simlab.cli.progress import Progress
    from simlab.cli.start import import_lightly

    import_lightly()
    from simlab.engines import choose, default_threads
    from simlab.parity import parity
    from simlab.plan import make_plan
    from simlab.scenario import load
    from simlab.settings import Settings

    for device in devices:
        choose(device)
    changed = overrides(typed["assignments"], typed["seed"], typed["replicates"])
    settings = Settings(threads=threads or default_threads())
    found = {}
    for path in files(scenarios):
        reporter = Progress(path.stem)
        try:
            found[path] = parity(make_plan(load(path, changed)), settings, devices, reporter)
        finally:
            reporter.close()
    if style == "json":
        print_json(
            [{"scenario": str(path), "variables": list(map(asdict, all_))} for path, all_ in found.items()]
        )
    else:
        for path, differences in found.items():
            click.echo(f"{click.style(str(path), bold=True)}: {devices[0]} and {devices[1]}")
            for one in differences:
                words = f"{one.different:,} of {one.values:,} differ, by {one.ulps:.3g} ulp at most"
                click.echo(f"  {one.variable:<16} {words if one.different else 'same bits'}")
    if any(one.different for differences in found.values() for one in differences):
        raise SystemExit(1)
