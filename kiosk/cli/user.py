"""`kiosk user`: the accounts of staff."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kiosk import clock, config
from kiosk.cli.common import actor, database, table

if TYPE_CHECKING:
    from kiosk.accounts.accounts import Account

# Written out, so that `kiosk --help` need not load what accounts need; a test compares them.
ROLES = ("leader", "staff", "admin")


@click.group()
def user() -> None:
    """Accounts of staff: administrators, staff, and leaders who only read."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--full-name", default="", help="As the pages show it; default: NAME.")
def user_add(name: str, role: str, full_name: str) -> None:
    """Make the account NAME and print the one-time code to sign in with, once."""
    from kiosk.accounts import accounts

    with database(config.load()) as db:
        account, code = accounts.add(db, name, full_name, role, actor(), clock.utc_now())
    click.echo(f"Added {account.name} ({account.role}).")
    _show_code(account, code)


@user.command("list")
def user_list() -> None:
    """List the accounts: name, role, state, full name."""
    from kiosk.accounts import accounts

    with database(config.load()) as db:
        found = accounts.everyone(db)
    if not found:
        click.echo("No accounts yet. Make the first: kiosk user add NAME --role admin")
        return
    rows = [(one.name, one.role, _state(one), one.full_name) for one in found]
    table(("Name", "Role", "State", "Full name"), rows)


@user.command("disable")
@click.argument("name")
def user_disable(name: str) -> None:
    """Lock the account NAME and end its sessions; not the last administrator."""
    from kiosk.accounts import accounts

    with database(config.load()) as db:
        account = accounts.of_name(db, name)
        accounts.disable(db, account, actor(), clock.utc_now())
    click.echo(f"Disabled {account.name}.")


@user.command("reset")
@click.argument("name")
def user_reset(name: str) -> None:
    """Print a new one-time code for NAME; its password and sessions end, a lock is lifted."""
    from kiosk.accounts import accounts, signing_in

    settings = config.load()
    key = config.secret_key(settings)
    with database(settings) as db:
        account = accounts.of_name(db, name)
        code = accounts.reset(db, account, actor(), clock.utc_now())
        signing_in.forget(db, signing_in.subject_of(account.name, key))
        account = accounts.of_name(db, name)
    click.echo(f"Reset {account.name} ({account.role}).")
    _show_code(account, code)


def _show_code(account: "Account", code: str) -> None:
    click.echo(f"One-time code, valid until {_local(account.code_until or '')}: {code}")
    click.echo("It is not shown again. Sign in with it at /can-bo and set a password.")


def _state(account: "Account") -> str:
    if account.is_disabled:
        return "disabled"
    if account.code_until is not None:
        return f"code until {_local(account.code_until)}"
    return f"signed in {_local(account.signed_in_at)}" if account.signed_in_at else "in use"


def _local(stamp: str) -> str:
    """A stored moment in the time of Viet Nam, to the minute."""
    return datetime.fromisoformat(stamp).astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M")
