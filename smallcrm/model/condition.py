"""Conditions: ``stage = lead and (city ~ brist or not tag = vip)``, read strictly into a small tree.

A value of several words stands in quotes; ``and`` binds closer than ``or``, ``not`` closer than both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from smallcrm.errors import UsageError

OPERATORS = ("=", "!=", "~", "<", "<=", ">", ">=")
# Beyond these SQLite's own limits come near, and no person writes so much.
DEEPEST = 50
MOST = 200


class Comparison(NamedTuple):
    """``field operator value``; ``at`` is where it begins, counted from 1 (0 if nobody typed it)."""

    field: str
    operator: str
    value: str
    at: int = 0


class Every(NamedTuple):
    """All of these hold."""

    terms: tuple[Condition, ...]


class Either(NamedTuple):
    """At least one of these holds."""

    terms: tuple[Condition, ...]


class Negation(NamedTuple):
    """This does not hold."""

    term: Condition


Condition = Comparison | Every | Either | Negation


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


_LEXEMES = re.compile(
    r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<operator><=|>=|!=|<>|==|=|~|<|>)"""
    r"""|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<word>[^\s()=!~<>"'][^\s()=!~<>"]*)|(?P<other>.)""",
    re.DOTALL,
)
_SPELLINGS = {"==": "=", "<>": "!="}
_WORDS = ("and", "or", "not")


def parse_condition(text: str) -> Condition:
    """The tree that ``text`` is; UsageError, with the position, where it can't be understood as a whole."""
    if not text.strip():
        raise UsageError('the condition is empty; write for example "stage = lead"')
    reader = _Reader(_tokens(text))
    condition = reader.either(0)
    reader.finish()
    return condition


def comparisons(condition: Condition) -> list[Comparison]:
    """Every comparison in ``condition``, from left to right."""
    if isinstance(condition, Comparison):
        return [condition]
    terms = (condition.term,) if isinstance(condition, Negation) else condition.terms
    return [found for term in terms for found in comparisons(term)]


def _tokens(text: str) -> list[_Token]:
    return [
        _token(match.lastgroup or "", match[0], match.start() + 1)
        for match in _LEXEMES.finditer(text)
        if match.lastgroup != "space"
    ]


def _token(kind: str, text: str, at: int) -> _Token:
    if kind == "other":
        why = "a quote is not closed" if text in "\"'" else f"{text} was not expected"
        raise _unclear(why, at)
    if kind == "quoted":
        return _Token(kind, re.sub(r"\\([\"'\\])", r"\1", text[1:-1]), at)
    if kind == "word" and text.lower() in _WORDS:
        return _Token(text.lower(), text, at)
    return _Token(kind, _SPELLINGS.get(text, text), at)


def _unclear(why: str, at: int) -> UsageError:
    return UsageError(f"the condition can't be understood at character {at}: {why}")


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.count = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else ""

    def take(self, *kinds: str, wanted: str) -> _Token:
        if self.kind not in kinds:
            raise self.surprise(wanted)
        self.place += 1
        return self.tokens[self.place - 1]

    def surprise(self, wanted: str) -> UsageError:
        if self.place >= len(self.tokens):
            return UsageError(f"the condition ends where {wanted} was expected")
        token = self.tokens[self.place]
        return _unclear(f'{wanted} was expected, not "{token.text}"', token.at)

    def finish(self) -> None:
        if self.place == len(self.tokens):
            return
        token = self.tokens[self.place]
        if token.kind in ("word", "quoted"):
            raise _unclear(
                f'"and" or "or" was expected, not "{token.text}"; a value of several words stands in quotes',
                token.at,
            )
        raise self.surprise('"and" or "or"')

    def either(self, depth: int) -> Condition:
        terms = [self.every(depth)]
        while self.kind == "or":
            self.place += 1
            terms.append(self.every(depth))
        return Either(tuple(terms)) if len(terms) > 1 else terms[0]

    def every(self, depth: int) -> Condition:
        terms = [self.term(depth)]
        while self.kind == "and":
            self.place += 1
            terms.append(self.term(depth))
        return Every(tuple(terms)) if len(terms) > 1 else terms[0]

    def term(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise _unclear("it is nested too deep", self.tokens[min(self.place, len(self.tokens) - 1)].at)
        if self.kind == "not":
            self.place += 1
            return Negation(self.term(depth + 1))
        if self.kind == "open":
            self.place += 1
            inside = self.either(depth + 1)
            self.take("close", wanted='"and", "or" or ")"')
            return inside
        return self.comparison()

    def comparison(self) -> Comparison:
        field = self.take("word", "quoted", wanted="a field's name")
        operator = self.take("operator", wanted=f"one of {' '.join(OPERATORS)} after {field.text}")
        value = self.take("word", "quoted", wanted=f"a value after {operator.text}")
        self.count += 1
        if self.count > MOST:
            raise _unclear(f"there are more than {MOST} comparisons", field.at)
        return Comparison(field.text, operator.text, value.text, field.at)
