"""`kiosk serve`: the server."""

import click

from kiosk import config
from kiosk.cli.common import warn_about


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the pages and count."""
    from kiosk import create_app
    from kiosk.web import server

    settings = config.load()
    app = create_app(settings)
    warn_about(settings)
    server.serve(app, host, port, click.echo)
