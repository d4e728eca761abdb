"""What the clients in Python have in common: their flags, the checks that need no type of one SDK's version, how all are run and what is
printed of them (../README.md).
"""
import argparse
import asyncio
import json
import time
import uuid

import httpx

WORDS = 'grüße 日本 😀 "\\\n'
STEPS = 'one two three four'
FILE, LINK, DATA = b'text1234', 'https://example.com/in.txt', {'count': 42}  # a file that would pass for base64, too
CHECK_SECONDS = 30


class NotOffered(Exception):
    """The SDK has no such call in this version."""


def equal(got, expected):
    assert got == expected, f'{got!r} (expected: {expected!r})'


def fresh():
    return str(uuid.uuid4())


class Script:
    """The checks, a method each. A client of an SDK's version adds those that are missing here, and the calls by which all of them speak:

    task(scene, state, **kw)  sends and waits; the task, which must have come to that state, by its name in 0.3
    started(scene)            sends and does not wait; the task, which must be active
    get(id, **kw), canceled(id)
    text_of(task), state_of(task)   the artifacts' text; the state's name in 0.3
    made_part(kind)           a part to send: FILE, LINK or DATA
    register(task_id, name)   makes a push configuration
    sent_with_push(name)      sends with a push configuration, and waits until completed
    refused(kind, call)       call must fail by 'unknown', 'not cancelable' or 'ended'
    """

    webhook_version = None  # whose words webhooks are in, if not in the client's version

    def __init__(self, options, http):
        self.options = options
        self.http = http

    async def card(self):
        assert self.agent_card.name and self.agent_card.skills, self.agent_card

    async def send(self):
        task = await self.task('tck-artifact-text')
        equal(self.text_of(task), 'Generated text content')
        equal(self.text_of(await self.get(task.id)), 'Generated text content')

    async def unicode(self):
        equal(self.text_of(await self.task('echo', text=WORDS)), 'echo: ' + WORDS)

    async def send_file(self):
        equal(await self.told('file'), f'file text/plain {FILE.decode()}')

    async def send_link(self):
        equal(await self.told('link'), f'link text/plain {LINK}')

    async def send_data(self):
        equal(await self.told('data'), 'data 42')

    async def told(self, kind):
        """What the agent says of a part of this kind that it was sent."""
        return self.text_of(await self.task('parts-', part=self.made_part(kind)))

    async def reject(self):
        await self.task('tck-reject-task', 'rejected')

    async def at_once(self):
        begun = time.monotonic()
        task = await self.started('slow-')
        assert time.monotonic() - begun < 10, 'waited for the task'
        self.running = task.id

    async def cancel(self):
        equal(self.state_of(await self.canceled(self.running)), 'canceled')
        equal(self.state_of(await self.get(self.running)), 'canceled')

    async def turns(self):
        asked = await self.task('tck-input-required', 'input-required')
        done = await self.task('tck-complete-task', task_id=asked.id, context_id=asked.context_id)
        equal((done.id, done.context_id), (asked.id, asked.context_id))
        self.two_turns = done.id

    async def history(self):
        equal(len((await self.get(self.two_turns, history_length=1)).history), 1)
        assert len((await self.get(self.two_turns, history_length=10)).history) >= 2

    async def list(self):
        raise NotOffered('0.3 has no list')

    def hook(self, name):
        """A push configuration's own fields."""
        return {'id': name, 'url': f'{self.options.hook}/{name}', 'token': 't-' + name}

    async def push_delivery(self):
        task, name = await self.task('tck-input-required', 'input-required'), fresh()
        await self.register(task.id, name)
        await self.task('tck-complete-task', task_id=task.id, context_id=task.context_id)
        await self.delivered(name)

    async def push_in_send(self):
        name = fresh()
        await self.sent_with_push(name)
        await self.delivered(name)

    async def delivered(self, name):
        """The webhook of this name got the end of its task, in the client's version and with its token."""
        seen = (await self.http.get(f'{self.options.hook}/{name}', timeout=15)).json()
        wanted = {'version': self.webhook_version or self.options.version, 'state': 'completed', 'token': 't-' + name}
        assert wanted in seen, f'{seen} (expected: {wanted} among them)'

    async def unknown_task(self):
        await self.refused('unknown', self.get(fresh()))
        await self.refused('unknown', self.canceled(fresh()))
        await self.refused('unknown', self.task('tck-complete-task', task_id=fresh()))

    async def ended_task(self):
        task = await self.task('tck-complete-task')
        await self.refused('not cancelable', self.canceled(task.id))
        await self.refused('ended', self.task('tck-complete-task', task_id=task.id, context_id=task.context_id))

    async def ended_stream(self):
        raise NotOffered('0.3 leaves open what it gets')


async def run(name, check):
    line = {'check': name, 'ok': True, 'why': ''}
    try:
        await asyncio.wait_for(check(), CHECK_SECONDS)
    except NotOffered as reason:
        line.update(ok=None, why=str(reason))
    except Exception as error:  # noqa: BLE001 - a check that breaks in any way has failed
        line.update(ok=False, why=f'{type(error).__name__}: {error}'[:1000])
    print(json.dumps(line), flush=True)
    return line['ok'] is not False


async def play(description, client):
    """Runs the checks that the command line names, by a Script of this class; returns the exit status."""
    parser = argparse.ArgumentParser(description=description)
    for flag in ('--url', '--binding', '--version', '--hook', '--checks'):
        parser.add_argument(flag, required=True)
    options = parser.parse_args()
    async with httpx.AsyncClient(timeout=CHECK_SECONDS) as http:
        checks = client(options, http)
        passed = await run('connect', checks.connect)
        if passed:
            passed = all([await run(name, getattr(checks, name.replace(' ', '_'))) for name in options.checks.split(',')])
    print(json.dumps({'check': 'end', 'ok': True, 'why': ''}), flush=True)
    return 0 if passed else 1
