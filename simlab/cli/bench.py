"""``simlab bench``: how fast simlab is here, beside plain NumPy."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from simlab.cli.options import output_format, print_json, threads

if TYPE_CHECKING:
    from simlab.bench import Rate

_ROW = "  {:<30} {:>7} {:>10} {:>10} {:>7}"


@click.command("bench")
@threads
@click.option(
    "--seconds",
    type=click.FloatRange(0.001, 60.0),
    default=0.2,
    show_default=True,
    help="How long each of the sixteen measurements takes.",
)
@output_format
def command(threads: int | None, seconds: float, style: str) -> None:
    """Measure a few kernels beside plain NumPy loops on this machine; less than 20 seconds."""
    from simlab import bench
    from simlab.engines import default_threads
    from simlab.results.machine import cpu_model
    from simlab.results.manifest import versions

    threads = threads or default_threads()
    packages = versions()
    machine = {"processor": cpu_model(), "threads": threads, "versions": packages}
    if style == "json":
        compiled = dict(bench.compile_seconds())
        rates = [{**asdict(rate), "ratio": rate.ratio} for rate in bench.rates(threads, seconds)]
        print_json({"machine": machine, "compile_s": compiled, "rates": rates})
        return
    click.echo(f"{cpu_model()}, {threads} threads; NumPy {packages['numpy']} by itself, as it comes")
    click.echo("\ncompiling from cold, once for all numbers and sweeps")
    for name, taken in bench.compile_seconds():
        click.echo(f"  {name:<30} {taken:7.2f} s")
    click.echo("\ntrajectory-steps a second, the best call")
    click.echo(_ROW.format("", "lanes", "simlab", "NumPy", "ratio"))
    for rate in bench.rates(threads, seconds):
        click.echo(_described(rate))


def _described(rate: Rate) -> str:
    return _ROW.format(
        rate.kernel, f"{rate.lanes:,}", f"{rate.simlab:.2e}", f"{rate.numpy:.2e}", f"{rate.ratio:.1f}"
    )
