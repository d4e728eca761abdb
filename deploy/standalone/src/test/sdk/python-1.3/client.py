#!/usr/bin/env python3
"""All operations by the client of the official Python SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.

    client.py --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL

The checks and what is printed: ../README.md.
"""
import argparse
import asyncio
import json
import sys
import time
import uuid

import grpc
import httpx
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.helpers import get_artifact_text, get_message_text, new_text_message
from a2a.types import (
    CancelTaskRequest,
    DeleteTaskPushNotificationConfigRequest,
    GetExtendedAgentCardRequest,
    GetTaskPushNotificationConfigRequest,
    GetTaskRequest,
    ListTaskPushNotificationConfigsRequest,
    ListTasksRequest,
    Role,
    SendMessageConfiguration,
    SendMessageRequest,
    SubscribeToTaskRequest,
    TaskPushNotificationConfig,
    TaskState,
)
from a2a.utils.errors import (
    A2AError,
    InvalidParamsError,
    TaskNotCancelableError,
    TaskNotFoundError,
    UnsupportedOperationError,
)
from google.protobuf import json_format

ACTIVE = (TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING)
COMPLETED = TaskState.TASK_STATE_COMPLETED
CANCELED = TaskState.TASK_STATE_CANCELED
WAITING = TaskState.TASK_STATE_INPUT_REQUIRED
STEPS = 'one two three four'


class NotOffered(Exception):
    """The SDK has no such call in this version."""


def request(scene, text='hello', config=None, **kw):
    message = new_text_message(text, role=Role.ROLE_USER, **kw)
    message.message_id = f'{scene}-{uuid.uuid4()}'
    return SendMessageRequest(message=message, configuration=config)


def text_of(task):
    return ''.join(get_artifact_text(artifact, '') for artifact in task.artifacts)


def equal(got, expected):
    assert got == expected, f'{got!r} (expected: {expected!r})'


