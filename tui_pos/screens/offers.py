"""Loyalty for the owner: the rules with a dry run, campaigns, segments, the report."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui_pos.domain import entry
from tui_pos.domain.errors import BadFieldError, PosError
from tui_pos.domain.loyalty import FULL, times
from tui_pos.domain.period import last_month, this_month
from tui_pos.domain.permissions import Permission
from tui_pos.i18n import _
from tui_pos.i18n.numbers import day
from tui_pos.reports import loyalty as layout
from tui_pos.services import campaigns, points_report, segments, settings
from tui_pos.services.campaigns import CampaignForm
from tui_pos.widgets.panel import (
    AskPanel,
    ConfirmPanel,
    Field,
    FormPanel,
    LinesPanel,
    ListPanel,
)
from tui_pos.widgets.rows import BLANK, Row, Span, fit, row, wrap

if TYPE_CHECKING:
    from tui_pos.screens.till import Desk
    from tui_pos.services.campaigns import Campaign
    from tui_pos.services.segments import Named

_NAME = 20
_RULES = "loyalty."


def open_report(screen: Desk) -> None:
    """Show the report of points of this month."""
    made = points_report.report(this_month(screen.today), by=screen.actor)
    lines = [row(line) for line in layout.as_text(made).splitlines()]
    screen.open(LinesPanel(screen, _("Points"), lines))


class RulesPanel(ListPanel):
    """Every rule of loyalty; a change is tried on last month before it is made."""

    def __init__(self, screen: Desk) -> None:
        super().__init__(screen, _("Loyalty"))
        self._screen = screen
        self.refresh()

    def refresh(self) -> None:
        """Read the rules again."""
        kept = settings.settings(by=self._screen.actor)
        self._rules = [
            (name, value) for name, value in kept.items() if name.startswith(_RULES)
        ]

    def items(self) -> int:
        return len(self._rules)

    def item(self, number: int, cells: int) -> str:
        name, value = self._rules[number]
        return fit(name.removeprefix(_RULES), _NAME) + fit(value, cells - _NAME)

    def rows(self, cells: int, lines: int) -> list[Row]:
        name, value = self._rules[self.place]
        said = [row(Span(line, "bold")) for line in wrap(value, cells)]
        words = [row(Span(line, "dim")) for line in wrap(_meaning(name), cells)]
        keys = _("Enter changes it, after a dry run · Esc back")
        foot = [*said, *words, row(Span(fit(keys, cells), "dim"))]
        return [*self.list_rows(cells, lines - len(foot) - 1), BLANK, *foot]

    def choose(self, number: int) -> None:
        name, value = self._rules[number]
        if not self._screen.actor.may(Permission.SETTINGS_CHANGE):
            self.host.say(_("Only the owner changes the rules."), "dim")
            return
        asked = AskPanel(
            self.host,
            name,
            _meaning(name),
            lambda text: self._try(name, text, asked),
            text=value,
        )
        self.host.open(asked)

    def _try(self, name: str, text: str, asked: AskPanel) -> bool:
        screen = self._screen

        def try_() -> None:
            period = last_month(screen.today)
            made = points_report.dry_run(((name, text),), period, by=screen.actor)
            question = f"{layout.dry_run(made)} {_('Change it?')}"
            screen.open(
                ConfirmPanel(
                    screen, name, question, lambda: self._change(name, text, asked)
                )
            )

        screen.attempt(try_)
        return False

    def _change(self, name: str, text: str, asked: AskPanel) -> None:
        screen = self._screen

        def change() -> None:
            settings.change_setting(name, text, by=screen.actor, at=screen.now())
            asked.close()
            self.refresh()
            screen.say(_("Written."), "good")

        screen.attempt(change)


class CampaignsPanel(ListPanel):
    """What runs and what comes; N begins one, R offers Ramadan and Eid."""

    def __init__(self, screen: Desk) -> None:
        super().__init__(screen, _("Campaigns"))
        self._screen = screen
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        self._found: list[Campaign] = campaigns.listed(by=self._screen.actor)

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        form = self._found[number].form
        runs = form.first <= self._screen.today <= form.last
        mark = "*" if runs else " "
        days = f"{form.first:%d-%m}..{form.last:%d-%m-%y}"
        bonus = f" +{form.bonus:,}" if form.bonus else ""
        whom = form.whom_value or _("all")
        more = f" {form.begins}-{form.ends}" if form.begins else ""
        said = f"{mark}{form.name} · {days}{more} · x{times(form.multiplier_bp)}{bonus}"
        return fit(f"{said} · {whom}", cells)

    def nothing(self) -> str:
        return _("No campaign. R offers Ramadan and Eid.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        keys = _("N new · R Ramadan, Eid · F8 end it · * runs now · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        return [*self.list_rows(cells, lines - len(foot) - 1), BLANK, *foot]

    def choose(self, number: int) -> None:
        """A campaign is not changed: it is ended, and another begun."""
        self.host.say(_("F8 ends it; N begins another."), "dim")

    def typed(self, key: str, character: str | None) -> None:
        letter = (character or "").lower()
        if letter == "n":
            today = self._screen.today
            self._begin(CampaignForm("", today, today, 2 * FULL))
        elif letter == "r":
            self._presets()
        elif key == "f8" and self._found:
            self._end(self._found[self.place])

    def _presets(self) -> None:
        screen = self._screen
        forms = campaigns.presets(screen.today, by=screen.actor)
        screen.open(PresetPanel(screen, forms, self))

    def begin(self, form: CampaignForm) -> None:
        """Open the form of a campaign, filled."""
        self._begin(form)
        self.host.say(_("Reckoned: the moon decides. Confirm the days."), "owed")

    def _begin(self, form: CampaignForm) -> None:
        screen = self._screen
        fields = [
            Field("name", _("Name"), form.name),
            Field("first", _("First day"), day(form.first)),
            Field("last", _("Last day"), day(form.last)),
            Field("times", _("Points times"), times(form.multiplier_bp)),
            Field("bonus", _("Points more a bill"), str(form.bonus or "")),
            Field("hours", _("Daily, 16:00-19:00")),
            Field("whom", _("all, tier NAME, segment NAME"), "all"),
            Field("goods", _("Skus, category:NAME")),
        ]

        def save(values: dict[str, str]) -> bool:
            def make() -> None:
                campaigns.make_campaign(
                    _campaign(values), by=screen.actor, at=screen.now()
                )
                self.refresh()
                screen.say(_("The campaign is written."), "good")

            return screen.attempt(make)

        self.host.open(FormPanel(screen, _("New campaign"), fields, save))

    def _end(self, campaign: Campaign) -> None:
        screen = self._screen

        def end() -> None:
            campaigns.end_campaign(
                campaign.campaign_id, by=screen.actor, at=screen.now()
            )
            self.refresh()

        question = _("End {name} now? What it gave stays.")
        self.host.open(
            ConfirmPanel(
                self.host,
                _("Campaigns"),
                question.format(name=campaign.form.name),
                lambda: screen.attempt(end),
            )
        )


class PresetPanel(ListPanel):
    """The coming feasts; Enter fills the form with one."""

    def __init__(
        self, screen: Desk, forms: list[CampaignForm], campaigns_: CampaignsPanel
    ) -> None:
        super().__init__(screen, _("Ramadan and Eid"))
        self._forms = forms
        self._campaigns = campaigns_

    def items(self) -> int:
        return len(self._forms)

    def item(self, number: int, cells: int) -> str:
        form = self._forms[number]
        return f"{fit(form.name, 16)}{day(form.first)} - {day(form.last)}"

    def choose(self, number: int) -> None:
        self.close()
        self._campaigns.begin(self._forms[number])


class SegmentsPanel(ListPanel):
    """Named kinds of customers with a live count."""

    def __init__(self, screen: Desk) -> None:
        super().__init__(screen, _("Segments"))
        self._screen = screen
        self.refresh()

    def refresh(self) -> None:
        """Count them again."""
        screen = self._screen
        self._found: list[Named] = segments.listed(screen.today, by=screen.actor)

    def items(self) -> int:
        return len(self._found)

    def item(self, number: int, cells: int) -> str:
        one = self._found[number]
        kind = f"{one.segment.kind} {one.segment.value}".strip()
        count = _("{count} customers").format(count=f"{one.count:,}")
        return fit(f"{one.name}: {kind}", cells - 18) + fit(count, 18, align=">")

    def nothing(self) -> str:
        return _("No segment has a name yet.")

    def rows(self, cells: int, lines: int) -> list[Row]:
        keys = _("N names one · Del forgets it · Esc back")
        foot = [row(Span(line, "dim")) for line in wrap(keys, cells)]
        return [*self.list_rows(cells, lines - len(foot) - 1), BLANK, *foot]

    def choose(self, number: int) -> None:
        """A segment has nothing to open."""

    def typed(self, key: str, character: str | None) -> None:
        screen = self._screen
        if key == "delete" and self._found:
            name = self._found[self.place].name
            drop = partial(
                segments.drop_segment, name, by=screen.actor, at=screen.now()
            )
            if screen.attempt(drop):
                self.refresh()
        elif (character or "").lower() == "n":
            self._name()

    def _name(self) -> None:
        screen = self._screen
        fields = [Field("name", _("Name")), Field("kind", _("Who"))]

        def save(values: dict[str, str]) -> bool:
            def name() -> None:
                segments.name_segment(
                    values["name"], values["kind"], by=screen.actor, at=screen.now()
                )
                self.refresh()

            return screen.attempt(name)

        form = FormPanel(screen, _("New segment"), fields, save)
        form.note = _(
            "Who: top 10 (per cent), away 60 (days), clear (owes nothing), area NAME,"
            " birthday, tier NAME."
        )
        self.host.open(form)


def _campaign(values: dict[str, str]) -> CampaignForm:
    plain = {name: text.strip() for name, text in values.items()}
    begins, _dash, ends = plain["hours"].partition("-")
    whom, _space, value = plain["whom"].partition(" ")
    try:
        multiplier = int(entry.number(plain["times"] or "1") * FULL)
        bonus = int(entry.number(plain["bonus"] or "0"))
    except PosError as error:
        raise BadFieldError(column="points", why="number") from error
    return CampaignForm(
        name=plain["name"],
        first=entry.day(plain["first"]),
        last=entry.day(plain["last"]),
        multiplier_bp=multiplier,
        bonus=bonus,
        begins=begins,
        ends=ends,
        whom=whom.lower() or "all",
        whom_value=value,
        goods=tuple(plain["goods"].split(",")),
    )


def _meaning(name: str) -> str:
    meanings = {
        "loyalty.on": _("on or off"),
        "loyalty.earn": _("points for Rs 100"),
        "loyalty.redeem": _("points that pay one rupee"),
        "loyalty.minimum": _("the fewest points used at once"),
        "loyalty.most": _("the most of a bill that points pay, per cent"),
        "loyalty.expiry": _("months that points are good: never, 6 or 12"),
        "loyalty.khata": _("khata earns at the sale, or when it is paid"),
        "loyalty.earns_not": _("categories that earn nothing, with commas"),
        "loyalty.tiers": _("tiers, the lowest first: NAME xN purchases N spend N"),
        "loyalty.overlap": _("campaigns that overlap: best or sum"),
    }
    return meanings.get(name, name)
