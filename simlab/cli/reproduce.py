"""``simlab reproduce``: a run again, from its manifest, to the same digest or not."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from simlab.cli.options import memory, output_format, print_json, threads


@click.command("reproduce")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--device", default="auto", show_default=True, help="What computes, as of `simlab run`.")
@threads
@memory
@output_format
@click.pass_context
def command(
    ctx: click.Context, run: Path, device: str, threads: int | None, memory: int | None, style: str
) -> None:
    """Run a finished run again from its manifest and compare the digests; exits with 1 if they differ."""
    from simlab.cli.progress import Progress
    from simlab.cli.start import import_lightly

    import_lightly()
    from simlab.reproduction import reproduce
    from simlab.settings import Reporter, Settings, default_threads

    settings = Settings(device=device, threads=threads or default_threads(), memory=memory)
    with closing(Reporter() if style == "json" else Progress(run.name)) as reporter:
        found = reproduce(run, settings, reporter)
    if style == "json":
        print_json(asdict(found) | {"same": found.same})
        ctx.exit(found.exit_code)
    click.echo(f"then  {found.then}\nnow   {found.now}")
    click.echo("the same, to the last bit" if found.same else "NOT the same")
    for label in found.variants:
        click.echo(f"  differs  {label}")
    for name, (then, now) in found.software.items():
        click.echo(f"  {name}: {then} then, {now} now")
    ctx.exit(found.exit_code)
