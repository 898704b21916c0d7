"""Customers and khatas as tables; numbers are masked unless somebody may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui_pos.db import rows
from tui_pos.domain.khata_errors import NotSettledError
from tui_pos.domain.money import Money
from tui_pos.domain.permissions import Permission
from tui_pos.domain.phones import local_phone, masked_cnic, shown_cnic
from tui_pos.models import Customer, CustomerPhone
from tui_pos.services import customers, khata, shifts
from tui_pos.services.acts import act
from tui_pos.services.audit import Table
from tui_pos.services.journal import Act

if TYPE_CHECKING:
    from datetime import datetime

    from tui_pos.domain.permissions import Actor

_PEOPLE = """
SELECT c.id, c.name, c.name_ur, (SELECT COALESCE(GROUP_CONCAT(phone, ' '), '')
    FROM customer_phone p WHERE p.customer_id = c.id), COALESCE(c.cnic, ''), c.address,
    c.area, c.business_name, c.ntn, c.tier, c.status, c.limit_kind, c.credit_limit,
    c.credit_days, (SELECT COALESCE(SUM(debit) - SUM(credit), 0) FROM khata_entry e
    WHERE e.customer_id = c.id)
FROM customer c ORDER BY c.id
"""
_KHATA = """
SELECT e.customer_id, c.name, COALESCE((SELECT phone FROM customer_phone p
    WHERE p.customer_id = c.id ORDER BY p.position, p.id LIMIT 1), ''), e.id,
    e.business_date, e.aged_from, e.due_date, e.kind, COALESCE(s.receipt, e.slip, ''),
    e.debit, e.credit, e.balance_after, e.method, e.reference, e.reason, e.note,
    e.taken_by, e.user_name, COALESCE(e.reverses_id, ''), e.at
FROM khata_entry e JOIN customer c ON c.id = e.customer_id
    LEFT JOIN sale s ON s.id = e.sale_id
WHERE ?1 IS NULL OR c.id = ?1 OR c.merged_into_id = ?1
ORDER BY e.customer_id, e.id
"""
_PEOPLE_COLUMNS = (
    "id",
    "name",
    "name_ur",
    "phones",
    "cnic",
    "address",
    "area",
    "business_name",
    "ntn",
    "tier",
    "status",
    "limit_kind",
    "limit",
    "days",
    "balance",
)
_KHATA_COLUMNS = (
    "customer",
    "name",
    "phone",
    "entry",
    "date",
    "aged_from",
    "due",
    "kind",
    "slip",
    "debit",
    "credit",
    "balance",
    "method",
    "reference",
    "reason",
    "note",
    "taken_by",
    "user",
    "reverses",
    "at",
)
_SHOWN = 4


@act(Permission.KHATA_BOOK)
def people(*, unmasked: bool = False, by: Actor, at: datetime) -> Table:
    """Give every customer; whole numbers are asked for, and journalled (C19).

    Raises:
        PermissionDeniedError: They may not see whole numbers.
    """
    if unmasked:
        _journal("customers", by, at)
    found = [
        (
            *row[:3],
            " ".join(_phone(phone, whole=unmasked) for phone in row[3].split()),
            _cnic(row[4], whole=unmasked),
            *row[5:12],
            _rupees(row[12]),
            "" if row[13] is None else row[13],
            _rupees(row[14]),
        )
        for row in rows(_PEOPLE)
    ]
    return Table(_PEOPLE_COLUMNS, tuple(found))


@act(Permission.KHATA_BOOK)
def khatas(*, unmasked: bool = False, by: Actor, at: datetime) -> Table:
    """Give every line of every khata; the last balance of each is what is owed.

    Raises:
        PermissionDeniedError: They may not see whole numbers.
    """
    if unmasked:
        _journal("khata", by, at)
    return Table(_KHATA_COLUMNS, tuple(_lines(None, whole=unmasked)))


@act(Permission.CUSTOMER_FULL)
def everything_about(customer_id: int, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Give everything that is kept about one customer, for that customer.

    Raises:
        CustomerNotFoundError: There is none.
    """
    form = customers.form_of(customer_id, by=by)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    opened.close("customer-export", str(customer_id))
    bills = rows(
        "SELECT s.receipt, s.kind, s.business_date, s.total FROM sale s"
        " JOIN customer c ON c.id = s.customer_id"
        " WHERE c.id = ?1 OR c.merged_into_id = ?1 ORDER BY s.id",
        customer_id,
    )
    lines = [
        dict(zip(_KHATA_COLUMNS, line, strict=True))
        for line in _lines(customer_id, whole=True)
    ]
    return {
        "id": customer_id,
        "name": form.name,
        "name_ur": form.name_ur,
        "phones": list(form.phones),
        "cnic": form.cnic,
        "address": form.address,
        "area": form.area,
        "business_name": form.business_name,
        "ntn": form.ntn,
        "tier": form.tier,
        "bills": [
            {"receipt": receipt, "kind": kind, "date": on, "total": _rupees(total)}
            for receipt, kind, on, total in bills
        ],
        "khata": lines,
    }


@act(Permission.CUSTOMER_EDIT)
def forget(customer_id: int, *, by: Actor, at: datetime) -> None:
    """Take a customer's identity out of the books; what was sold stays.

    The accounts that were merged into this one are forgotten with it. Bills and lines
    of the khata keep the name that was printed on them.

    Raises:
        CustomerNotFoundError: There is none.
        NotSettledError: Something is owed, or lies there as an advance.
    """
    khata.lock(customer_id)
    name = customers.name_of(customer_id)
    owed = khata.balance(customer_id)
    if owed:
        raise NotSettledError(name=name, owed=owed)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    for one in [*customers.aliases_of(customer_id), customer_id]:
        _forget(one)
    opened.close("customer-forget", str(customer_id))


def _forget(customer_id: int) -> None:
    Customer.update(
        name=f"#{customer_id}",
        name_ur="",
        cnic=None,
        address="",
        area="",
        business_name="",
        ntn="",
        card=None,
        takers=None,
        pin_hash=None,
        birth_month=None,
        status="closed",
        consent_receipts=False,
        consent_reminders=False,
        consent_offers=False,
    ).where(Customer.id == customer_id).execute()
    CustomerPhone.delete().where(CustomerPhone.customer == customer_id).execute()
    customers.index(customer_id)


def _journal(what: str, by: Actor, at: datetime) -> None:
    by.require(Permission.CUSTOMER_FULL)
    opened = Act(by, at, business_date=shifts.business_date(by, at))
    opened.close("export-unmasked", what)


def _lines(customer_id: int | None, *, whole: bool) -> list[tuple[object, ...]]:
    return [
        (
            *row[:2],
            _phone(row[2], whole=whole),
            *row[3:9],
            *(_rupees(amount) for amount in row[9:12]),
            *row[12:],
        )
        for row in rows(_KHATA, customer_id)
    ]


def _phone(phone: str, *, whole: bool) -> str:
    if whole or not phone:
        return local_phone(phone)
    return f"{'*' * 7}{phone[-_SHOWN:]}"


def _cnic(cnic: str, *, whole: bool) -> str:
    return shown_cnic(cnic) if whole else masked_cnic(cnic)


def _rupees(paisas: int | None) -> str:
    return "" if paisas is None else str(Money(paisas).to_rupees())
