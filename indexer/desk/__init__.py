"""The desk: clippings and saved searches, kept beside the archive and untouched by a reindex."""

from __future__ import annotations

from indexer.desk.clippings import Clippings, Folder, Item
from indexer.desk.database import Database
from indexer.desk.news import Asked, Kind, Look, News, look
from indexer.desk.standing import Standing, State, standing_of
from indexer.desk.watches import Watch, Watches

__all__ = [
    "Asked",
    "Clippings",
    "Database",
    "Folder",
    "Item",
    "Kind",
    "Look",
    "News",
    "Standing",
    "State",
    "Watch",
    "Watches",
    "look",
    "standing_of",
]
