"""The page of the register, put together: filters with their numbers, tools, and the rows or cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lifecycle.lights import Light
from lifecycle.policy import sees_register
from lifecycle.queries.filters import ALL, OPEN, STATES, Filters
from lifecycle.queries.register import SORTS, Counts, RegisterRow
from lifecycle.records.lists import SavedViewRow
from lifecycle.records.project import RUNNING
from web import links, session
from web.register import address
from web.register.address import Args, Wanted
from web.register.columns import COLUMNS
from web.register.search import Complaint, without
from web.register.tokens import SHOWN_LIGHTS, TOKENS, Token
from web.register.told import figure_of

OVERDUE_BY = ("0", "5", "10", "20")
"""The numbers of working days that the panel offers."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice: its words, how many there are, the list behind it."""

    label: str
    n: int | None
    url: str
    is_on: bool
    light: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One project as its row or card shows it. `status` is empty while it simply runs."""

    number: str
    title: str
    url: str
    gate_url: str
    phase: str
    phase_index: int
    stage: str
    status: str
    days_wd: int | None
    longest_wd: int
    is_long: bool
    role: str | None
    organisation: str | None
    is_ready: bool
    officer: str | None
    light: str | None
    gate_code: str | None
    gate: str
    due: date | None
    left_wd: int | None
    is_overdue: bool
    track: str
    entry: str
    registered_on: date


@dataclass(frozen=True, slots=True)
class Pile:
    """One column of the board: the cards that are shown of `n`, and the list of all."""

    label: str
    phase: str
    phase_index: int
    n: int
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A view the reader has saved."""

    id: int
    name: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A token of the panel: its names, what one writes, and links for its values where there is a list of them."""

    name: str
    says: str
    example: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `groups` are rows of tabs with the key of their name; `list` is the address as forms send it,
    `acts` those that can be done on many.
    """

    total: int
    text: str
    list: str
    kept: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[Tab, ...]], ...]
    figure: str
    without_figure: str
    complaints: tuple[str, ...]
    offers: tuple[Offer, ...]
    completions: tuple[str, ...]
    views: tuple[Kept, ...]
    layouts: tuple[Tab, ...]
    sorts: tuple[Tab, ...]
    columns: tuple[str, ...]
    all_columns: tuple[str, ...]
    acts: tuple[str, ...]
    lines: tuple[Line, ...]
    piles: tuple[Pile, ...]
    is_board: bool
    is_filtered: bool
    next_url: str | None
    first_url: str | None


