"""The words of counting (design.md, section 4)."""

KINDS = ("scan", "view", "terminal_view", "submit", "form_download", "checklist_print")
PERSON = "person"
# Why a request is kept, but not counted officially.
EXCLUDED = ("bot", "preview", "prefetch", "repeat", "staff", "excess")
# As a report has them: persons of each kind, and all that is left out.
NUMBERS = (*KINDS, "excluded")
REPEAT_S = 30 * 60  # one browser, kind and target: counted once
MERGE_S = 3  # like requests without a memory of their own: a scanner that fetches twice
EXCESS_WINDOW_S = 10 * 60
