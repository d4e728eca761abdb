#!/usr/bin/env python3
"""All operations by the client of the last line of the official Python SDK that speaks A2A 0.3 by itself.

    client.py --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 0.3 --hook URL

The checks and what is printed: ../README.md.
"""
import argparse
import asyncio
import base64
import json
import sys
import time
import uuid

import grpc
import httpx
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.client.errors import A2AClientError
from a2a.types import (
    GetTaskPushNotificationConfigParams,
    Message,
    MessageSendConfiguration,
    Part,
    PushNotificationConfig,
    Role,
    TaskIdParams,
    TaskPushNotificationConfig,
    TaskQueryParams,
    TaskState,
    TextPart,
)

STEPS = 'one two three four'


class NotOffered(Exception):
    """The SDK has no such call."""


def message(scene, text='hello', **kw):
    return Message(role=Role.user, parts=[Part(root=TextPart(text=text))], message_id=f'{scene}-{uuid.uuid4()}', **kw)


def text_of(task):
    return ''.join(part.root.text for artifact in task.artifacts or [] for part in artifact.parts if part.root.kind == 'text')


def equal(got, expected):
    assert got == expected, f'{got!r} (expected: {expected!r})'


class Checks:
    def __init__(self, options, http):
        self.options = options
        self.http = http

    async def connect(self):
        card = await A2ACardResolver(self.http, self.options.url).get_agent_card()
        offered = {card.preferred_transport or 'JSONRPC': card.url}
        offered.update({face.transport: face.url for face in card.additional_interfaces or []})
        assert self.options.binding in offered, f'no {self.options.binding} among {offered}'
        card.preferred_transport, card.url, card.additional_interfaces = self.options.binding, offered[self.options.binding], None
        self.agent_card = card
        self.client, self.waiting = self.made(streaming=True), self.made(streaming=False)

    def made(self, **config):
        return ClientFactory(ClientConfig(httpx_client=self.http, grpc_channel_factory=self.channel,
                                          supported_transports=[self.options.binding], **config)).create(self.agent_card)

    @staticmethod
    def channel(url):
        return grpc.aio.insecure_channel(url.removeprefix('http://'))

    async def answer(self, sent, **config):
        events = [event async for event in self.waiting.send_message(sent, configuration=MessageSendConfiguration(**config))]
        equal(len(events), 1)
        return events[0] if isinstance(events[0], Message) else events[0][0]

    async def task(self, scene, state=TaskState.completed, **kw):
        task = await self.answer(message(scene, **kw))
        equal(task.status.state, state)
        return task

    async def started(self, scene):
        task = await self.answer(message(scene), blocking=False)
        assert task.status.state in (TaskState.submitted, TaskState.working), task.status
        return task

    async def get(self, task_id, **kw):
        return await self.client.get_task(TaskQueryParams(id=task_id, **kw))

    async def card(self):
        assert self.agent_card.name and self.agent_card.skills, self.agent_card

    async def send(self):
        task = await self.task('tck-artifact-text')
        equal(text_of(task), 'Generated text content')
        equal(text_of(await self.get(task.id)), 'Generated text content')

    async def unicode(self):
        equal(text_of(await self.task('echo', text='grüße 日本 😀 "\\\n')), 'echo: grüße 日本 😀 "\\\n')

    async def part(self, scene):
        return (await self.task(scene)).artifacts[0].parts[0].root

    async def file(self):
        file = (await self.part('tck-artifact-file')).file
        equal((base64.b64decode(file.bytes), file.mime_type), (b'tck', 'text/plain'))

    async def file_name(self):
        equal((await self.part('tck-artifact-file')).file.name, 'output.txt')

    async def link(self):
        file = (await self.part('tck-artifact-file-url')).file
        equal((file.uri, file.mime_type), ('https://example.com/output.txt', 'text/plain'))

    async def data(self):
        equal((await self.part('tck-artifact-data')).data, {'key': 'value', 'count': 42})

    async def message(self):
        equal((await self.answer(message('tck-message-response'))).parts[0].root.text, 'Direct message response')

    async def reject(self):
        await self.task('tck-reject-task', TaskState.rejected)

    async def at_once(self):
        started = time.monotonic()
        task = await self.started('slow-')
        assert time.monotonic() - started < 10, 'waited for the task'
        self.running = task.id

    async def cancel(self):
        equal((await self.client.cancel_task(TaskIdParams(id=self.running))).status.state, TaskState.canceled)
        equal((await self.get(self.running)).status.state, TaskState.canceled)

    async def stream(self):
        events = [event async for event in self.client.send_message(message('steps-'))]
        task, update = events[-1]
        assert events[0][1] is None, f'{events[0]} (expected: the task first)'
        assert update.kind == 'status-update' and update.final, update
        equal((task.status.state, text_of(task)), (TaskState.completed, STEPS))
        equal(text_of(await self.get(task.id)), STEPS)

    async def stream_message(self):
        events = [event async for event in self.client.send_message(message('tck-message-response'))]
        assert len(events) == 1 and isinstance(events[0], Message), events

    async def subscribe(self):
        task = await self.started('steps-')
        followed = [event async for event in self.client.resubscribe(TaskIdParams(id=task.id))]
        equal((followed[-1][0].id, followed[-1][0].status.state), (task.id, TaskState.completed))
        assert text_of(followed[-1][0]).endswith('four'), followed[-1]  # 0.3 promises no snapshot at the start

    async def turns(self):
        asked = await self.task('tck-input-required', TaskState.input_required)
        done = await self.task('tck-complete-task', task_id=asked.id, context_id=asked.context_id)
        equal((done.id, done.context_id), (asked.id, asked.context_id))
        self.two_turns = done.id

    async def history(self):
        equal(len((await self.get(self.two_turns, history_length=1)).history), 1)
        assert len((await self.get(self.two_turns, history_length=10)).history) >= 2

    async def list(self):
        raise NotOffered('0.3 has no list')

    def config(self, name):
        return PushNotificationConfig(id=name, url=f'{self.options.hook}/{name}', token='t-' + name)

    async def push(self):
        task = await self.task('tck-input-required', TaskState.input_required)
        name = str(uuid.uuid4())
        made = await self.client.set_task_callback(TaskPushNotificationConfig(task_id=task.id, push_notification_config=self.config(name)))
        equal((made.task_id, made.push_notification_config.token), (task.id, 't-' + name))
        key = GetTaskPushNotificationConfigParams(id=task.id, push_notification_config_id=name)
        equal((await self.client.get_task_callback(key)).push_notification_config.url, f'{self.options.hook}/{name}')

    async def push_delivery(self):
        task = await self.task('tck-input-required', TaskState.input_required)
        name = str(uuid.uuid4())
        await self.client.set_task_callback(TaskPushNotificationConfig(task_id=task.id, push_notification_config=self.config(name)))
        await self.task('tck-complete-task', task_id=task.id, context_id=task.context_id)
        await self.delivered(name)

    async def push_in_send(self):
        name = str(uuid.uuid4())
        client = self.made(streaming=False, push_notification_configs=[self.config(name)])
        events = [event async for event in client.send_message(message('tck-complete-task'))]
        equal(events[0][0].status.state, TaskState.completed)
        await self.delivered(name)

    async def delivered(self, name):
        seen = (await self.http.get(f'{self.options.hook}/{name}', timeout=15)).json()
        wanted = {'version': '0.3', 'state': 'completed', 'token': 't-' + name}
        assert wanted in seen, f'{seen} (expected: {wanted} among them)'

    async def extended_card(self):
        card = await self.client.get_card()
        assert 'hidden' in [skill.id for skill in card.skills], card

    async def refused(self, words, call):
        """One of these words names the error, over each binding: as code, as gRPC's status message, as HTTP's status."""
        try:
            answer = await call
        except (A2AClientError, grpc.RpcError) as error:
            said = repr(error)
            assert any(word in said for word in words), f'{said} (expected one of: {words})'
            return
        raise AssertionError(f'{answer} (expected an error with one of: {words})')

    async def unknown_task(self):
        words = ('-32001', 'TaskNotFound', 'HTTP Error 404', 'status_code=404')
        await self.refused(words, self.get(str(uuid.uuid4())))
        await self.refused(words, self.client.cancel_task(TaskIdParams(id=str(uuid.uuid4()))))
        await self.refused(words, self.answer(message('tck-complete-task', task_id=str(uuid.uuid4()))))

    async def ended_task(self):
        task = await self.task('tck-complete-task')
        await self.refused(('-32002', 'TaskNotCancelable', 'status_code=409', 'status_code=400'), self.client.cancel_task(TaskIdParams(id=task.id)))
        await self.refused(('-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'UnsupportedOperation', 'status_code=400', 'status_code=422'),
                           self.answer(message('tck-complete-task', task_id=task.id, context_id=task.context_id)))

    async def ended_stream(self):
        raise NotOffered('0.3 leaves open what it gets')


SCRIPT = ('card', 'send', 'unicode', 'file', 'file_name', 'link', 'data', 'message', 'reject', 'at_once', 'cancel', 'stream', 'stream_message',
          'subscribe', 'turns', 'history', 'list', 'push', 'push_delivery', 'push_in_send', 'extended_card', 'unknown_task', 'ended_task',
          'ended_stream')


async def run(name, check):
    line = {'check': name.replace('_', ' '), 'ok': True, 'why': ''}
    try:
        await asyncio.wait_for(check(), 30)
    except NotOffered as reason:
        line.update(ok=None, why=str(reason))
    except Exception as error:  # noqa: BLE001 - a check that breaks in any way has failed
        line.update(ok=False, why=f'{type(error).__name__}: {error}'[:1000])
    print(json.dumps(line), flush=True)
    return line['ok'] is not False


async def main():
    parser = argparse.ArgumentParser(description='all operations, by a2a-sdk 0.3')
    for flag in ('--url', '--binding', '--version', '--hook'):
        parser.add_argument(flag, required=True)
    async with httpx.AsyncClient(timeout=30) as http:
        checks = Checks(parser.parse_args(), http)
        passed = await run('connect', checks.connect)
        if passed:
            passed = all([await run(name, getattr(checks, name)) for name in SCRIPT])
        print(json.dumps({'check': 'end', 'ok': True, 'why': ''}), flush=True)
    return 0 if passed else 1


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
