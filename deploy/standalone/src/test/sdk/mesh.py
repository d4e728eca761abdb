"""A mesh on a folder of its own, and the scripted agents registered at it."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass

import toolbox


def fetch(url, body=None, method=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {'Content-Type': 'application/json', **headers}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f'{url}: {error.code} {error.read().decode(errors="replace")[:1000]}') from error


class Agent:
    """A scripted agent in a process of its own; it ends when its input does."""

    def __init__(self, sdk, *flags):
        with open(toolbox.BUILT / f'agent-{sdk}.log', 'w', encoding='utf-8') as log:
            self.process = subprocess.Popen([*toolbox.tool(sdk).command('agent'), *flags], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        said = self.process.stdout.readline()
        if not said:
            raise RuntimeError(f'the agent on {sdk} ended with {self.process.wait()} before it said where it is')
        self.url = json.loads(said)['url']

    def card(self, side):
        """Its card in this version, with this binding and no other, so that nobody can choose another one."""
        if side.version == '0.2':
            return fetch(self.url + '.well-known/agent.json')  # offers nothing but JSON-RPC
        card = fetch(self.url + '.well-known/agent-card.json', **{'A2A-Version': side.version})
        if side.version == '1.0':
            faces = [face for face in card['supportedInterfaces']
                     if face['protocolBinding'] == side.binding and face['protocolVersion'].startswith('1.')]
            card['supportedInterfaces'] = faces
            for member in ('url', 'preferredTransport', 'additionalInterfaces', 'protocolVersion'):
                card.pop(member, None)
        else:
            faces = [face for face in card.get('additionalInterfaces', []) if face['transport'] == side.binding]
            card.update(url=faces[0]['url'], preferredTransport=side.binding)
            card.pop('additionalInterfaces', None)
            card.pop('supportedInterfaces', None)
        return card

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class Addresses:
    by_path: str
    root: str


class Mesh:
    """Started with ./parley up on free ports, from which its cards speak 1.0 and 0.3 in one."""

    OPTIONS = ('-Dparley.edge.dual-card=true',)

    def __init__(self, log, options=OPTIONS):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='parley-matrix-'))
        self.parley = str(toolbox.HOME / 'parley')
        started = [self.parley, 'up', '--data', str(self.folder / 'data'), '--http-port', '0', '--grpc-port', '0', '--management-port', '0']
        # the webhooks of the checks are on this machine
        environment = {**os.environ, 'PARLEY_PUSH_ALLOW': '127.0.0.1,localhost',
                       'PARLEY_SERVER_OPTS': ' '.join((os.environ.get('PARLEY_SERVER_OPTS', ''), *options))}
        with open(log, 'w', encoding='utf-8') as out:
            done = subprocess.run([*started, '--detach'], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                  env=environment, check=False)
        if done.returncode:
            raise RuntimeError(f'the mesh did not start:\n{pathlib.Path(log).read_text()[-2000:]}')
        self.url = json.loads((self.folder / 'data/run/mesh.json').read_text())['http'].rstrip('/')

    def register(self, side, card):
        """The agent's two addresses: by path, and a root of its own for who knows no paths. gRPC has a port of its own on both."""
        fetch(f'{self.url}/api/v1/agents/register?id={side.id}', card)
        by_path = f'{self.url}/agents/{side.id}/'
        listener = fetch(f'{self.url}/api/v1/agents/{side.id}/listener', {'httpPort': 0, 'grpcPort': 0}, 'PUT')['listener']
        return Addresses(by_path, listener['url'].rstrip('/') + '/')

    def close(self):
        log = self.folder / 'data/log/parley.log'
        subprocess.run([self.parley, 'down', '--data', str(self.folder / 'data')], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        kept = toolbox.BUILT / 'mesh.log'
        if log.is_file():
            shutil.copy(log, kept)
        shutil.rmtree(self.folder, ignore_errors=True)
