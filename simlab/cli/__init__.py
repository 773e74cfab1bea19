"""The command line: parse, call one function, print, exit code."""

from __future__ import annotations

import os
import signal
import sys

import click

from simlab.cli import (
    bench,
    check,
    completion,
    diagnose,
    diff,
    doctor,
    figures,
    list_,
    new,
    parity,
    plan,
    reproduce,
    run,
    schema,
    show,
    status,
    validate,
)
from simlab.cli.options import PROGRAM
from simlab.cli.start import collect_seldom
from simlab.errors import SimlabError

COMMANDS = (
    run,
    check,
    diagnose,
    plan,
    validate,
    new,
    list_,
    show,
    status,
    diff,
    reproduce,
    figures,
    schema,
    doctor,
    bench,
    parity,
    completion,
)
INTERRUPTED = 130


class Group(click.Group):
    """Commands in the order of a user's day, and every error as one clear message without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Order of the help text."""
        return [module.command.name for module in COMMANDS]

    def invoke(self, ctx: click.Context):
        """Run the command; what a user can cause becomes a message and its exit code."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except SimlabError as error:
            _end(ctx, str(error), error.exit_code)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            _end(ctx, f"{place}{error.strerror or error}", SimlabError.exit_code)
        except MemoryError:
            _end(ctx, "out of memory: record less often, or run fewer replicates", SimlabError.exit_code)
        except KeyboardInterrupt as error:
            _end(ctx, str(error) or "interrupted", INTERRUPTED)


def _end(ctx: click.Context, message: str, code: int) -> None:
    click.echo(message, err=True)
    ctx.exit(code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="simlab", message="%(prog)s %(version)s")
def cli() -> None:
    """Ask a question about gradient-based training in a TOML file; get figures and a verdict per claim.

    Exit codes: 0 all claims supported, 1 a claim refuted or a control toothless, 2 usage or scenario error,
    3 run-time or device error, 4 some claims inconclusive, 130 interrupted.
    """


for _module in COMMANDS:
    cli.add_command(_module.command)


def main() -> None:
    """Entry point of the ``simlab`` program."""
    collect_seldom()
    for name in ("SIGTERM", "SIGHUP"):  # a batch system's stop, a terminal that closes: a checkpoint too
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks for
            signal.signal(number, signal.default_int_handler)
    try:
        cli(prog_name="simlab", obj=PROGRAM)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as with `simlab list | head`
        sys.exit(0)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo("this is a fault of simlab itself, not of your scenario: please report it", err=True)
        sys.exit(SimlabError.exit_code)  # 1 would say that a claim is refuted
