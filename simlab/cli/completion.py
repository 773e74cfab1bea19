"""``simlab completion``: what makes a shell complete commands, options, names and files."""

from __future__ import annotations

import click

from simlab.cli.options import output_format, print_json

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@output_format
@click.pass_context
def command(ctx: click.Context, shell: str, style: str) -> None:
    """Print the script that teaches a shell to complete what follows simlab.

    For bash, in ~/.bashrc: eval "$(simlab completion bash)"; for zsh the same in ~/.zshrc, after compinit;
    for fish: simlab completion fish > ~/.config/fish/completions/simlab.fish
    """
    from click.shell_completion import get_completion_class

    program = ctx.find_root()
    maker = get_completion_class(shell)
    if maker is None:
        raise click.UsageError(f"this version of click cannot complete for {shell}")
    script = maker(program.command, {}, "simlab", "_SIMLAB_COMPLETE").source()
    if style == "json":
        print_json({"shell": shell, "script": script})
        return
    click.echo(script.strip())
