"""The command that prints what makes a shell complete `sqn`."""

import click
from click.shell_completion import get_completion_class

SHELLS = {
    "bash": "echo 'eval \"$(sqn completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(sqn completion zsh)\"' >> ~/.zshrc",
    "fish": "sqn completion fish > ~/.config/fish/completions/sqn.fish",
}


@click.command(
    help="Print a script that makes a shell complete commands, questions, their parameters and values from the data."
    "\n\n\b\nTo have it in every shell:\n" + "\n".join(f"  {shell:5} {how}" for shell, how in SHELLS.items())
)
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> None:
    from workbench.cli.main import sqn

    made = get_completion_class(shell)
    assert made is not None, shell
    click.echo(made(sqn, {}, "sqn", "_SQN_COMPLETE").source())
