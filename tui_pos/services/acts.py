"""How every public service begins: who asks, may they, and in which transaction."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from tui_pos.db import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_pos.domain.permissions import Actor, Permission

P = ParamSpec("P")
R = TypeVar("R")


def act(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service one business act: permitted, and one writing transaction.

    The service takes its actor as `by=`.
    """

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def acted(*args: P.args, **kwargs: P.kwargs) -> R:
            _actor(kwargs).require(permission)
            with writing():
                return service(*args, **kwargs)

        return _asking(acted, permission)

    return decorate


def question(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service a permitted question, answered on one picture of the books."""

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def answered(*args: P.args, **kwargs: P.kwargs) -> R:
            _actor(kwargs).require(permission)
            with reading():
                return service(*args, **kwargs)

        return _asking(answered, permission)

    return decorate


def permitted(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service a permitted one that keeps no transaction open meanwhile."""

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def allowed(*args: P.args, **kwargs: P.kwargs) -> R:
            _actor(kwargs).require(permission)
            return service(*args, **kwargs)

        return _asking(allowed, permission)

    return decorate


def open_to_all(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Leave a service open: nobody is logged in yet, or it only serves others."""

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        service.open_because = why  # type: ignore[attr-defined]  # a mark on a function
        return service

    return decorate


def _actor(kwargs: dict[str, object]) -> Actor:
    actor: Actor = kwargs["by"]  # type: ignore[assignment]  # every guarded service has it
    return actor


def _asking(service: Callable[P, R], permission: Permission) -> Callable[P, R]:
    service.permission = permission  # type: ignore[attr-defined]  # a mark on a function
    return service
