"""The parameters of a request, read as the table of operations describes them."""

import re
from collections.abc import Iterator
from typing import Any

from flask import request

from kiosk.web.api.operations import Operation, Parameter
from kiosk.web.language import text
from kiosk.web.problems import Refusal


class _Bad(ValueError):
    """A value that the schema does not allow; says what it does allow."""


def read(operation: Operation, in_path: dict[str, str]) -> dict[str, Any]:
    """
    The value of every parameter of *operation*; None for one that has no default and is not given.

    Raises Refusal (400) that names every parameter that is wrong. One that nobody knows is wrong
    too: a misspelt filter that is silently left out would give other figures than were asked for.
    """
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for parameter in operation.parameters:
        try:
            values[parameter.name] = _value(parameter, in_path)
        except _Bad as bad:
            faults.append((parameter.name, str(bad)))
    faults += [(name, _known(operation)) for name in _unknown(operation)]
    if faults:
        name, fault = faults[0]
        said = text("api_bad_parameter", name=name[:40], fault=fault)
        raise Refusal(400, said, parameters=faults)
    return values


def _unknown(operation: Operation) -> Iterator[str]:
    known = {one.name for one in operation.parameters if not one.is_in_path}
    return (name for name in request.args if name not in known)


def _known(operation: Operation) -> str:
    names = [one.name for one in operation.parameters if not one.is_in_path]
    return text("api_unknown_parameter", names=", ".join(names) or "-")


def _value(parameter: Parameter, in_path: dict[str, str]) -> Any:
    if parameter.is_in_path:
        given = [in_path[parameter.name]]
    else:
        given = request.args.getlist(parameter.name)
    if len(given) > 1:
        raise _Bad(text("api_given_twice"))
    if not given:
        if parameter.is_required:
            raise _Bad(text("api_missing"))
        return parameter.schema.get("default")
    return _READERS[parameter.schema["type"]](given[0], parameter.schema)


def _whole(given: str, schema: dict[str, Any]) -> int:
    least, most = schema["minimum"], schema["maximum"]
    if not re.fullmatch(r"-?[0-9]{1,12}", given) or not least <= int(given) <= most:
        raise _Bad(text("api_not_whole", least=least, most=most))
    return int(given)


def _flag(given: str, schema: dict[str, Any]) -> bool:
    if given not in ("true", "false"):
        raise _Bad(text("api_not_one_of", values="true, false"))
    return given == "true"


def _text(given: str, schema: dict[str, Any]) -> str:
    if "enum" in schema and given not in schema["enum"]:
        raise _Bad(text("api_not_one_of", values=", ".join(schema["enum"])))
    least, most = schema.get("minLength", 0), schema.get("maxLength", 200)
    if not least <= len(given) <= most:
        raise _Bad(text("api_bad_length", least=least, most=most))
    # As in JSON Schema a `$` is the very end; in Python it also stands before a last line break.
    if "pattern" in schema and (given.endswith("\n") or not re.search(schema["pattern"], given)):
        raise _Bad(text("api_bad_form"))
    return given


_READERS = {"integer": _whole, "boolean": _flag, "string": _text}
