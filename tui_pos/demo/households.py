"""The households of the demo shop: names, how they buy, how they pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

HOUSEHOLDS = 60
_FIRST = (
    "Ahmed",
    "Ali",
    "Bilal",
    "Danish",
    "Ejaz",
    "Fahad",
    "Ghulam",
    "Hamza",
    "Imran",
    "Javed",
    "Kamran",
    "Liaqat",
    "Majid",
    "Nadeem",
    "Omar",
    "Qasim",
    "Rashid",
    "Saleem",
    "Tariq",
    "Usman",
    "Waqas",
    "Yasir",
    "Zahid",
    "Asif",
    "Babar",
    "Ayesha",
    "Bushra",
    "Fatima",
    "Hina",
    "Iqra",
    "Kiran",
    "Lubna",
    "Maryam",
    "Nadia",
    "Rabia",
    "Saima",
    "Sana",
    "Tahira",
    "Uzma",
    "Zainab",
)
_LAST = (
    "Khan",
    "Malik",
    "Butt",
    "Sheikh",
    "Qureshi",
    "Chaudhry",
    "Raza",
    "Hussain",
    "Akhtar",
    "Iqbal",
    "Mahmood",
    "Abbasi",
    "Siddiqui",
    "Ansari",
    "Baig",
    "Aslam",
    "Nawaz",
    "Yousaf",
    "Rehman",
    "Shah",
)
_AREAS = ("Gali 1", "Gali 2", "Gali 3", "Main Bazaar", "Model Colony", "Purana Mohalla")


@dataclass(frozen=True, slots=True)
class Household:
    """A family and its habits."""

    name: str
    phone: str
    area: str
    salary_day: int
    """The day of the month on which they settle."""
    pays: int
    """How much of what they owe they settle, in per cent."""
    visits: int
    """How often they come against the others."""
    limit: int | None
    """Their own limit in rupees; None is the shop's."""


def households(random: Random, count: int = HOUSEHOLDS) -> list[Household]:
    """Make households, the same for the same seed; beyond sixty, names repeat."""
    names: set[str] = set()
    phones: set[str] = set()
    made: list[Household] = []
    while len(made) < count:
        name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
        if name in names and len(made) < HOUSEHOLDS:
            continue
        names.add(name)
        number = f"03{random.choice((0, 1, 2, 3, 4))}{random.randint(0, 9)}"
        is_bad = random.random() < 0.1
        phone = f"{number}{random.randint(1_000_000, 9_999_999)}"
        if phone in phones:
            continue
        phones.add(phone)
        made.append(
            Household(
                name=name,
                phone=phone,
                area=random.choice(_AREAS),
                salary_day=random.choice((1, 1, 2, 3, 5, 7, 10)),
                pays=random.choice((0, 20, 40))
                if is_bad
                else random.choice((60, 80, 100, 100, 100)),
                visits=random.randint(1, 6),
                limit=random.choice((None, None, None, 10_000, 15_000, 20_000)),
            )
        )
    return made
