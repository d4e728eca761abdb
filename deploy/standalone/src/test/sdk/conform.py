#!/usr/bin/env python3
"""parley conformance of an agent on every official SDK, directly and through a mesh: README.md beside this file."""
import argparse
import contextlib
import fnmatch
import json
import pathlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import mesh
import toolbox

AGENTS = ('python-1.3', 'js-1.3', 'go-2', 'python-0.3', 'js-0.3', 'go-0.3')
RUN_SECONDS = 600
DIRECTLY, THROUGH_MESH = 'directly', 'through the mesh'


@dataclass(frozen=True)
class Fault:
    """A MUST that an SDK's agent breaks by itself: the agent, the check with its place, and what the SDK does."""

    agent: str
    check: str
    name: str

    def explains(self, agent, check):
        return any(fnmatch.fnmatch(agent, pattern) for pattern in self.agent.split(',')) and fnmatch.fnmatch(check, self.check)


def known_faults():
    lines = (pathlib.Path(__file__).parent / 'conformance-faults.tsv').read_text().splitlines()
    return [Fault(*line.split('\t')) for line in lines if line and not line.startswith('#')]


def options():
    parser = argparse.ArgumentParser(prog='deploy/standalone/conformance', description=__doc__)
    parser.add_argument('--agents', metavar='PATTERN', default='*', help='by name: "go-*"')
    parser.add_argument('--only', metavar='CHECKS', help='as of parley conformance')
    parser.add_argument('--parallel', type=int, default=2, metavar='N', help='agents that are checked at once (default: 2)')
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def findings(url, only):
    """Every check of a run; a run that came to no report is one check that failed."""
    command = [str(toolbox.HOME / 'parley'), 'conformance', url, '--scripted', 'yes', '--level', 'must', '--format', 'json']
    command += ['--only', only] if only else []
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=RUN_SECONDS, check=False)
        return json.loads(done.stdout)['checks']
    except subprocess.TimeoutExpired:
        return no_report(f'no end after {RUN_SECONDS} s')
    except (ValueError, KeyError):
        return no_report((done.stdout + done.stderr)[-1000:])


def no_report(got):
    return [{'name': 'report', 'at': 'agent', 'outcome': 'failed', 'got': got}]


def through(meshed, sdk, agent):
    """The agent on ports of its own at the mesh: there gRPC needs no label, so 0.3 is spoken over all bindings too."""
    name = 'conformance-' + sdk.replace('.', '')
    mesh.fetch(f'{meshed.url}/api/v1/agents/register?id={name}', {'url': agent.url})
    listener = mesh.fetch(f'{meshed.url}/api/v1/agents/{name}/listener', {'httpPort': 0, 'grpcPort': 0}, 'PUT')
    return listener['listener']['url']


def check(meshed, sdk, only):
    """An agent's two runs, as (where, checks, seconds)."""
    with contextlib.closing(mesh.Agent(sdk)) as agent:
        runs = []
        for where, url in ((DIRECTLY, agent.url), (THROUGH_MESH, through(meshed, sdk, agent))):
            started = time.monotonic()
            runs.append((where, findings(url, only), round(time.monotonic() - started)))
        return runs


def judged(sdk, where, checks, faults):
    """Failures that nothing explains; the faults that were seen; what the run passed. Nothing explains one of the mesh."""
    unexplained, seen = [], set()
    for one in checks:
        if one['outcome'] != 'failed':
            continue
        named = f'{one["name"]} {one["at"]}'
        explaining = [fault for fault in faults if fault.explains(sdk, named)] if where == DIRECTLY else []
        seen.update(explaining)
        if not explaining:
            unexplained.append(f'{sdk} {where}: {named}: expected {one.get("expected", "a report")}, got {one["got"]}')
    return unexplained, seen, sum(one['outcome'] == 'passed' for one in checks)


def main():
    given = options()
    sdks = [sdk for sdk in AGENTS if fnmatch.fnmatch(sdk, given.agents)]
    faults = known_faults()
    toolbox.prepare(sdks, say)
    with contextlib.closing(mesh.Mesh(toolbox.BUILT / 'up.log', options=())) as meshed, ThreadPoolExecutor(given.parallel) as pool:
        results = list(zip(sdks, pool.map(lambda sdk: check(meshed, sdk, given.only), sdks)))
    failures, seen = [], set()
    print('| agent | where | passed | faults of the SDK | failed | seconds |\n| --- | --- | --- | --- | --- | --- |')
    for sdk, runs in results:
        for where, checks, seconds in runs:
            wrong, known, passed = judged(sdk, where, checks, faults)
            failures += wrong
            seen |= known
            excused = sum(one['outcome'] == 'failed' for one in checks) - len(wrong)
            print(f'| {sdk} | {where} | {passed} | {excused} | {len(wrong)} | {seconds} |')
    print('\nA check is a MUST of A2A at one binding; each agent has its own number of them.\n')
    for fault in (fault for fault in faults if fault not in seen and not given.only and any(fnmatch.fnmatch(s, p) for s in sdks for p in fault.agent.split(','))):
        print(f'stale: {fault.agent} {fault.check} ({fault.name})')
    for failure in failures:
        print(f'FAILED {failure}')
    print(f'{len(failures)} failed')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
