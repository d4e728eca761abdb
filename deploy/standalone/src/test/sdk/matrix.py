#!/usr/bin/env python3
"""Every official SDK's client against agents on every official SDK, through a mesh: README.md beside this file."""
import argparse
import collections
import contextlib
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import cells
import hook
import mesh
import script
import toolbox

CELL_SECONDS = 180


def options():
    parser = argparse.ArgumentParser(prog='deploy/standalone/matrix', description=__doc__)
    parser.add_argument('--clients', metavar='PATTERN', help='rows, by name: "go-*", "* 0.3 GRPC"; several parted by commas')
    parser.add_argument('--agents', metavar='PATTERN', help='columns, by name')
    parser.add_argument('--checks', metavar='PATTERN', help='checks, by name: "send *,turns,history"; "cancel" needs "at once", "history" needs "turns"')
    parser.add_argument('--direct', action='store_true', help='without a mesh: equal versions and bindings only')
    parser.add_argument('--each-row-and-column', action='store_true', help='as many cells as that needs, instead of all')
    parser.add_argument('--cells', type=int, metavar='N', help='N cells drawn by the seed, beside --each-row-and-column')
    parser.add_argument('--seed', type=int, help='draws the cells; printed when it was not given')
    parser.add_argument('--parallel', type=int, default=2, metavar='N', help='cells that run at once (default: 2)')
    parser.add_argument('--list', action='store_true', help='prints the cells and ends')
    parser.add_argument('--prepare', action='store_true', help='fetches and builds the SDKs and ends')
    parser.add_argument('--json', metavar='FILE', help='writes every check of every cell there')
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def chosen(given):
    clients, agents = cells.matching(cells.CLIENTS, given.clients), cells.matching(cells.AGENTS, given.agents)
    if given.direct:
        return cells.direct(clients, agents)
    if given.cells is None and not given.each_row_and_column:
        return cells.whole(clients, agents)
    seed = random.SystemRandom().randrange(1 << 31) if given.seed is None else given.seed
    say(f'cells drawn with --seed {seed}, which draws them again')
    return cells.drawn(clients, agents, given.each_row_and_column, given.cells or 0, seed)


def run(cell, addresses, hooks, names):
    """The checks of one cell, as its client printed them, with what it left out as failed."""
    url = addresses.root if cell.client.sdk in cells.KNOW_NO_PATHS else addresses.by_path
    command = [*toolbox.tool(cell.client.sdk).command('client'), '--url', url, '--binding', cell.client.binding,
               '--version', cell.client.version, '--hook', hooks.url, '--checks', ','.join(names)]
    started = time.monotonic()
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=CELL_SECONDS, check=False)
        printed, errors = done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        printed, errors = (late.stdout or b'').decode(), f'killed after {CELL_SECONDS} s'
    said = [json.loads(line) for line in printed.splitlines() if line.startswith('{')]
    return {'cell': cell, 'checks': script.completed(said, names, errors), 'seconds': round(time.monotonic() - started, 1)}


def kind_of(cell, check, faults):
    """How a check counts, and what to say of it: passed, failed, known (a fault of an SDK) or stale (one that is not seen any more)."""
    if check['ok']:
        stale = next((fault for fault in faults if fault.concerns(cell, check['check'])), None)
        return ('stale', stale.name) if stale else ('passed', '')
    known = next((fault for fault in faults if fault.explains(cell, check['check'], check['why'])), None)
    return ('known', known) if known else ('failed', check['why'])


def sorted_out(result, faults):
    """Counts of a cell's checks, the stale ones among the passed; and what is to be said."""
    counts, notes = {'passed': 0, 'failed': 0, 'known': 0}, []
    for check in result['checks']:
        if check['ok'] is None or check['ok'] and check['check'] == script.END:
            continue
        kind, why = kind_of(result['cell'], check, faults)
        counts['passed' if kind == 'stale' else kind] += 1
        if kind != 'passed':
            notes.append((kind, check['check'], why))
    return counts, notes


def shown(counts):
    total = counts['passed'] + counts['failed']
    mark = f'{counts["passed"]}' if not counts['failed'] else f'{counts["passed"]}/{total} FAILED'
    return mark + (f' ({counts["known"]} SDK)' if counts['known'] else '')


