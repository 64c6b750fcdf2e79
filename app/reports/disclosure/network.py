"""People as a flow: the form in which the tables of a report can be attacked and defended exactly.

Every total of a report is the sum of its parts. Draw each value as an edge between two nodes so that at each
node what comes in goes out (all -> community -> community and sex -> sex and age -> sex -> all): every
additive relation between published values is then one node, and a reader who looks for a hidden value is
looking for other flows through the same edges. Since bounds are whole numbers, what the flow can do in real
numbers it can do in whole people (integrality of network flow; Ahuja, Magnanti, Orlin, *Network Flows*,
1993, th. 9.10), so an answer found here is exact in both directions, unlike a rule of thumb.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

Node = Hashable
Key = Hashable

UNBOUNDED = 1 << 60
"""Stands for 'any size' in a bound."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One value of a table: its key, the nodes it joins, the true count, and how sorry we are to hide it.

    `fixed` edges are published whatever happens (the grand total); `withheld` ones never are, whatever their
    size, zeros too.
    """

    key: Key
    tail: Node
    head: Node
    value: int
    weight: float = 1.0
    fixed: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Using an edge along (+1) or against (-1) its direction."""

    edge: int
    sign: int


Room = Callable[[int, int], int]
"""`room(edge, sign)`: by how many people the edge may still change in that direction (0: not at all)."""

Price = Callable[[int], float]
"""`price(edge)`: what it costs to change the edge: 0 when it is hidden already."""


class Network:
    """Edges with conservation at every node. Raises ValueError when parts and totals disagree."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges: tuple[Edge, ...] = tuple(edges)
        self.index = {edge.key: number for number, edge in enumerate(self.edges)}
        self._around: dict[Node, list[tuple[int, int, Node]]] = {}
        balance: dict[Node, int] = {}
        for number, edge in enumerate(self.edges):
            self._around.setdefault(edge.tail, []).append((number, 1, edge.head))
            self._around.setdefault(edge.head, []).append((number, -1, edge.tail))
            balance[edge.tail] = balance.get(edge.tail, 0) - edge.value
            balance[edge.head] = balance.get(edge.head, 0) + edge.value
        uneven = [node for node, sum_ in balance.items() if sum_]
        if uneven:
            message = f"parts do not add up to their total at {uneven[0]!r}"
            raise ValueError(message)
        if len(self.index) != len(self.edges):
            message = "two values have the same key"
            raise ValueError(message)

    def plainly(self) -> tuple[object, ...]:
        """Everything in it, as plain tuples."""
        return tuple(
            (one.key, one.tail, one.head, one.value, one.weight, one.fixed, one.withheld)
            for one in self.edges
        )

    def way_round(self, edge: int, sign: int, room: Room, price: Price) -> list[Step] | None:
        """The cheapest closed way that changes `edge` by `sign`, without the edge itself; None if there is none."""
        chosen = self.edges[edge]
        start, goal = (chosen.head, chosen.tail) if sign > 0 else (chosen.tail, chosen.head)
        best: dict[Node, float] = {start: 0.0}
        came: dict[Node, tuple[Node, Step]] = {}
        queue: list[tuple[float, int, Node]] = [(0.0, 0, start)]
        pushed = 0
        done: set[Node] = set()
        while queue:
            cost, _, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            if node == goal:
                return _walk_back(came, start, goal)
            for number, direction, other in self._around[node]:
                if number == edge or other in done or room(number, direction) <= 0:
                    continue
                reached = cost + price(number) + 1e-6
                if reached < best.get(other, float("inf")):
                    best[other] = reached
                    came[other] = (node, Step(number, direction))
                    pushed += 1
                    heapq.heappush(queue, (reached, pushed, other))
        return None

    def is_closed(self, edge: int, sign: int, steps: list[Step]) -> bool:
        """Whether changing `edge` by `sign` and then the steps leaves every node balanced."""
        balance: dict[Node, int] = {}
        for step in (Step(edge, sign), *steps):
            line = self.edges[step.edge]
            balance[line.tail] = balance.get(line.tail, 0) - step.sign
            balance[line.head] = balance.get(line.head, 0) + step.sign
        return not any(balance.values())


def _walk_back(came: dict[Node, tuple[Node, Step]], start: Node, goal: Node) -> list[Step]:
    steps: list[Step] = []
    node = goal
    while node != start:
        node, step = came[node]
        steps.append(step)
    return steps[::-1]
