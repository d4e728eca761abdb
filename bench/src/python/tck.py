#!/usr/bin/env python3
"""Runs the public compatibility kit, from a folder where it lies, against scripted agents behind a mesh of its own.

The kit is neither committed nor fetched. Which of its branches lies in the folder is seen by its files. The agents, the mesh and
the fetching of SDKs are those of the SDK matrix.
"""
import argparse
import contextlib
import datetime
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass

HOME = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(HOME / 'deploy/standalone/src/test/sdk'))

import cells  # noqa: E402
import mesh  # noqa: E402
import toolbox  # noqa: E402

BUILT = HOME / 'bench/target/tck'
AGENTS = {'1.0': 'python-1.3', '0.3': 'python-0.3'}
# the kit's names of the bindings, by its version
TRANSPORTS = {'1.0': {'jsonrpc': 'JSONRPC', 'http_json': 'HTTP+JSON', 'grpc': 'GRPC'},
              '0.3': {'jsonrpc': 'JSONRPC', 'rest': 'HTTP+JSON', 'grpc': 'GRPC'}}
NEEDS = ('pytest>=8,<9', 'pytest-asyncio', 'pytest-html', 'pytest-json-report', 'httpx', 'requests', 'responses', 'grpcio', 'grpcio-tools',
         'protobuf', 'googleapis-common-protos', 'jsonschema', 'gherkin-official', 'Jinja2', 'deepdiff', 'packaging', 'PyYAML',
         'python-dotenv', 'pyOpenSSL')
# what the kit of 0.3 reads is on the card only for clients of 0.3; of gRPC it reads a URL
MESH = {'1.0': (), '0.3': ('-Dparley.edge.dual-card=true', '-Dparley.edge.v03-grpc-address=url')}


KINDS = ('passed', 'failed', 'skipped', 'xfailed')


@dataclass(frozen=True)
class Run:
    """One call of the kit: over these of its transports, these of its tests."""

    name: str
    transports: str
    paths: tuple
    marks: str = ''

    @property
    def file(self):
        return self.name.replace(', ', '+').replace(' ', '-')


@dataclass(frozen=True)
class Target:
    """Where the kit is sent: to an agent of a version, behind the mesh, which calls it over a binding; to the agent itself without one."""

    agent: str
    binding: str = ''

    @property
    def name(self):
        return f'{self.agent} over {self.binding}' if self.binding else f'none: the SDK\'s own server of {self.agent}'

    @property
    def file(self):
        return f'{self.agent}-{self.binding or "direct"}'.replace('+', '-')


def say(text):
    print(text, file=sys.stderr, flush=True)


def options():
    parser = argparse.ArgumentParser(prog='bench/tck', description=__doc__.splitlines()[0])
    parser.add_argument('kit', type=pathlib.Path, metavar='KIT_FOLDER', help='a checkout of a2aproject/a2a-tck, branch 1.0-dev or 0.3.x')
    parser.add_argument('--agent', choices=('1.0', '0.3'), help='only with an agent of this version (default: both)')
    parser.add_argument('--agent-binding', choices=cells.BINDINGS, help='only where the mesh calls the agent over this one (default: all)')
    parser.add_argument('--transports', help='of the kit, parted by commas (default: all; 1.0 in one run, 0.3 in one run each)')
    parser.add_argument('--direct', action='store_true', help='only at an agent of the kit\'s version without a mesh, the anchor')
    parser.add_argument('--url', help='at this address, which runs already; starts nothing')
    parser.add_argument('--keep', metavar='FOLDER', type=pathlib.Path, help='keeps the kit\'s JUnit files and output there')
    return parser.parse_args()


def version_of(kit):
    if (kit / 'tests/compatibility').is_dir():
        return '1.0'
    if (kit / 'tests/mandatory').is_dir():
        return '0.3'
    sys.exit(f'bench/tck: {kit} holds no kit (expected: a checkout of a2aproject/a2a-tck, branch 1.0-dev or 0.3.x)')


