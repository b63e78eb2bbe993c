"""
The schema, as numbered steps. A step is never edited after a release; a new one is added.

Words: a *publication* is one publishing of the catalog; a *part* is one table of the catalog other
than the procedures, kept whole; a *run* is one stretch of time in which a server was counting; a
*board revision* is a recorded state of some series of sheets, cell by cell; a *hanging* says which
edition of a sheet hangs since when (an empty edition: it was taken down). A *note* is counted
beside the events and never with them. A *subject* is a name that somebody tried to sign in with,
as a digest. Rows of the audit log and of the reviews are only added; a review that *undoes* another
takes it back. A *tally* is a sum of events, kept so that a report need not read them: `tally` by
all there is, `day_tally` as reports read it (persons of each kind, and all that is left out),
`hour_tally` without the targets. An *import draft* is a file that staff sent, until it is published
or thrown away.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("kiosk")


@migrations()
def m001_catalog(db: Database) -> None:
    db.executescript(
        """
        create table unit (
            id integer primary key,
            created_at text not null
        ) strict;

        insert into unit (created_at) values (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

        create table publication (
            id integer primary key,
            unit_id integer not null references unit (id),
            at text not null,
            who text not null,
            source text not null,
            decision text not null
        ) strict;

        create table procedure_version (
            id integer primary key,
            unit_id integer not null references unit (id),
            publication_id integer not null references publication (id),
            code text not null,
            change text not null
                check (change in ('new', 'amended', 'replaced', 'repealed', 'restored')),
            starts_on text not null,
            effective_from text,
            replaced_by text,
            decision text not null,
            body text not null,
            withdrawn_by integer references publication (id)
        ) strict;

        create index procedure_version_order
            on procedure_version (unit_id, code, starts_on, id);

        create table catalog_part (
            id integer primary key,
            unit_id integer not null references unit (id),
            publication_id integer not null references publication (id),
            kind text not null,
            body text not null
        ) strict;

        create index catalog_part_order on catalog_part (unit_id, kind, id);

        create table form_file (
            unit_id integer not null references unit (id),
            sha256 text not null,
            content blob not null,
            primary key (unit_id, sha256)
        ) strict;
        """
    )


@migrations()
def m002_symbols(db: Database) -> None:
    db.executescript(
        """
        create table symbol (
            unit_id integer not null references unit (id),
            payload text not null,
            level text not null check (level in ('L', 'M', 'Q', 'H')),
            version integer not null check (version between 1 and 40),
            mask integer not null check (mask between 0 and 7),
            modules text not null,
            digest text not null,
            made_at text not null,
            primary key (unit_id, payload)
        ) strict;
        """
    )


@migrations()
def m003_events(db: Database) -> None:
    db.executescript(
        """
        create table event (
            id integer primary key,
            unit_id integer not null references unit (id),
            uid text not null,
            kind text not null check (
                kind in ('scan', 'view', 'terminal_view', 'submit', 'form_download',
                         'checklist_print')
            ),
            target text not null,
            place text not null check (place in ('', 'b', 'd', 'l', 'k')),
            class text not null check (
                class in ('person', 'bot', 'preview', 'prefetch', 'repeat', 'staff', 'excess')
            ),
            day text not null,
            at text not null,
            unique (unit_id, uid)
        ) strict;

        create index event_day on event (unit_id, day);

        create table tally (
            unit_id integer not null references unit (id),
            day text not null,
            kind text not null check (
                kind in ('scan', 'view', 'terminal_view', 'submit', 'form_download',
                         'checklist_print')
            ),
            target text not null,
            place text not null check (place in ('', 'b', 'd', 'l', 'k')),
            class text not null check (
                class in ('person', 'bot', 'preview', 'prefetch', 'repeat', 'staff', 'excess')
            ),
            n integer not null check (n > 0),
            primary key (unit_id, day, kind, target, place, class)
        ) strict;

        create table run (
            id integer primary key,
            unit_id integer not null references unit (id),
            started_at text not null,
            seen_at text not null,
            failed integer not null default 0
        ) strict;
        """
    )


@migrations()
def m004_board(db: Database) -> None:
    db.executescript(
        """
        create table board_revision (
            id integer primary key,
            unit_id integer not null references unit (id),
            made_at text not null,
            who text not null,
            base_url text not null
        ) strict;

        create table board_series (
            unit_id integer not null references unit (id),
            revision_id integer not null references board_revision (id),
            series text not null,
            digest text not null,
            primary key (unit_id, series, revision_id)
        ) strict;

        create table board_sheet (
            unit_id integer not null references unit (id),
            revision_id integer not null references board_revision (id),
            series text not null,
            sheet text not null,
            position integer not null,
            title text not null,
            width_mm real not null check (width_mm > 0),
            height_mm real not null check (height_mm > 0),
            edition text not null,
            primary key (unit_id, revision_id, sheet)
        ) strict;

        create index board_sheet_edition on board_sheet (unit_id, sheet, edition);

        create table board_cell (
            unit_id integer not null references unit (id),
            revision_id integer not null references board_revision (id),
            sheet text not null,
            place integer not null check (place >= 0),
            target text not null,
            payload text not null,
            matrix text not null,
            modules integer not null,
            left_mm real not null,
            top_mm real not null,
            side_mm real not null check (side_mm > 0),
            name text not null,
            edition text not null,
            primary key (unit_id, revision_id, sheet, place)
        ) strict;

        create table board_hanging (
            id integer primary key,
            unit_id integer not null references unit (id),
            sheet text not null,
            edition text not null,
            day text not null,
            who text not null,
            marked_at text not null
        ) strict;

        create index board_hanging_sheet on board_hanging (unit_id, sheet, id);
        """
    )


@migrations()
def m005_notes(db: Database) -> None:
    db.executescript(
        """
        create table error_report (
            unit_id integer not null references unit (id),
            day text not null,
            code text not null,
            reason text not null check (
                reason in ('documents', 'fees', 'time', 'channels', 'handover', 'forms', 'other')
            ),
            n integer not null check (n > 0),
            primary key (unit_id, day, code, reason)
        ) strict;

        create table missed_search (
            unit_id integer not null references unit (id),
            day text not null,
            words text not null check (length(words) between 1 and 80),
            n integer not null check (n > 0),
            primary key (unit_id, day, words)
        ) strict;
        """
    )


@migrations()
def m006_indicators(db: Database) -> None:
    db.executescript(
        """
        create table indicator (
            id integer primary key,
            unit_id integer not null references unit (id),
            first_day text not null,
            last_day text not null check (last_day >= first_day),
            name text not null check (name <> ''),
            numerator integer check (numerator >= 0),
            denominator integer check (denominator >= numerator),
            note text not null,
            who text not null,
            at text not null
        ) strict;

        create index indicator_period on indicator (unit_id, first_day, last_day, name, id);
        """
    )


@migrations()
def m007_accounts(db: Database) -> None:
    db.executescript(
        """
        create table account (
            id integer primary key,
            unit_id integer not null references unit (id),
            name text not null check (length(name) between 2 and 40 and name = lower(name)),
            full_name text not null check (length(full_name) between 1 and 80),
            role text not null check (role in ('leader', 'staff', 'admin')),
            password_hash text not null check (password_hash like '$argon2id$%'),
            code_until text,
            is_disabled integer not null default 0 check (is_disabled in (0, 1)),
            made_at text not null,
            signed_in_at text,
            unique (unit_id, name)
        ) strict;

        create table session (
            unit_id integer not null references unit (id),
            token_digest text not null check (length(token_digest) = 64),
            account_id integer not null references account (id),
            started_at text not null,
            seen_at text not null,
            primary key (unit_id, token_digest)
        ) strict;

        create index session_account on session (unit_id, account_id);

        create table sign_in_failure (
            unit_id integer not null references unit (id),
            subject text not null check (length(subject) = 64),
            failures integer not null check (failures > 0),
            failed_at text not null,
            primary key (unit_id, subject)
        ) strict;

        create table audit_entry (
            unit_id integer not null references unit (id),
            number integer not null check (number > 0),
            at text not null,
            who text not null,
            via text not null check (via in ('web', 'command')),
            what text not null,
            details text not null check (length(details) <= 300),
            folded text not null,
            primary key (unit_id, number)
        ) strict;

        create index audit_entry_what on audit_entry (unit_id, what, number);

        create trigger audit_entry_is_never_changed before update on audit_entry
        begin
            select raise(abort, 'the audit log is never changed');
        end;

        create trigger audit_entry_is_never_deleted before delete on audit_entry
        begin
            select raise(abort, 'the audit log is never deleted from');
        end;

        create trigger audit_entry_is_only_added before insert on audit_entry
        when exists (
            select 1 from audit_entry where unit_id = new.unit_id and number >= new.number
        )
        begin
            select raise(abort, 'the audit log is only added to');
        end;
        """
    )


@migrations()
def m008_tallies_of_reports(db: Database) -> None:
    """A year holds a row a target and day, whatever was counted; read in order of its key."""
    db.executescript(
        """
        create table day_tally (
            unit_id integer not null references unit (id),
            day text not null,
            target text not null,
            scan integer not null check (scan >= 0),
            view integer not null check (view >= 0),
            terminal_view integer not null check (terminal_view >= 0),
            submit integer not null check (submit >= 0),
            form_download integer not null check (form_download >= 0),
            checklist_print integer not null check (checklist_print >= 0),
            excluded integer not null check (excluded >= 0),
            primary key (unit_id, day, target)
        ) strict, without rowid;

        insert into day_tally (
            unit_id, day, target,
            scan, view, terminal_view, submit, form_download, checklist_print, excluded
        )
        select unit_id, day, target,
               sum(case when class = 'person' and kind = 'scan' then 1 else 0 end),
               sum(case when class = 'person' and kind = 'view' then 1 else 0 end),
               sum(case when class = 'person' and kind = 'terminal_view' then 1 else 0 end),
               sum(case when class = 'person' and kind = 'submit' then 1 else 0 end),
               sum(case when class = 'person' and kind = 'form_download' then 1 else 0 end),
               sum(case when class = 'person' and kind = 'checklist_print' then 1 else 0 end),
               sum(case when class <> 'person' then 1 else 0 end)
        from event
        group by unit_id, day, target;

        create table hour_tally (
            unit_id integer not null references unit (id),
            day text not null,
            hour integer not null check (hour between 0 and 23),
            kind text not null check (
                kind in ('scan', 'view', 'terminal_view', 'submit', 'form_download',
                         'checklist_print')
            ),
            place text not null check (place in ('', 'b', 'd', 'l', 'k')),
            class text not null check (
                class in ('person', 'bot', 'preview', 'prefetch', 'repeat', 'staff', 'excess')
            ),
            n integer not null check (n > 0),
            primary key (unit_id, day, hour, kind, place, class)
        ) strict, without rowid;

        -- The hour in Viet Nam, which is seven ahead of UTC all year.
        insert into hour_tally (unit_id, day, hour, kind, place, class, n)
        select unit_id, day, (cast(substr(at, 12, 2) as integer) + 7) % 24, kind, place, class,
               count(*)
        from event
        group by 1, 2, 3, 4, 5, 6;
        """
    )


@migrations()
def m009_undo(db: Database) -> None:
    db.executescript(
        "alter table publication add column undoes integer references publication (id);"
    )


@migrations()
def m010_frozen_periods(db: Database) -> None:
    """What was frozen is never changed: a correction is a version of its own."""
    db.executescript(
        """
        create table frozen_period (
            unit_id integer not null references unit (id),
            first_day text not null,
            last_day text not null check (last_day >= first_day),
            number integer not null check (number > 0),
            name text not null,
            basis text not null check (basis in ('calendar', 'report_cutoff')),
            at text not null,
            who text not null,
            full_name text not null,
            reason text not null,
            sha256 text not null check (length(sha256) = 64),
            body text not null,
            primary key (unit_id, first_day, last_day, number)
        ) strict;

        create trigger frozen_period_is_never_changed before update on frozen_period
        begin
            select raise(abort, 'frozen figures are never changed');
        end;

        create trigger frozen_period_is_never_deleted before delete on frozen_period
        begin
            select raise(abort, 'frozen figures are never deleted');
        end;
        """
    )


@migrations()
def m011_reviews(db: Database) -> None:
    db.executescript(
        """
        create table review (
            id integer primary key,
            unit_id integer not null references unit (id),
            batch integer not null check (batch > 0),
            code text not null,
            publication_id integer not null references publication (id),
            day text not null,
            at text not null,
            who text not null,
            undoes integer references review (id)
        ) strict;

        create index review_order on review (unit_id, id);
        create index review_batch on review (unit_id, batch);
        create unique index review_undoes on review (unit_id, undoes);
        """
    )


@migrations()
def m012_drafts(db: Database) -> None:
    """A draft is a change of one procedure under way; each saving of it is a revision."""
    db.executescript(
        """
        create table draft (
            id integer primary key,
            unit_id integer not null references unit (id),
            code text not null check (code <> ''),
            base_version integer references procedure_version (id),
            state text not null check (state in ('open', 'waiting', 'published', 'dropped')),
            sent_by text not null,
            sent_at text not null,
            remark text not null,
            remark_by text not null,
            remark_at text not null,
            publication_id integer references publication (id)
        ) strict;

        create unique index draft_open on draft (unit_id, code)
            where state in ('open', 'waiting');

        create table draft_revision (
            unit_id integer not null references unit (id),
            draft_id integer not null references draft (id),
            number integer not null check (number > 0),
            at text not null,
            who text not null,
            body text not null,
            primary key (unit_id, draft_id, number)
        ) strict;

        create table staff_note (
            id integer primary key,
            unit_id integer not null references unit (id),
            code text not null check (code <> ''),
            kind text not null check (kind in ('note', 'proposal')),
            words text not null check (length(words) between 1 and 4000),
            who text not null,
            at text not null,
            state text not null check (state in ('open', 'sent', 'answered')),
            answer text not null check (length(answer) <= 4000),
            changed_by text not null,
            changed_at text not null
        ) strict;

        create index staff_note_procedure on staff_note (unit_id, code, id);
        """
    )


@migrations()
def m013_desk_tally(db: Database) -> None:
    """How often staff helped; a tap is known for a day, by a key of chance, and by nobody."""
    db.executescript(
        """
        create table desk_tally (
            unit_id integer not null references unit (id),
            day text not null,
            what text not null check (what in ('account', 'online')),
            n integer not null check (n >= 0),
            primary key (unit_id, day, what)
        ) strict;

        create table desk_tap (
            unit_id integer not null references unit (id),
            tap_key text not null,
            what text not null check (what in ('account', 'online')),
            day text not null,
            at text not null,
            is_undone integer not null default 0 check (is_undone in (0, 1)),
            primary key (unit_id, tap_key)
        ) strict;
        """
    )


@migrations()
def m014_import_drafts(db: Database) -> None:
    db.executescript(
        """
        create table import_draft (
            id integer primary key,
            unit_id integer not null references unit (id),
            at text not null,
            who text not null,
            file_name text not null,
            digest text not null check (length(digest) = 64),
            content blob not null,
            choices text not null,
            publication_id integer references publication (id)
        ) strict;
        """
    )


@migrations()
def m015_links(db: Database) -> None:
    """Checks and sayings are only added: what was known when can be told later."""
    db.executescript(
        """
        create table link_check (
            id integer primary key,
            unit_id integer not null references unit (id),
            address text not null,
            verdict text not null check (
                verdict in ('ok', 'moved', 'blank', 'wrong', 'error', 'person')
            ),
            reason text not null,
            value text not null,
            at text not null
        ) strict;

        create index link_check_address on link_check (unit_id, address, id);

        create table link_saying (
            id integer primary key,
            unit_id integer not null references unit (id),
            address text not null,
            says text not null check (says in ('right', 'dead', 'nothing')),
            at text not null,
            who text not null
        ) strict;

        create index link_saying_order on link_saying (unit_id, id);
        create index link_saying_address on link_saying (unit_id, address, id);

        create table link_run (
            id integer primary key,
            unit_id integer not null references unit (id),
            who text not null,
            started_at text not null,
            seen_at text not null,
            ended_at text,
            total integer not null check (total >= 0),
            done integer not null check (done >= 0)
        ) strict;
        """
    )


@migrations()
def m016_narrative(db: Database) -> None:
    """The text of a report as it was edited; empty words take the generated text back."""
    db.executescript(
        """
        create table narrative_edit (
            id integer primary key,
            unit_id integer not null references unit (id),
            first_day text not null,
            last_day text not null check (last_day >= first_day),
            section text not null
                check (section in ('posting', 'usage', 'dossiers', 'changes')),
            words text not null,
            basis text not null,
            who text not null,
            at text not null
        ) strict;

        create index narrative_edit_period
            on narrative_edit (unit_id, first_day, last_day, section, id);
        """
    )


@migrations()
def m017_handling(db: Database) -> None:
    """What was handled, as often as it had been heard by then; rows are only added."""
    db.executescript(
        """
        create table handling (
            id integer primary key,
            unit_id integer not null references unit (id),
            kind text not null check (kind in ('search', 'report')),
            subject text not null,
            n integer not null check (n >= 0),
            at text not null,
            who text not null
        ) strict;

        create index handling_subject on handling (unit_id, kind, subject, id);
        """
    )


@migrations()
def m018_api_tokens(db: Database) -> None:
    db.executescript(
        """
        create table api_token (
            id integer primary key,
            unit_id integer not null references unit (id),
            name text not null check (length(name) between 1 and 80),
            scopes text not null check (scopes <> ''),
            secret_digest text not null check (length(secret_digest) = 64),
            made_at text not null,
            made_by text not null,
            ends_on text,
            used_on text,
            revoked_at text,
            unique (unit_id, secret_digest)
        ) strict;
        """
    )


@migrations()
def m019_board_audits(db: Database) -> None:
    """Rounds of checking the codes on the wall: what hung then, and what was found; no photo."""
    db.executescript(
        """
        create table board_audit (
            id integer primary key,
            unit_id integer not null references unit (id),
            began_at text not null,
            day text not null,
            who text not null,
            via text not null check (via in ('web', 'command')),
            photos integer not null check (photos >= 0)
        ) strict;

        create index board_audit_day on board_audit (unit_id, day, id);

        create table board_audit_code (
            unit_id integer not null references unit (id),
            audit_id integer not null references board_audit (id),
            sheet text not null,
            place integer not null check (place >= 0),
            title text not null,
            target text not null,
            name text not null,
            row_number integer not null check (row_number >= 0),
            column_name text not null check (column_name in ('', 'left', 'middle', 'right')),
            position integer not null,
            primary key (unit_id, audit_id, sheet, place)
        ) strict;

        create table board_audit_finding (
            id integer primary key,
            unit_id integer not null references unit (id),
            audit_id integer not null references board_audit (id),
            at text not null,
            sheet text not null,
            target text not null,
            state text not null check (
                state in ('ok', 'unread', 'outdated', 'foreign', 'wrong place', 'missing')
            ),
            why text not null,
            about text not null,
            said text not null check (length(said) <= 300),
            photo text not null,
            is_wrong integer not null check (is_wrong in (0, 1)),
            is_worn integer not null check (is_worn in (0, 1))
        ) strict;

        create index board_audit_finding_round on board_audit_finding (unit_id, audit_id, id);
        """
    )


SCHEMA_VERSION = 19