def table(results, faults):
    found = {result['cell']: shown(sorted_out(result, faults)[0]) for result in results}
    agents = sorted({cell.agent for cell in found}, key=cells.AGENTS.index)
    lines = ['| client \\ agent | ' + ' | '.join(agent.name for agent in agents) + ' |', '| --- ' * (len(agents) + 1) + '|']
    for client in sorted({cell.client for cell in found}, key=cells.CLIENTS.index):
        row = (found.get(cells.Cell(client, agent), '') for agent in agents)
        lines.append(f'| {client.name} | ' + ' | '.join(row) + ' |')
    return '\n'.join(lines)


def report(results, faults):
    print(table(results, faults))
    print('\nA number is the checks that passed; "SDK" counts failures that an SDK also has without a mesh (faults.tsv).\n')
    total, known = collections.Counter(), collections.Counter()
    for result in results:
        counts, notes = sorted_out(result, faults)
        total.update(counts)
        for kind, check, why in notes:
            if kind == 'known':
                known[why] += 1
            else:
                print(f'{kind}: {result["cell"].client.name} -> {result["cell"].agent.name}: {check}: {why}')
    for fault, count in known.items():
        print(f'fault of an SDK, in {count} cells: {fault.client} -> {fault.agent}: {fault.check}: {fault.name}')
    print(f'{len(results)} cells, {sum(result["seconds"] for result in results):.0f} s of clients')
    print(f'{total["passed"]} passed, {total["failed"]} failed, {total["known"]} faults of the SDKs')
    return total['failed']


def play(todo, given, faults):
    with contextlib.ExitStack() as closing:
        hooks = hook.Hooks()
        closing.callback(hooks.close)
        agents = {}
        for sdk in sorted({cell.agent.sdk for cell in todo}):
            agents[sdk] = mesh.Agent(sdk)
            closing.callback(agents[sdk].close)
        addresses = {side: mesh.Addresses(agents[side.sdk].url, agents[side.sdk].url) for side in {cell.agent for cell in todo}}
        if not given.direct:
            say('starting a mesh')
            started = mesh.Mesh(toolbox.BUILT / 'up.log')
            closing.callback(started.close)
            for side in addresses:
                addresses[side] = started.register(side, agents[side.sdk].card(side))
        names = script.matching(given.checks)
        with ThreadPoolExecutor(given.parallel) as pool:
            results = []
            for result in pool.map(lambda cell: run(cell, addresses[cell.agent], hooks, names), todo):
                results.append(result)
                counts, notes = sorted_out(result, faults)
                say(f'{len(results)}/{len(todo)} {result["cell"].client.name} -> {result["cell"].agent.name}: '
                    f'{shown(counts)} in {result["seconds"]} s')
                for kind, check, why in notes:
                    if kind == 'failed':
                        say(f'    {check}: {why}')
            return results


def main():
    given = options()
    todo = chosen(given)
    if not script.matching(given.checks):
        say(f'no check is called {given.checks} (expected: some of {", ".join(script.CHECKS)})')
        return 2
    if not todo:
        say('no cell has such a client and such an agent (deploy/standalone/matrix --list shows all)')
        return 2
    if given.list:
        print('\n'.join(f'{cell.client.name} -> {cell.agent.name}' for cell in todo))
        return 0
    toolbox.BUILT.mkdir(parents=True, exist_ok=True)
    try:
        toolbox.prepare({cell.client.sdk for cell in todo} | {cell.agent.sdk for cell in todo}, say)
    except toolbox.ToolMissing as missing:
        say(str(missing))
        return 2
    if given.prepare:
        return 0
    faults = cells.known_faults()
    results = play(todo, given, faults)
    if given.json:
        with open(given.json, 'w', encoding='utf-8') as out:
            json.dump([{'client': r['cell'].client.name, 'agent': r['cell'].agent.name, 'checks': r['checks']} for r in results], out, indent=1)
    return 1 if report(results, faults) else 0


if __name__ == '__main__':
    sys.exit(main())
