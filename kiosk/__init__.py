"""QR notice board, lookup and counting of administrative procedures for a one-stop shop."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kiosk.config import Settings

__version__ = "0.1.0"


def create_app(settings: "Settings | None" = None) -> "Flask":
    """
    The web application. Only wiring: settings, database, security, errors, blueprints.

    Raises SettingError or StoreError when it could not serve rightly.
    """
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from kiosk import config
    from kiosk.web import BLUEPRINTS, access, errors, pages, security, service
    from kiosk.web.front import Front
    from kiosk.web.numbers import Number

    settings = settings or config.load()
    app = Flask("kiosk", template_folder=str(config.TEMPLATES), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key(settings),
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.url_map.strict_slashes = False
    app.url_map.converters["int"] = Number
    service.attach(app, settings)
    pages.set_up(app)
    security.set_up(app)
    access.set_up(app)
    errors.set_up(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.wsgi_app = Front(app.wsgi_app, app.extensions["kiosk"])  # type: ignore[method-assign]
    if settings.proxy_count:
        n = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    return app
