"""Books of any size for the benchmarks: names from many languages, notes, jobs and appointments."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = (
    "Zoë Maya Iris Tom Lena Dee Łukasz Søren Noëlle Priya Ben Ann 美咲 Олег Fatima José Aoife Đorđe".split()
)
FAMILY = "Ng O'Connor Köhler Ridley Novak Walsh Wiśniewski Kierkegård Dubois Shah Okafor 佐藤 Иванов Khan García".split()
COLUMNS = (
    "First Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Postal Code"
).split(",")


def write_contacts(target: Path, count: int) -> None:
    """A contacts file of ``count`` rows, the same every time."""
    dice = random.Random(5)
    with target.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(count):
            rows.writerow(
                [
                    dice.choice(GIVEN), f"{dice.choice(FAMILY)} {number}", f"Firm {number % 500}" if number % 5 == 0 else "",
                    "prefers mornings" if number % 3 == 0 else "", "Client" if number % 2 else "", "Work",
                    f"person{number}@mail{number % 97}.example", "Mobile", f"07{400_000_000 + number:09d}", f"{number} High St",
                    "Bristol", "BS1 6WE",
                ]
            )  # fmt: skip
