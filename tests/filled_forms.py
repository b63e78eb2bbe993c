"""What a browser would send of a form in a page, before anything is typed."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._templates = [], 0
        self._area = self._select = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "template":
            self._templates += 1
        if tag == "form":
            self.forms.append((given, []))
        if self._templates or not self.forms:
            return
        sent = self.forms[-1][1]
        name = given.get("name")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("checkbox", "radio", "file") or "checked" in given:
                sent.append((name, given.get("value") or ""))
        elif tag == "textarea":
            self._area = [name, ""]
        elif tag == "select":
            self._select = [name, None]
        elif tag == "option" and self._select and ("selected" in given or self._select[1] is None):
            self._select[1] = given.get("value")

    def handle_endtag(self, tag):
        if tag == "template":
            self._templates -= 1
        if self._templates or not self.forms:
            return
        if tag == "textarea" and self._area:
            name, text = self._area
            self.forms[-1][1].append((name, text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            self.forms[-1][1].append(tuple(self._select))
            self._select = None

    def handle_data(self, data):
        if self._area and not self._templates:
            self._area[1] += data


def sent(page, marker):
    """
    The names and values, as pairs in order, of the form in *page* of whose attributes one, or the
    end of one, is *marker*.
    """
    parser = _Forms()
    parser.feed(page)
    (found,) = [
        fields
        for attributes, fields in parser.forms
        if marker in attributes or any((v or "").endswith(marker) for v in attributes.values())
    ]
    return found


def with_values(fields, **changed):
    """*fields* as data of a form, some values changed; `a__1__b` stands for the name `a.1.b`."""
    renamed = {name.replace("__", "."): value for name, value in changed.items()}
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    for name, value in renamed.items():
        data[name] = value if isinstance(value, list) else [value]
    return data