class Checks:
    def __init__(self, options, http):
        self.options = options
        self.http = http

    async def connect(self):
        card = await A2ACardResolver(self.http, self.options.url).get_agent_card(
            http_kwargs={'headers': {'A2A-Version': self.options.version}})
        wanted = [face for face in card.supported_interfaces
                  if face.protocol_binding == self.options.binding and face.protocol_version.startswith(self.options.version)]
        assert wanted, f'no {self.options.binding} of {self.options.version} on {card.supported_interfaces}'
        del card.supported_interfaces[:]
        card.supported_interfaces.extend(wanted)
        self.agent_card = card
        self.client, self.waiting = (
            ClientFactory(ClientConfig(streaming=streaming, httpx_client=self.http, grpc_channel_factory=self.channel,
                                       supported_protocol_bindings=[self.options.binding])).create(card)
            for streaming in (True, False))

    @staticmethod
    def channel(url):
        return grpc.aio.insecure_channel(url.removeprefix('http://'))  # 0.3 has a scheme there, 1.0 has none

    async def answer(self, sent):
        events = [event async for event in self.waiting.send_message(sent)]
        equal(len(events), 1)
        return events[0].task if events[0].HasField('task') else events[0].message

    async def task(self, scene, state=COMPLETED, **kw):
        task = await self.answer(request(scene, **kw))
        equal(TaskState.Name(task.status.state), TaskState.Name(state))
        return task

    async def started(self, scene):
        task = await self.answer(request(scene, config=SendMessageConfiguration(return_immediately=True)))
        assert task.status.state in ACTIVE, task
        return task

    async def get(self, task_id, **kw):
        return await self.client.get_task(GetTaskRequest(id=task_id, **kw))

    async def card(self):
        assert self.agent_card.name and self.agent_card.skills, self.agent_card

    async def send(self):
        task = await self.task('tck-artifact-text')
        equal(text_of(task), 'Generated text content')
        equal(text_of(await self.get(task.id)), 'Generated text content')

    async def unicode(self):
        equal(text_of(await self.task('echo', text='grüße 日本 😀 "\\\n')), 'echo: grüße 日本 😀 "\\\n')

    async def part(self, scene):
        task = await self.task(scene)
        return task.artifacts[0].parts[0]

    async def file(self):
        part = await self.part('tck-artifact-file')
        equal((part.raw, part.media_type), (b'tck', 'text/plain'))

    async def file_name(self):
        equal((await self.part('tck-artifact-file')).filename, 'output.txt')

    async def link(self):
        part = await self.part('tck-artifact-file-url')
        equal((part.url, part.media_type), ('https://example.com/output.txt', 'text/plain'))

    async def data(self):
        part = await self.part('tck-artifact-data')
        equal(json_format.MessageToDict(part.data), {'key': 'value', 'count': 42})

    async def message(self):
        equal(get_message_text(await self.answer(request('tck-message-response'))), 'Direct message response')

    async def reject(self):
        await self.task('tck-reject-task', TaskState.TASK_STATE_REJECTED)

    async def at_once(self):
        started = time.monotonic()
        task = await self.started('slow-')
        assert time.monotonic() - started < 10, 'waited for the task'
        self.running = task.id

    async def cancel(self):
        task = await self.client.cancel_task(CancelTaskRequest(id=self.running))
        equal(task.status.state, CANCELED)
        equal((await self.get(self.running)).status.state, CANCELED)

    async def follow(self, stream):
        """State and text that a reader of the stream holds in the end, and its first event."""
        first, state, text = None, None, ''
        async for event in stream:
            first = first or event
            kind = event.WhichOneof('payload')
            if kind == 'task':
                state, text = event.task.status.state, text_of(event.task)
            elif kind == 'status_update':
                state = event.status_update.status.state
            else:
                chunk = get_artifact_text(event.artifact_update.artifact, '')
                text = text + chunk if event.artifact_update.append else chunk
        return first, state, text

    async def stream(self):
        first, state, text = await self.follow(self.client.send_message(request('steps-')))
        assert first.HasField('task'), first
        equal((state, text), (COMPLETED, STEPS))
        equal(text_of(await self.get(first.task.id)), STEPS)

    async def stream_message(self):
        events = [event async for event in self.client.send_message(request('tck-message-response'))]
        equal([event.WhichOneof('payload') for event in events], ['message'])

    async def subscribe(self):
        task = await self.started('steps-')
        first, state, text = await self.follow(self.client.subscribe(SubscribeToTaskRequest(id=task.id)))
        equal(state, COMPLETED)
        if self.options.version == '1.0':
            assert first.HasField('task') and first.task.id == task.id, first
            equal(text, STEPS)
        else:
            assert text.endswith('four'), text  # 0.3 promises no snapshot at the start

    async def turns(self):
        asked = await self.task('tck-input-required', WAITING)
        done = await self.task('tck-complete-task', task_id=asked.id, context_id=asked.context_id)
        equal((done.id, done.context_id), (asked.id, asked.context_id))
        self.two_turns = done.id

    async def history(self):
        equal(len((await self.get(self.two_turns, history_length=1)).history), 1)
        assert len((await self.get(self.two_turns, history_length=10)).history) >= 2
        if self.options.version == '1.0':
            equal(len((await self.get(self.two_turns, history_length=0)).history), 0)

    async def list(self):
        if self.options.version == '0.3':
            raise NotOffered('0.3 has no list')
        first = await self.task('tck-complete-task')
        ids = {first.id} | {(await self.task('tck-complete-task', context_id=first.context_id)).id for _ in range(2)}
        seen, token = [], ''
        while True:
            page = await self.client.list_tasks(ListTasksRequest(context_id=first.context_id, page_size=2, page_token=token))
            assert len(page.tasks) <= 2 and page.total_size == 3, page
            seen += [task.id for task in page.tasks]
            token = page.next_page_token
            if not token:
                break
        equal((len(seen), set(seen)), (3, ids))

    def config(self, task_id, name):
        return TaskPushNotificationConfig(task_id=task_id, id=name, url=f'{self.options.hook}/{name}', token='t-' + name)

    async def push(self):
        if (self.options.version, self.options.binding) == ('0.3', 'HTTP+JSON'):
            raise NotOffered('its 0.3 over HTTP+JSON lists and deletes no push configurations')
        task = await self.task('tck-input-required', WAITING)
        name = str(uuid.uuid4())
        made = await self.client.create_task_push_notification_config(self.config(task.id, name))
        equal((made.task_id, made.id, made.token), (task.id, name, 't-' + name))
        key = {'task_id': task.id, 'id': name}
        got = await self.client.get_task_push_notification_config(GetTaskPushNotificationConfigRequest(**key))
        equal(got.url, made.url)
        equal(await self.listed(task.id), [name])
        await self.client.delete_task_push_notification_config(DeleteTaskPushNotificationConfigRequest(**key))
        equal(await self.listed(task.id), [])

    async def listed(self, task_id):
        answer = await self.client.list_task_push_notification_configs(ListTaskPushNotificationConfigsRequest(task_id=task_id))
        return [config.id for config in answer.configs]

    async def push_delivery(self):
        task = await self.task('tck-input-required', WAITING)
        name = str(uuid.uuid4())
        await self.client.create_task_push_notification_config(self.config(task.id, name))
        await self.task('tck-complete-task', task_id=task.id, context_id=task.context_id)
        await self.delivered(name)

    async def push_in_send(self):
        name = str(uuid.uuid4())
        config = SendMessageConfiguration(task_push_notification_config=self.config('', name))
        await self.task('tck-complete-task', config=config)
        await self.delivered(name)

    async def delivered(self, name):
        seen = (await self.http.get(f'{self.options.hook}/{name}', timeout=15)).json()
        wanted = {'version': self.options.version, 'state': 'completed', 'token': 't-' + name}
        assert wanted in seen, f'{seen} (expected: {wanted} among them)'

    async def extended_card(self):
        card = await self.client.get_extended_agent_card(GetExtendedAgentCardRequest())
        assert 'hidden' in [skill.id for skill in card.skills], card

    async def refused(self, kinds, statuses, call):
        """One of these errors. Over HTTP+JSON 0.3 defines no error's form: there the status has to do."""
        try:
            answer = await call
        except kinds:
            return
        except (A2AError, grpc.RpcError) as error:
            loose = (self.options.version, self.options.binding) == ('0.3', 'HTTP+JSON')
            status = getattr(error.__cause__, 'response', None)
            if loose and status is not None and status.status_code in statuses:
                return
            raise AssertionError(f'{error!r} (expected: {kinds})') from error
        raise AssertionError(f'{answer} (expected: {kinds})')

    async def unknown_task(self):
        await self.refused(TaskNotFoundError, (404,), self.get(str(uuid.uuid4())))
        await self.refused(TaskNotFoundError, (404,), self.client.cancel_task(CancelTaskRequest(id=str(uuid.uuid4()))))
        await self.refused(TaskNotFoundError, (404,), self.answer(request('tck-complete-task', task_id=str(uuid.uuid4()))))

    async def ended_task(self):
        task = await self.task('tck-complete-task')
        await self.refused(TaskNotCancelableError, (409, 400), self.client.cancel_task(CancelTaskRequest(id=task.id)))
        kinds = (UnsupportedOperationError,) if self.options.version == '1.0' else (UnsupportedOperationError, InvalidParamsError)
        await self.refused(kinds, (400, 422), self.answer(request('tck-complete-task', task_id=task.id, context_id=task.context_id)))

    async def ended_stream(self):
        if self.options.version == '0.3':
            raise NotOffered('0.3 leaves open what it gets')
        task = await self.task('tck-complete-task')
        await self.refused(UnsupportedOperationError, (400,), anext(self.client.subscribe(SubscribeToTaskRequest(id=task.id))))


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
    parser = argparse.ArgumentParser(description='all operations, by a2a-sdk 1.3')
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
