"""The menu of staff: where each page of theirs stands, and who may open it."""

from dataclasses import dataclass

from flask import current_app, url_for

from kiosk.accounts.accounts import Account


@dataclass(frozen=True)
class Entry:
    """A page of the menu: the *endpoint* of its route, and the keys of its name and of a note."""

    endpoint: str
    name: str
    note: str = ""


# By group, whose key stands first; the groups in the order of a clerk's day.
MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "menu_catalog",
        (
            Entry("procedures.everything", "admin_catalog", "procedures_note"),
            Entry("drafts.everything", "drafts_heading", "drafts_note"),
            Entry("imports.start", "admin_import", "import_intro_short"),
            Entry("publications.everything", "publications_heading", "publications_intro"),
            Entry("staff_notes.everything", "notes_heading", "notes_note"),
        ),
    ),
    (
        "menu_care",
        (
            Entry("reviewing.page", "review_heading", "review_menu_note"),
            Entry("reviewing.lacking", "lacks_heading"),
            Entry("heard.reports", "heard_reports_heading", "heard_reports_note"),
            Entry("heard.searches", "heard_searches_heading", "heard_searches_note"),
            Entry("link_checking.page", "links_heading", "links_menu_note"),
            Entry("promptness.page", "promptness_heading", "promptness_note"),
            Entry("reviewing.log", "review_log_heading"),
        ),
    ),
    (
        "menu_board",
        (
            Entry("boards.page", "board_page_heading", "board_page_note"),
            Entry("board_print.form", "board_print_heading", "board_print_note"),
            Entry("board_print.codes", "board_codes_heading", "board_codes_note"),
            Entry("board_audits.page", "board_audits_heading", "board_audits_note"),
            Entry("board_address.page", "board_address_heading"),
        ),
    ),
    (
        "menu_reports",
        (
            Entry("dashboard.overview", "counts_heading", "counts_intro"),
            Entry("desk.page", "desk_tally_heading", "desk_tally_menu_note"),
            Entry("indicators.form", "indicators_page_heading", "indicators_page_note"),
            Entry("narrative.page", "narrative_page_heading", "narrative_page_note"),
            Entry("freezing.page", "freeze_page_heading", "freeze_page_note"),
        ),
    ),
    (
        "menu_unit",
        (
            Entry("unit_profile.form", "admin_unit_profile", "menu_unit_note"),
            Entry("desks.form", "desks_heading"),
            Entry("guide_editing.everything", "guides_heading", "guides_intro"),
        ),
    ),
    (
        "menu_system",
        (
            Entry("accounts.everyone", "admin_accounts", "accounts_intro"),
            Entry("api_tokens.everything", "api_tokens_heading", "api_tokens_intro"),
            Entry("audit_log.page", "audit_heading", "audit_intro"),
            Entry("staff.device", "staff_device_heading", "staff_device_body"),
            Entry("sign_in.password", "change_password"),
        ),
    ),
)


def of(account: Account) -> list[tuple[str, list[Entry]]]:
    """The groups of the menu with the pages that *account* may open; no group is empty."""
    shown = [(key, [entry for entry in entries if _may(account, entry)]) for key, entries in MENU]
    return [(key, entries) for key, entries in shown if entries]


def _may(account: Account, entry: Entry) -> bool:
    view = current_app.view_functions[entry.endpoint]
    return account.may(getattr(view, "needs_role", "leader"))


def edit_address(account: Account, code: str) -> str:
    """Where *account* edits the procedure *code*; empty for who may not."""
    return url_for("procedure_form.form", code=code) if account.may("staff") else ""