def commit_of(kit):
    done = subprocess.run(['git', '-C', str(kit), 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True, check=False)
    inside = subprocess.run(['git', '-C', str(kit), 'rev-parse', '--show-toplevel'], capture_output=True, text=True, check=False)
    own = inside.returncode == 0 and pathlib.Path(inside.stdout.strip()) == kit.resolve()
    return done.stdout.strip() if own else 'no checkout, commit unknown'


def python():
    """A Python with what the kit needs, made once."""
    own = BUILT / 'venv/bin/python'
    if not (BUILT / 'ready').is_file():
        say('installing what the kit needs')
        toolbox.call([sys.executable, '-m', 'venv', BUILT / 'venv'], HOME)
        toolbox.call([BUILT / 'venv/bin/pip', '--disable-pip-version-check', '-q', 'install', *NEEDS], HOME)
        (BUILT / 'ready').touch()
    return str(own)


def runs(version, transports):
    names = transports.split(',') if transports else list(TRANSPORTS[version])
    unknown = [name for name in names if name not in TRANSPORTS[version]]
    if unknown:
        sys.exit(f'bench/tck: the kit of {version} has no transport {", ".join(unknown)} (expected: {", ".join(TRANSPORTS[version])})')
    if version == '1.0':
        return [Run(', '.join(names), ','.join(names), ('tests/compatibility',))]
    made = []
    for name in names:
        folder = 'tests/mandatory' if name == 'jsonrpc' else 'tests/mandatory/protocol'
        mark = 'mandatory_jsonrpc or mandatory_protocol' if name == 'jsonrpc' else 'mandatory_protocol'
        made.append(Run(f'{name} mandatory', name, (folder,), mark))
        made.append(Run(f'{name} capabilities', name, ('tests/optional/capabilities',)))
    # what the kit itself calls optional; quality and features ask for no more than one transport
    made.append(Run('transport-equivalence', ','.join(names), ('tests/optional/multi_transport',), 'transport_equivalence'))
    made += [Run(name, names[0], (f'tests/optional/{name}',)) for name in ('quality', 'features')]
    return made


def targets(given, version):
    """The anchor first, then every agent behind the mesh; fewer where the options say so."""
    if given.direct:
        return [Target(given.agent or version)]
    anchor = [] if given.agent or given.agent_binding else [Target(version)]
    agents = [given.agent] if given.agent else ['1.0', '0.3']
    bindings = [given.agent_binding] if given.agent_binding else cells.BINDINGS
    return anchor + [Target(agent, binding) for agent in agents for binding in bindings]


def call(kit, version, run, url, report):
    """Runs the kit and returns its test cases. A copy of it is run, since it writes beside itself."""
    command = [python(), '-m', 'pytest', *run.paths, '--tb=short', '-q', '-p', 'no:cacheprovider', f'--junitxml={report}']
    if version == '1.0':
        command += [f'--sut-host={url}', f'--transport={run.transports}']
    else:
        command += [f'--sut-url={url}', '--test-scope=all', '--transports', run.transports]
        if run.marks:
            command += ['-m', run.marks]
    say(f'running the kit: {run.name} at {url}')
    with open(report.with_suffix('.log'), 'w', encoding='utf-8') as log:
        subprocess.run(command, cwd=kit, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False,
                       env={**os.environ, 'SUT_URL': url, 'A2A_DISABLED_TRANSPORTS': ''})
    if not report.is_file():
        sys.exit(f'bench/tck: the kit did not run:\n{report.with_suffix(".log").read_text()[-3000:]}')
    return [outcome(case) for case in xml.parse(report).iter('testcase')]


def outcome(case):
    # the folder, where it is a transport's, the class and the test
    name = f'{case.get("classname", "").removeprefix("tests.").removeprefix("compatibility.")}::{case.get("name")}'
    for kind in ('failure', 'error'):
        found = case.find(kind)
        if found is not None:
            return 'failed', name, (found.get('message') or '').split('\n')[0][:300]
    skipped = case.find('skipped')
    if skipped is not None:
        expected = skipped.get('type') == 'pytest.xfail'
        return ('xfailed' if expected else 'skipped'), name, (skipped.get('message') or '').split('\n')[0][:300]
    return 'passed', name, ''


@contextlib.contextmanager
def running(version, agent_version):
    """A scripted agent, as the kit of this version wants it."""
    flags = ['--keep-open', '--seconds', '6', '--no-extended-card'] if version == '0.3' else ['--only-10'] if agent_version == '1.0' else []
    agent = mesh.Agent(AGENTS[agent_version], *flags)
    try:
        yield agent
    finally:
        agent.close()


@contextlib.contextmanager
def addresses(version, wanted, log):
    """Where each target is called, on one mesh; every target has an agent for itself."""
    toolbox.prepare({AGENTS[target.agent] for target in wanted}, say)
    with contextlib.ExitStack() as stack:
        shared = None
        made = {}
        for target in wanted:
            agent = stack.enter_context(running(version, target.agent))
            if not target.binding:
                made[target] = agent.url
                continue
            if shared is None:
                shared = mesh.Mesh(log, MESH[version])
                stack.callback(shared.close)
            side = cells.Side(AGENTS[target.agent], target.agent, target.binding)
            made[target] = shared.register(side, agent.card(side)).root
        yield made


def measured(kit, version, given, todo, keep):
    """For each place where the kit is sent, by its name, the test cases by column."""
    if given.url:
        yield given.url, columns(kit, version, todo, given.url, keep / version)
        return
    wanted = targets(given, version)
    with addresses(version, wanted, toolbox.BUILT / 'up.log') as urls:
        for target in wanted:
            say(f'agent behind the mesh: {target.name}')
            yield target.name, columns(kit, version, todo, urls[target], keep / f'{version}-{target.file}')


def columns(kit, version, todo, url, reports):
    """A run each; the one run of the kit of 1.0 is parted by the transport that a test names."""
    made = {name: [] for name in TRANSPORTS[version]} if version == '1.0' else {}
    for run in todo:
        cases = call(kit, version, run, url, reports.with_name(f'{reports.name}-{run.file}.xml'))
        if version != '1.0':
            made[run.name] = cases
            continue
        for case in cases:
            named = re.search('|'.join(TRANSPORTS[version]), case[1].lower())
            made.setdefault(named.group(0) if named else 'card, or of none by name', []).append(case)
    return made


def cell(cases):
    return ', '.join(str(sum(kind == each for kind, _, _ in cases)) for each in KINDS)


def report(version, commit, results):
    names = list(dict.fromkeys(column for _, made in results for column in made))
    print(f'Kit {version} at {commit}, {datetime.date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}: {", ".join(KINDS)}\n')
    print('| agent behind the mesh | ' + ' | '.join(names) + ' | together |\n| --- |' + ' --- |' * (len(names) + 1))
    for where, made in results:
        whole = [case for cases in made.values() for case in cases]
        print(f'| {where} | ' + ' | '.join(cell(made.get(name, [])) for name in names) + f' | {cell(whole)} |')
    print()
    for where, made in results:
        for column, cases in made.items():
            for kind, test, why in cases:
                if kind in ('failed', 'skipped'):
                    print(f'{kind} ({where}; {column}): {test}: {why}')


def main():
    given = options()
    kit, version = given.kit.resolve(), version_of(given.kit)
    todo, commit = runs(version, given.transports), commit_of(kit)
    for folder in (BUILT, toolbox.BUILT):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='parley-tck-') as scratch:
        keep = (given.keep or pathlib.Path(scratch) / 'reports').resolve()
        keep.mkdir(parents=True, exist_ok=True)
        copy = pathlib.Path(scratch) / 'kit'
        shutil.copytree(kit, copy, ignore=shutil.ignore_patterns('.git'))
        try:
            results = list(measured(copy, version, given, todo, keep))
        except toolbox.ToolMissing as missing:
            sys.exit(f'bench/tck: {missing}')
    report(version, commit, results)
    # what fails without a mesh is the SDK's, not ours
    kinds = [kind for where, made in results if not where.startswith('none') for cases in made.values() for kind, _, _ in cases]
    print(f'{kinds.count("passed")} passed, {kinds.count("failed")} failed behind the mesh')
    return 1 if 'failed' in kinds else 0


if __name__ == '__main__':
    sys.exit(main())
