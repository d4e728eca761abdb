#!/usr/bin/env python3
"""Runs the public compatibility kit, from a folder where it lies, against a scripted agent behind a mesh of its own.

The kit is neither committed nor fetched. Which of its branches lies in the folder is seen by its files. The agents, the mesh and
the fetching of SDKs are those of the SDK matrix.
"""
import argparse
import contextlib
import os
import pathlib
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


@dataclass(frozen=True)
class Run:
    """One call of the kit: over these of its transports, these of its tests."""

    name: str
    transports: str
    paths: tuple
    marks: str = ''


def say(text):
    print(text, file=sys.stderr, flush=True)


def options():
    parser = argparse.ArgumentParser(prog='bench/tck', description=__doc__.splitlines()[0])
    parser.add_argument('kit', type=pathlib.Path, metavar='KIT_FOLDER', help='a checkout of a2aproject/a2a-tck, branch 1.0-dev or 0.3.x')
    parser.add_argument('--agent', choices=('1.0', '0.3'), help='which version the agent behind the mesh speaks (default: the kit\'s)')
    parser.add_argument('--agent-binding', choices=cells.BINDINGS, default='JSONRPC', help='over which binding the mesh calls it')
    parser.add_argument('--transports', help='of the kit, parted by commas (default: all; 1.0 in one run, 0.3 in one run each)')
    parser.add_argument('--direct', action='store_true', help='at the agent, without a mesh: the anchor')
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
    return made


def call(kit, version, run, url, keep):
    """Runs the kit and returns its test cases. A copy of it is run, since it writes beside itself."""
    report = keep / f'{version}-{run.name.replace(", ", "+").replace(" ", "-")}.xml'
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
    name = f'{case.get("classname", "").rsplit(".", 1)[-1]}::{case.get("name")}'
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
def address(given, version, agent_version, log):
    """Where the kit is sent: to a mesh with an agent behind it, to that agent, or to where the caller says."""
    if given.url:
        yield given.url
        return
    sdk = AGENTS[agent_version]
    toolbox.prepare({sdk}, say)
    flags = ['--keep-open', '--seconds', '6', '--no-extended-card'] if version == '0.3' else ['--only-10'] if agent_version == '1.0' else []
    agent = mesh.Agent(sdk, *flags)
    try:
        if given.direct:
            yield agent.url
            return
        side = cells.Side(sdk, agent_version, given.agent_binding)
        started = mesh.Mesh(log, MESH[version])
        try:
            yield started.register(side, agent.card(side)).root
        finally:
            started.close()
    finally:
        agent.close()


def table(given, version, agent_version, commit, results):
    behind = given.url or ('none' if given.direct else f'{agent_version} over {given.agent_binding}')
    lines = ['| kit | agent behind the mesh | transport | passed | failed | skipped | xfailed |', '| --- | --- | --- | --- | --- | --- | --- |']
    for run, cases in results:
        counts = [sum(kind == each for kind, _, _ in cases) for each in ('passed', 'failed', 'skipped', 'xfailed')]
        lines.append(f'| {version} ({commit}) | {behind} | {run.name} | ' + ' | '.join(map(str, counts)) + ' |')
    return '\n'.join(lines)


def main():
    given = options()
    kit, version = given.kit.resolve(), version_of(given.kit)
    agent_version = given.agent or version
    todo, commit = runs(version, given.transports), commit_of(kit)
    for folder in (BUILT, toolbox.BUILT):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='parley-tck-') as scratch:
        keep = given.keep or pathlib.Path(scratch) / 'reports'
        keep.mkdir(parents=True, exist_ok=True)
        copy = pathlib.Path(scratch) / 'kit'
        shutil.copytree(kit, copy, ignore=shutil.ignore_patterns('.git'))
        try:
            with address(given, version, agent_version, toolbox.BUILT / 'up.log') as url:
                results = [(run, call(copy, version, run, url, keep.resolve())) for run in todo]
        except toolbox.ToolMissing as missing:
            sys.exit(f'bench/tck: {missing}')
    print(table(given, version, agent_version, commit, results))
    for run, cases in results:
        for kind, name, why in cases:
            if kind in ('failed', 'skipped'):
                print(f'{kind} ({run.name}): {name}: {why}')
    failed = sum(kind == 'failed' for _, cases in results for kind, _, _ in cases)
    passed = sum(kind == 'passed' for _, cases in results for kind, _, _ in cases)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
