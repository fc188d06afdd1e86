"""The companies and people of the sample data. None of them exists; their numbers ring nowhere.

Numbers are from the ranges kept free for films: 555-01xx in North America, 020 7946 0xxx in
London, 01 99 00 xx xx in France, 030 23125 xxx in Berlin, 08-465 004 xx in Stockholm and
(02) 5550 xxxx in Sydney.
"""

import csv
from importlib.resources import files
from typing import NamedTuple


class Company(NamedTuple):
    """A line of `companies.csv`: a company and the one person who decides there."""

    name: str
    industry: str
    city: str
    region: str
    country: str
    phone: str
    person: str
    title: str


def companies() -> list[Company]:
    """Return the sixty companies, in the order of the stories that are told of them."""
    table = files("followup.sample").joinpath("companies.csv").read_text(encoding="utf-8")
    return [Company(**line) for line in csv.DictReader(table.splitlines())]
