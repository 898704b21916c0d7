"""Ninety days of trade: seeded, believable, and written by the shop's own services."""

from __future__ import annotations

import csv
import tempfile
import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

from tui_pos.db import database, rows, writing
from tui_pos.demo.catalogue import many_articles
from tui_pos.demo.households import HOUSEHOLDS, households
from tui_pos.domain.errors import CreditLimitError
from tui_pos.domain.khata_errors import OverdueError
from tui_pos.domain.money import ZERO, Money
from tui_pos.domain.paying import Payment
from tui_pos.domain.permissions import Actor, Role
from tui_pos.domain.quantity import Quantity
from tui_pos.domain.tender import Given, TenderKind
from tui_pos.engines import sqlite
from tui_pos.services import customers, goods, khata, payments, people, sales, shifts
from tui_pos.services.customers import CustomerForm
from tui_pos.services.goods import ProductForm
from tui_pos.services.goods_import import ImportOptions, import_products
from tui_pos.services.sale_rows import Checkout, Ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, tzinfo

    from tui_pos.demo.catalogue import Article
    from tui_pos.demo.households import Household
    from tui_pos.services.people import Counter

T = TypeVar("T")
DAYS = 90
OWNER, OWNER_PIN = "Bilal", "786786"
PEOPLE = (
    ("Sana", Role.MANAGER, "445566"),
    ("Rashid", Role.SUPERVISOR, "2468"),
    ("Ali", Role.CASHIER, "1234"),
)
FLOAT = Money.rupees(3000)
_OPENS, _CLOSES = 9, 22
_SLICE = 200
_MANY = 1000
"""From so many goods on they are imported instead of added one by one."""
_CACHE = 400
"""Mebibytes of the database kept in memory while a large shop is made."""
_WEIGHTS = ("0.25", "0.5", "0.5", "1", "1", "1", "2", "5")


@dataclass(frozen=True, slots=True)
class _Bill:
    at: datetime
    household: int | None
    lines: tuple[tuple[int, Quantity], ...]
    kind: TenderKind
    key: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo shop is."""

    articles: int
    households: int
    bills: tuple[int, int]
    """The fewest and the most bills of a day."""


SIZES = {
    "small": Size(0, HOUSEHOLDS, (24, 44)),
    "large": Size(100_000, 20_000, (3300, 3380)),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes one demo shop different from another."""

    until: date
    seed: int = 1
    size: Size = SIZES["small"]


@dataclass(frozen=True, slots=True)
class _Habits:
    """What is sold and who comes, with running sums of how often."""

    listed: list[Article]
    often: list[int]
    visits: list[int]

    @classmethod
    def of(cls, families: list[Household], listed: list[Article]) -> _Habits:
        """Add the habits up."""
        return cls(
            listed,
            list(accumulate(article.often for article in listed)),
            list(accumulate(family.visits for family in families)),
        )


@dataclass(slots=True)
class _Shop:
    random: Random
    owner: Actor
    cashier: Actor
    products: list[int]
    accounts: list[int]


def first_day(until: date) -> date:
    """Tell on which day a demo that ends on a day begins."""
    return until - timedelta(days=DAYS)


def trade(
    counter: Counter,
    *,
    recipe: Recipe,
    zone: tzinfo,
    tell: Callable[[int, int], None],
    rest: Callable[[], None],
) -> None:
    """Fill a shop that was just founded; its last shift is open.

    `rest` is called after each day, to keep the write-ahead log small.
    """
    random = Random(recipe.seed)  # noqa: S311 - a demo is meant to be repeatable
    start = datetime.combine(first_day(recipe.until), time(8), zone)
    families = households(random, recipe.size.households)
    listed = many_articles(recipe.size.articles)
    plan = _plan(random, _Habits.of(families, listed), recipe.size.bills, start)
    shop = _open(counter, random, start)
    tell(0, DAYS + 1)
    if len(listed) > _MANY:
        sqlite.cache_more(database.obj, _CACHE)
        _take_in(shop, listed, plan, start)
    else:
        _stock_up(shop, listed, plan, start)
    with writing():
        _open_accounts(shop, families, start)
    rest()
    for day in range(DAYS):
        _trade_a_day(shop, families, plan[day], start + timedelta(days=day))
        rest()
        tell(day + 2, DAYS + 1)
    today = datetime.combine(recipe.until, time(0, 1), zone)
    shifts.open_shift(FLOAT, by=shop.cashier, at=today)


