"""
The database: one small surface, so that a second engine can stand beside SQLite.

Functions that hold SQL take a `Database`, use named parameters, and write the dialect that SQLite
and PostgreSQL share. `:unit` is always bound: each `Database` belongs to one unit.
"""

from kiosk.store.database import Database
from kiosk.store.sqlite import create, damage_told, open_database

__all__ = ["Database", "create", "damage_told", "open_database"]