class Builder:
    """Everything the page says, for one address and one reader."""

    def __init__(self, args: Args, wanted: Wanted, counts: Counts) -> None:
        self.args, self.wanted, self.counts = args, wanted, counts
        self.said = address.query(args)
        self.speech = session.speech()
        self.standards = session.engine().standards.standards

    def page(
        self,
        rows: Iterable[RegisterRow],
        board: Mapping[str, tuple[RegisterRow, ...]],
        views: Iterable[SavedViewRow],
        acts: tuple[str, ...],
        more: str | None,
    ) -> Page:
        return Page(
            total=self.counts.total,
            text=self.wanted.text,
            list=address.written(self.args),
            kept=tuple((name, value) for name, value in self.said.items() if name != "q"),
            groups=self._groups(),
            figure=figure_of(self.wanted, self.speech, self.standards) if self._is_for_all else "",
            without_figure=self._url(figure=None, until=None, state=None),
            complaints=tuple(self._complaint(each) for each in self.wanted.complaints),
            offers=tuple(self._offer(token) for token in TOKENS),
            completions=tuple(self._completions()),
            views=self._views(views),
            layouts=self._layouts(),
            sorts=self._sorts(),
            columns=self.wanted.columns,
            all_columns=tuple(COLUMNS),
            acts=acts,
            lines=tuple(line(row) for row in rows),
            piles=tuple(self._pile(stage, cards) for stage, cards in board.items()),
            is_board=self.wanted.view == address.BOARD,
            is_filtered=not self.said.keys() <= {"sort", "view", "cols"},
            next_url=self._url(after=more) if more else None,
            first_url=self._url() if self.args.get("after") else None,
        )

    @property
    def _is_for_all(self) -> bool:
        return sees_register(session.actor())

    def _url(self, **changed: str | None) -> str:
        return address.changed_url(self.said, **changed)

    # Tabs -------------------------------------------------------------------------------------------------

    def _groups(self) -> tuple[tuple[str, tuple[Tab, ...]], ...]:
        groups = (
            ("register.filter.stage", self._stages()),
            ("register.filter.state", self._states()),
            ("register.filter.light", self._lights()),
        )
        return (*groups, ("register.filter.who", self._scopes())) if self._is_for_all else groups

    def _stages(self) -> tuple[Tab, ...]:
        """Those of the standards in use, in their order."""
        chosen, numbers = self.wanted.filters.stages, self.counts.stages
        texts = {code: stage.text for standard in self.standards for code, stage in standard.stages.items()}
        everywhere = Tab(self.speech.t("list.all"), sum(numbers.values()), self._url(stage=None), not chosen)
        return everywhere, *(
            Tab(self.speech.of(text), numbers.get(code, 0), self._url(stage=code), code in chosen)
            for code, text in texts.items()
        )

    def _states(self) -> tuple[Tab, ...]:
        numbers = self.counts.states
        ended = numbers.get("ended", 0)
        totals = {OPEN: sum(numbers.values()) - ended, ALL: sum(numbers.values())}
        return tuple(
            Tab(
                self.speech.t(f"state.{state}"),
                totals.get(state, numbers.get(state, 0)),
                self._url(state=None if state == OPEN else state),
                self.wanted.filters.state == state,
            )
            for state in (OPEN, *STATES, ALL)
        )

    def _lights(self) -> tuple[Tab, ...]:
        chosen, numbers = self.wanted.filters.light, self.counts.lights
        everywhere = Tab(self.speech.t("list.all"), None, self._url(light=None), chosen is None)
        return everywhere, *(
            Tab(
                self.speech.t(f"light.{light.value}"),
                numbers.get(light.value, 0),
                self._url(light=light.value),
                chosen == light.value,
                light.value,
            )
            for light in (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)
        )

    def _scopes(self) -> tuple[Tab, ...]:
        filters = self.wanted.filters
        plain = replace(filters, is_mine=False, is_unassigned=False)
        return (
            Tab(self.speech.t("list.all"), None, self._url(who=None), filters == plain),
            Tab(self.speech.t("register.mine"), None, self._url(who="mine"), filters.is_mine),
            Tab(
                self.speech.t("register.unassigned"), None, self._url(who="unassigned"), filters.is_unassigned
            ),
        )

    def _layouts(self) -> tuple[Tab, ...]:
        return tuple(
            Tab(
                self.speech.t(f"register.view.{view}"),
                None,
                self._url(view=None if view == address.TABLE else view),
                self.wanted.view == view,
            )
            for view in (address.TABLE, address.BOARD)
        )

    def _sorts(self) -> tuple[Tab, ...]:
        lasts = self.wanted.filters.state not in ("ended", ALL)
        return tuple(
            Tab(
                self.speech.t(f"register.sort.{sort}"),
                None,
                self._url(sort=None if sort == SORTS[0] else sort),
                self.wanted.sort == sort,
            )
            for sort in SORTS
            if lasts or sort != "stay"
        )

    def _views(self, views: Iterable[SavedViewRow]) -> tuple[Kept, ...]:
        here = address.written(self.args)
        return tuple(
            Kept(view.id or 0, view.name, address.url(address.read(view.address)), view.address == here)
            for view in views
        )

    # Tokens -----------------------------------------------------------------------------------------------

    def _complaint(self, complaint: Complaint) -> str:
        token, word = complaint.token, complaint.word
        if complaint.problem == "name":
            names = "\u2003".join(f"{each.name(self.speech.language)}{each.sign}" for each in TOKENS)
            if token is None:
                return self.speech.t("register.no_such_token", word=word, names=names)
            close = f"{token.name(self.speech.language)}{token.sign}"
            return self.speech.t("register.no_such_token_but", word=word, close=close, names=names)
        assert token is not None
        if complaint.problem == "number":
            example = token.written(OVERDUE_BY[1], self.speech.language)
            return self.speech.t("register.number_wanted", word=word, example=example)
        right = self.speech.listed(name for _, name in self._values(token))
        return self.speech.t("register.value_wanted", word=word, values=right)

    def _values(self, token: Token) -> list[tuple[str, str]]:
        """The values a token takes, by code, as the reader's language writes them."""
        place = 1 if self.speech.language == "en" else 0
        if token.sign == ">":
            return [(number, number) for number in OVERDUE_BY]
        return [(code, names[place]) for code, names in token.choices(self.standards).items()]

    def _offer(self, token: Token) -> Offer:
        language = self.speech.language
        text = without(self.wanted.text, token)
        chosen = _chosen(self.wanted.filters, token)
        tabs = tuple(
            Tab(
                name,
                None,
                self._url(q=" ".join((text, token.written(name, language))).strip(), **_instead_of(token)),
                code in chosen,
                code if code in SHOWN_LIGHTS else None,
            )
            for code, name in self._values(token)
        )
        example = self.speech.t(f"register.example.{token.code}") if not tabs else ""
        return Offer(
            f"{token.name(language)}{token.sign}",
            self.speech.t(f"register.token.{token.code}"),
            token.written(example, language) if example else "",
            tabs,
        )

    def _completions(self) -> Iterable[str]:
        """What the box offers while one types: every token with every value it takes from a list."""
        for token in TOKENS:
            for _, name in self._values(token):
                yield token.written(name, self.speech.language)

    # Board ------------------------------------------------------------------------------------------------

    def _pile(self, code: str, cards: tuple[RegisterRow, ...]) -> Pile:
        standard = next(each for each in self.standards if code in each.stages)
        stage = standard.stages[code]
        return Pile(
            self.speech.of(stage.text),
            self.speech.of(standard.phases[stage.phase].text),
            1 + list(standard.phases).index(stage.phase),
            self.counts.stages.get(code, 0),
            self._url(stage=code, view=None),
            tuple(line(row) for row in cards),
        )