def _open(counter: Counter, random: Random, start: datetime) -> _Shop:
    owner = people.log_in(OWNER, OWNER_PIN, counter, at=start)
    for name, role, pin in PEOPLE:
        people.add_user(name, role, pin, by=owner, at=start)
    name, _role, pin = PEOPLE[-1]
    cashier = people.log_in(name, pin, counter, at=start)
    return _Shop(random, owner, cashier, [], [])


def _plan(
    random: Random, habits: _Habits, bills: tuple[int, int], start: datetime
) -> list[list[_Bill]]:
    return [
        sorted(
            (
                _bill(random, habits, start + timedelta(days=day))
                for _number in range(random.randint(*bills))
            ),
            key=lambda bill: (bill.at, bill.key),
        )
        for day in range(DAYS)
    ]


def _bill(random: Random, habits: _Habits, day: datetime) -> _Bill:
    listed = habits.listed
    opens = day.replace(hour=_OPENS, minute=5)
    minutes = (_CLOSES - _OPENS) * 60 - 30
    knows = random.random() < 0.45
    people = range(len(habits.visits))
    family = random.choices(people, cum_weights=habits.visits)[0] if knows else None
    kind = TenderKind.CASH
    if family is not None and random.random() < 0.7:
        kind = TenderKind.KHATA
    elif random.random() < 0.12:
        kind = random.choice((TenderKind.WALLET, TenderKind.BANK, TenderKind.CARD))
    count = random.choice((1, 1, 2, 2, 3, 3, 4, 5, 7) if knows else (1, 1, 1, 2, 3))
    chosen = random.choices(range(len(listed)), cum_weights=habits.often, k=count)
    lines = tuple(
        (place, _amount(random, listed[place])) for place in dict.fromkeys(chosen)
    )
    return _Bill(
        at=opens + timedelta(minutes=random.randint(0, minutes)),
        household=family,
        lines=lines,
        kind=kind,
        key=str(uuid.UUID(int=random.getrandbits(128), version=4)),
    )


def _amount(random: Random, article: Article) -> Quantity:
    if article.unit == "kg":
        return Quantity.of(random.choice(_WEIGHTS))
    most = 6 if article.rupees <= 50 else 2
    return Quantity.of(random.randint(1, most))


def _stock_up(
    shop: _Shop, listed: list[Article], plan: list[list[_Bill]], at: datetime
) -> None:
    with writing():
        _shelve(shop, zip(listed, _sold(listed, plan), strict=True), at)


def _sold(listed: list[Article], plan: list[list[_Bill]]) -> list[Quantity]:
    sold = [Quantity() for _article in listed]
    for bills in plan:
        for bill in bills:
            for place, quantity in bill.lines:
                sold[place] = sold[place] + quantity
    return sold


