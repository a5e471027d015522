"""Taking in versions of terms from a clone of an archive on this computer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult

from screens.check import Check, Line, Outcome, Tell
from screens.marks import Health
from screens.terms_documents import service_name
from screens.widgets.field import ChoiceField, FileField
from somesec.language import N_, _, ngettext, show_date
from somesec.register import terms_archives
from somesec.register.terms_archives import Synced


class SyncTerms(Check[Synced]):
    PLACE = N_("Follow an archive")
    HELP_TEXT = N_(
        "Others record how the terms of services change, and publish it as a git repository, as "
        "Open Terms Archive does. Clone one of its collections of versions, name the folder here, "
        "and pull it with git before each time. Every version comes in with its own day. The "
        "folder is remembered on this computer."
    )
    INTRO = N_(
        "Name the folder of a clone of an archive's versions, kept up with git pull. What it "
        "recorded since the last time comes in, and nothing that is kept is removed."
    )

    def fields(self) -> ComposeResult:
        yes_or_no = [(_("yes"), "yes"), (_("no"), "no")]
        yield FileField("folder", _("Folder"), value=self.app.preferences.terms_archive)
        yield ChoiceField("dry", _("Only look"), yes_or_no, value="no")

    def prepared(self) -> Callable[[Tell], Synced] | None:
        register, folder = self.app.opened, self.value("folder")
        is_dry = self.value("dry") == "yes"
        if not folder:
            self.complain_at("folder", _("Name the folder first."))
            return None
        path = Path(folder).expanduser()

        def work(tell: Tell) -> Synced:
            return terms_archives.sync(register, path, dry_run=is_dry, progress=tell)

        return work

    def outcome(self, result: Synced) -> Outcome:
        folder, is_dry = self.value("folder"), self.value("dry") == "yes"
        if folder != self.app.preferences.terms_archive:
            self.app.prefer(replace(self.app.preferences, terms_archive=folder))
        lines = [
            Line(
                f"{service_name(document.platform)} · {document.kind}",
                ngettext(
                    "{count} new version, of {day}", "{count} new versions, the last of {day}", new
                ).format(count=new, day=show_date(day)),
                Health.LOW,
            )
            for document, new, day in result.changed
        ]
        return Outcome(
            _headline(result, is_dry=is_dry),
            Health.MEDIUM if result.rewritten else Health.IN_ORDER,
            lines,
            _steps(result, is_dry=is_dry),
        )


def _headline(result: Synced, *, is_dry: bool) -> str:
    if not result.added:
        return _("Nothing new in the archive '{archive}'.").format(archive=result.archive)
    if is_dry:
        return ngettext(
            "{count} version is new. Nothing was written.",
            "{count} versions are new. Nothing was written.",
            result.added,
        ).format(count=result.added)
    return ngettext(
        "Took in {count} version from the archive '{archive}'.",
        "Took in {count} versions from the archive '{archive}'.",
        result.added,
    ).format(count=result.added, archive=result.archive)


def _steps(result: Synced, *, is_dry: bool) -> list[str]:
    steps = []
    if result.rewritten:
        steps.append(
            _(
                "The history of the archive '{archive}' was rewritten since it was last read, so "
                "all of it was read anew. What is kept here stays. Ask the archive's keepers why."
            ).format(archive=result.archive)
        )
    if result.gone:
        steps.append(
            ngettext(
                "{count} version kept here is no part of the archive any more.",
                "{count} versions kept here are no part of the archive any more.",
                result.gone,
            ).format(count=result.gone)
        )
    if result.left_out:
        steps.append(
            ngettext(
                "{count} recorded version holds no text, or too much, and was left out.",
                "{count} recorded versions hold no text, or too much, and were left out.",
                result.left_out,
            ).format(count=result.left_out)
        )
    if is_dry and result.added:
        steps.append(_("Choose no at 'Only look' and press [F5 check.start] to take them in."))
    elif result.added:
        steps.append(
            _("Review what changed: Escape, then [t terms.review] at the service in Terms.")
        )
    else:
        steps.append(
            _("Run git pull in the folder, then [F5 check.start], when the archive has news.")
        )
    return steps