def _instead_of(token: Token) -> dict[str, str | None]:
    """The choice of the address that a token would contradict."""
    return {"stage" if token.code == "phase" else token.code: None}


def _chosen(filters: Filters, token: Token) -> tuple[str, ...]:
    value = {"stage": filters.stages, "phase": ()}.get(token.code, getattr(filters, token.code, None))
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def line(row: RegisterRow) -> Line:
    """A project in words."""
    speech, standard = session.speech(), row.standard
    stage, gate = standard.stages[row.stage], standard.gate_of(row.stage)
    office = standard.offices.get(row.office or "")
    runs = row.status in RUNNING
    return Line(
        number=row.number,
        title=row.title,
        url=links.of_project("project.page", row.number),
        gate_url=links.of_project("project.gate", row.number),
        phase=speech.of(standard.phases[stage.phase].text),
        phase_index=1 + list(standard.phases).index(stage.phase),
        stage=speech.of(stage.text),
        status="" if row.status == RUNNING[0] else speech.of(standard.flow.states[row.status].text),
        days_wd=row.days_wd if runs else None,
        longest_wd=row.longest_wd,
        is_long=runs and row.days_wd > row.longest_wd,
        role=speech.of(standard.roles[office.role].text) if office else None,
        organisation=row.organisation or (speech.of(office.text) if office else None),
        is_ready=runs and office is None,
        officer=row.officer,
        light=row.light.value if row.light else None,
        gate_code=gate.code if row.light else None,
        gate=speech.of(gate.text),
        due=row.next_due,
        left_wd=row.left_wd,
        is_overdue=row.is_overdue,
        track=speech.of(standard.flow.tracks[row.track].text),
        entry=speech.of(standard.flow.entry_points[row.entry].text),
        registered_on=row.registered_on,
    )