def _take_in(
    shop: _Shop, listed: list[Article], plan: list[list[_Bill]], at: datetime
) -> None:
    """Take a long list of goods in as a shop does: from a file."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "goods.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(
                (
                    "sku",
                    "name",
                    "name_ur",
                    "unit",
                    "price",
                    "cost",
                    "barcodes",
                    "category",
                    "stock",
                    "min_stock",
                )
            )
            for article, gone in zip(listed, _sold(listed, plan), strict=True):
                left = Quantity.of(shop.random.randint(2, 40))
                price = Money.rupees(article.rupees)
                writer.writerow(
                    (
                        article.sku,
                        article.name,
                        article.name_ur,
                        article.unit,
                        price.to_rupees(),
                        Money(price.paisas * 88 // 100).to_rupees(),
                        article.barcode,
                        article.category,
                        gone + left,
                        6,
                    )
                )
        import_products(path, ImportOptions(), by=shop.owner, at=at)
    known = dict(rows("SELECT sku, id FROM product"))
    shop.products += [known[article.sku] for article in listed]


def _shelve(
    shop: _Shop, goods_sold: Iterable[tuple[Article, Quantity]], at: datetime
) -> None:
    for article, gone in goods_sold:
        left = Quantity.of(shop.random.randint(2, 40))
        price = Money.rupees(article.rupees)
        made = goods.add_product(
            ProductForm(
                sku=article.sku,
                name=article.name,
                name_ur=article.name_ur,
                unit=article.unit,
                price=price,
                cost=Money(price.paisas * 88 // 100),
                category=article.category,
                min_stock=Quantity.of(6),
            ),
            article.barcode,
            gone + left,
            by=shop.owner,
            at=at,
        )
        shop.products.append(made.product_id)


def _open_accounts(shop: _Shop, families: list[Household], at: datetime) -> None:
    for number, family in enumerate(families, start=1):
        form = CustomerForm(
            name=family.name,
            phones=(family.phone,),
            area=family.area,
            card=f"KH{number:05d}",
            limit_kind="shop" if family.limit is None else "own",
            credit_limit=None if family.limit is None else Money.rupees(family.limit),
        )
        shop.accounts.append(customers.add_customer(form, by=shop.owner, at=at))


def _trade_a_day(
    shop: _Shop, families: list[Household], bills: list[_Bill], day: datetime
) -> None:
    opens = day.replace(hour=_OPENS, minute=0)
    shifts.open_shift(FLOAT, by=shop.cashier, at=opens)
    settling = [
        number for number, family in enumerate(families) if family.salary_day == day.day
    ]
    last = opens
    for some in _slices(settling):
        for number in some:
            last += timedelta(seconds=60 if len(settling) < _SLICE else 1)
            _settle(shop, families[number], shop.accounts[number], last)
    for sold in _slices(bills):
        for bill in sold:
            last = max(last, bill.at) + timedelta(seconds=1)
            _sell(shop, bill, last)
    counted = FLOAT + _cash_taken(shop)
    wrong = Money.rupees(shop.random.choice((0, 0, 0, 0, 0, -10, 5, -20)))
    shifts.close_shift(
        max(counted + wrong, ZERO),
        by=shop.cashier,
        at=max(last, day.replace(hour=_CLOSES)) + timedelta(minutes=5),
    )


def _slices(work: list[T]) -> Iterator[list[T]]:
    """Give the work in parts, each inside one transaction: a long one grows slow."""
    for first in range(0, len(work), _SLICE):
        with writing():
            yield work[first : first + _SLICE]


def _settle(shop: _Shop, family: Household, customer_id: int, at: datetime) -> None:
    owed = khata.balance(customer_id)
    amount = Money(owed.paisas * family.pays // 100).to_whole_rupees()
    amount = min(amount, owed)
    key = str(uuid.UUID(int=shop.random.getrandbits(128), version=4))
    if amount > ZERO:
        payment = Payment(customer_id, amount, key)
        payments.record_payment(payment, by=shop.cashier, at=at)


def _sell(shop: _Shop, bill: _Bill, at: datetime) -> None:
    lines = tuple(
        Ordered(shop.products[place], quantity) for place, quantity in bill.lines
    )
    customer = None if bill.household is None else shop.accounts[bill.household]
    reference = "" if bill.kind is TenderKind.CASH else f"{bill.at:%H%M%S}"
    given = (Given(bill.kind, None, reference),)
    if bill.kind is TenderKind.KHATA:
        given = (Given(TenderKind.KHATA),)
    checkout = Checkout(bill.key, lines, given, customer)
    try:
        sales.complete_sale(checkout, by=shop.cashier, at=at)
    except (CreditLimitError, OverdueError):
        cash = Checkout(bill.key, lines, (Given(TenderKind.CASH),), customer)
        sales.complete_sale(cash, by=shop.cashier, at=at)


def _cash_taken(shop: _Shop) -> Money:
    return shifts.taken(by=shop.owner)
