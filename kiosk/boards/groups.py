"""What overviews show: the groups with their fields, and the fields that are in no open group."""

from kiosk.boards.shown import Shown
from kiosk.catalog.published import Field
from kiosk.texts import text

# Stands for "no group" in the names of sheets; numbers of groups begin at 1.
OTHERS = "g00"


def with_fields(shown: Shown) -> list[tuple[str, str, tuple[Field, ...]]]:
    """(target, name, fields) of every open group; last, as `g00`, the fields of none of them."""
    published = shown.published
    groups = [
        (group.target, group.name, published.by_group.get(group.slug, ()))
        for group in published.open_groups
    ]
    grouped = {field.slug for _, _, fields in groups for field in fields}
    others = tuple(field for field in published.fields if field.slug not in grouped)
    return [*groups, (OTHERS, text("sheet_other_fields"), others)]


def with_codes(shown: Shown) -> dict[str, tuple[str, str]]:
    """Target -> (name, its fields as text): every open group, and open fields of no group."""
    found = {}
    for target, name, fields in with_fields(shown):
        if target != OTHERS:
            found[target] = (name, " · ".join(field.name for field in fields))
            continue
        found |= {field.target: (field.name, "") for field in fields if not field.is_retired}
    return found
