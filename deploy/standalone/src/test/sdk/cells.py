"""Who calls whom: the rows, the columns, and which of their cells to run."""
import fnmatch
import pathlib
import random
from dataclasses import dataclass

JSONRPC, HTTP_JSON, GRPC = 'JSONRPC', 'HTTP+JSON', 'GRPC'
BINDINGS = (JSONRPC, HTTP_JSON, GRPC)
KNOW_NO_PATHS = {'java-0.3'}  # looks for a card at the root of the host


@dataclass(frozen=True, order=True)
class Side:
    """A client or an agent: on which SDK, in which version, over which binding."""

    sdk: str
    version: str
    binding: str

    @property
    def name(self):
        return f'{self.sdk} {self.version} {self.binding}'

    @property
    def id(self):
        """The agent's id at the mesh: a DNS label."""
        return self.name.lower().replace(' ', '-').replace('.', '').replace('+json', '')


@dataclass(frozen=True)
class Cell:
    client: Side
    agent: Side


CLIENTS = [
    Side(sdk, version, binding)
    for sdk, version, bindings in (
        ('python-1.3', '1.0', BINDINGS),
        ('python-1.3', '0.3', BINDINGS),
        ('python-0.3', '0.3', BINDINGS),
        ('js-1.3', '1.0', BINDINGS),
        ('js-1.3', '0.3', BINDINGS),
        ('js-0.3', '0.3', BINDINGS),
        ('go-2', '1.0', BINDINGS),
        ('go-2', '0.3', BINDINGS),
        ('go-0.3', '0.3', (JSONRPC, GRPC)),
        ('java-0.3', '0.3', BINDINGS),
        ('python-0.2', '0.2', (JSONRPC,)),
    )
    for binding in bindings
]

AGENTS = [
    Side(sdk, version, binding)
    for sdk, version, bindings in (
        ('python-1.3', '1.0', BINDINGS),
        ('js-1.3', '1.0', BINDINGS),
        ('go-2', '1.0', BINDINGS),
        ('python-0.3', '0.3', BINDINGS),
        ('js-0.3', '0.3', BINDINGS),
        ('go-0.3', '0.3', (JSONRPC, GRPC)),
        ('python-0.2', '0.2', (JSONRPC,)),
    )
    for binding in bindings
]


def matching(sides, pattern):
    return [side for side in sides if not pattern or fits(side, pattern)]


def whole(clients, agents):
    return [Cell(client, agent) for client in clients for agent in agents]


def direct(clients, agents):
    """The pairs that need no mesh: equal versions and bindings."""
    return [cell for cell in whole(clients, agents) if (cell.client.version, cell.client.binding) == (cell.agent.version, cell.agent.binding)]


def drawn(clients, agents, each_row_and_column, more, seed):
    """A covering of all rows and columns, if asked for, and so many cells more, none twice; the same for the same seed."""
    draw = random.Random(seed)
    chosen = []
    if each_row_and_column:
        rows, columns = draw.sample(clients, len(clients)), draw.sample(agents, len(agents))
        chosen = [Cell(rows[i % len(rows)], columns[i % len(columns)]) for i in range(max(len(rows), len(columns)))]
    rest = [cell for cell in whole(clients, agents) if cell not in chosen]
    return chosen + draw.sample(rest, min(more, len(rest)))


def fits(side, patterns):
    return any(fnmatch.fnmatch(side.name, pattern.strip()) for pattern in patterns.split(','))


@dataclass(frozen=True)
class Fault:
    """A fault of an SDK that no mesh can mend; it is seen between client and agent without a mesh too, by these words of the failure."""

    client: str
    agent: str
    check: str
    words: str
    name: str

    def concerns(self, cell, check):
        return check == self.check and fits(cell.client, self.client) and fits(cell.agent, self.agent)

    def explains(self, cell, check, why):
        return self.concerns(cell, check) and self.words in why


def known_faults():
    lines = (pathlib.Path(__file__).parent / 'faults.tsv').read_text().splitlines()
    return [Fault(*line.replace('\\n', '\n').split('\t')) for line in lines if line and not line.startswith('#')]
