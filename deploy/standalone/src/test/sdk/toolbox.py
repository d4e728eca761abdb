"""Fetches the SDKs from their registries, each at the versions in its lock file, and knows how its programs are started."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE / 'shared'  # what programs of one language have in common
HOME = HERE.parents[4]
BUILT = HERE.parents[2] / 'target' / 'sdk'


class ToolMissing(Exception):
    """A program that an SDK needs is not here; says which."""


def need(program, what):
    if shutil.which(program) is None:
        raise ToolMissing(f'{program} is not on the PATH (expected: {what})')


def call(command, folder, **environment):
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise ToolMissing(f'{" ".join(map(str, command))} ended with {done.returncode} in {folder}:\n{done.stdout[-4000:]}')


def digest(folder, pattern):
    sources = sorted(file for file in folder.rglob(pattern) if file.is_file() and '__pycache__' not in file.parts)
    return hashlib.sha256(b''.join(str(file.relative_to(folder)).encode() + file.read_bytes() for file in sources)).hexdigest()


class Tool:
    """One SDK of one language: where its programs are, how they are built and started."""

    inputs = '*'  # what it is built from
    shared = None  # and the folder of what its language's programs have in common, if it is built from that too

    def __init__(self, sdk):
        self.source, self.built = HERE / sdk, BUILT / sdk

    def digest(self):
        return digest(self.source, self.inputs) + (digest(self.shared, '*') if self.shared else '')

    def lay_out(self):
        """Puts where they are started the programs that are not built."""


class Python(Tool):
    inputs = 'requirements.txt'

    def build(self):
        call([sys.executable, '-m', 'venv', self.built], self.source)
        call([self.built / 'bin/pip', '--disable-pip-version-check', '-q', 'install', '--require-hashes', '--only-binary=:all:',
              '-r', 'requirements.txt'], self.source)

    def command(self, role):
        return [str(self.built / 'bin/python'), '-B', str(self.source / f'{role}.py')]


class JavaScript(Tool):
    inputs = 'package*.json'

    def build(self):
        need('node', 'Node.js 20 or newer')
        need('npm', 'npm, which comes with Node.js')
        self.built.mkdir(parents=True, exist_ok=True)
        for file in self.source.glob('package*.json'):
            shutil.copy(file, self.built)
        call(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], self.built)

    def lay_out(self):
        # a module finds its packages in folders above it only
        for file in self.source.glob('*.mjs'):
            shutil.copy(file, self.built)
        shutil.copytree(SHARED / 'js', BUILT / 'shared/js', dirs_exist_ok=True)

    def command(self, role):
        return ['node', str(self.built / f'{role}.mjs')]


class Go(Tool):
    shared = SHARED / 'go'

    def build(self):
        need('go', 'Go 1.21 or newer; it fetches the one that go.mod asks for')
        self.built.mkdir(parents=True, exist_ok=True)
        call(['go', 'build', '-mod=readonly', '-o', str(self.built) + '/', './...'], self.source, GOTOOLCHAIN='auto', GOFLAGS='-buildvcs=false')

    def command(self, role):
        return [str(self.built / role)]


class Java(Tool):
    def build(self):
        need('mvn', 'Maven 3.8 or newer')
        call(['mvn', '-B', '-q', 'package', f'-DbuildDirectory={self.built}'], self.source)

    def command(self, role):
        java = pathlib.Path(os.environ.get('JAVA_HOME', '')) / 'bin/java'
        # starts a hundred times: a short life needs no better compiler than the first
        return [str(java) if java.is_file() else 'java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', f'{self.built}/classes:{self.built}/lib/*', f'{role.capitalize()}']


KINDS = {'python': Python, 'js': JavaScript, 'go': Go, 'java': Java}


def tool(sdk):
    return KINDS[sdk.rsplit('-', 1)[0]](sdk)


def prepare(sdks, say):
    """Builds what is not built, or was built from other sources."""
    for sdk in sorted(sdks):
        made = tool(sdk)
        stamp, now = made.built / 'built-from', made.digest()
        if not stamp.is_file() or stamp.read_text() != now:
            say(f'fetching and building {sdk}')
            shutil.rmtree(made.built, ignore_errors=True)
            made.build()
            stamp.write_text(now)
        made.lay_out()
