#!/usr/bin/env python3
"""All operations by the client of the official Python SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.

    client.py --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL --checks NAME,...

The checks and what is printed: ../README.md.
"""
import asyncio
import pathlib
import sys

import grpc
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.helpers import get_artifact_text, get_message_text, new_data_part, new_raw_part, new_text_message, new_url_part
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'shared/python'))
from play import DATA, FILE, LINK, STEPS, NotOffered, Script, equal, fresh, play  # noqa: E402

# the errors in 1.0, what else 0.3 has for them, and their status over HTTP+JSON
ERRORS = {
    'unknown': ((TaskNotFoundError,), (), (404,)),
    'not cancelable': ((TaskNotCancelableError,), (), (409, 400)),
    'ended': ((UnsupportedOperationError,), (InvalidParamsError,), (400, 422)),
}


def request(scene, text='hello', config=None, part=None, **kw):
    message = new_text_message(text, role=Role.ROLE_USER, **kw)
    if part:
        message.parts[0].CopyFrom(part)
    message.message_id = f'{scene}-{fresh()}'
    return SendMessageRequest(message=message, configuration=config)


def named(state):
    return TaskState.Name(state).removeprefix('TASK_STATE_').lower().replace('_', '-')


class Checks(Script):
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

    @staticmethod
    def state_of(task):
        return named(task.status.state)

    @staticmethod
    def text_of(task):
        return ''.join(get_artifact_text(artifact, '') for artifact in task.artifacts)

    async def answer(self, sent):
        events = [event async for event in self.waiting.send_message(sent)]
        equal(len(events), 1)
        return events[0].task if events[0].HasField('task') else events[0].message

    async def task(self, scene, state='completed', **kw):
        task = await self.answer(request(scene, **kw))
        equal(self.state_of(task), state)
        return task

    async def started(self, scene):
        task = await self.answer(request(scene, config=SendMessageConfiguration(return_immediately=True)))
        assert self.state_of(task) in ('submitted', 'working'), task
        return task

    async def get(self, task_id, **kw):
        return await self.client.get_task(GetTaskRequest(id=task_id, **kw))

    async def canceled(self, task_id):
        return await self.client.cancel_task(CancelTaskRequest(id=task_id))

    @staticmethod
    def made_part(kind):
        named = {'media_type': 'text/plain', 'filename': 'in.txt'}
        return {'file': new_raw_part(FILE, **named), 'link': new_url_part(LINK, **named), 'data': new_data_part(DATA)}[kind]

    async def part(self, scene):
        return (await self.task(scene)).artifacts[0].parts[0]

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

    async def follow(self, stream):
        """State and text that a reader of the stream holds in the end, and its first event."""
        first, state, text = None, None, ''
        async for event in stream:
            first = first or event
            kind = event.WhichOneof('payload')
            if kind == 'task':
                state, text = event.task.status.state, self.text_of(event.task)
            elif kind == 'status_update':
                state = event.status_update.status.state
            else:
                chunk = get_artifact_text(event.artifact_update.artifact, '')
                text = text + chunk if event.artifact_update.append else chunk
        return first, named(state), text

    async def stream(self):
        first, state, text = await self.follow(self.client.send_message(request('steps-')))
        assert first.HasField('task'), first
        equal((state, text), ('completed', STEPS))
        equal(self.text_of(await self.get(first.task.id)), STEPS)

    async def stream_message(self):
        events = [event async for event in self.client.send_message(request('tck-message-response'))]
        equal([event.WhichOneof('payload') for event in events], ['message'])

    async def subscribe(self):
        task = await self.started('steps-')
        first, state, text = await self.follow(self.client.subscribe(SubscribeToTaskRequest(id=task.id)))
        equal(state, 'completed')
        if self.options.version == '1.0':
            assert first.HasField('task') and first.task.id == task.id, first
            equal(text, STEPS)
        else:
            assert text.endswith('four'), text  # 0.3 promises no snapshot at the start

    async def history(self):
        await super().history()
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

    async def push(self):
        task, name = await self.task('tck-input-required', 'input-required'), fresh()
        made = await self.register(task.id, name)
        equal((made.task_id, made.id, made.token), (task.id, name, 't-' + name))
        key = {'task_id': task.id, 'id': name}
        got = await self.client.get_task_push_notification_config(GetTaskPushNotificationConfigRequest(**key))
        equal(got.url, made.url)
        if (self.options.version, self.options.binding) == ('0.3', 'HTTP+JSON'):
            return  # where this client can neither list nor delete them
        equal(await self.listed(task.id), [name])
        await self.client.delete_task_push_notification_config(DeleteTaskPushNotificationConfigRequest(**key))
        equal(await self.listed(task.id), [])

    async def register(self, task_id, name):
        return await self.client.create_task_push_notification_config(TaskPushNotificationConfig(task_id=task_id, **self.hook(name)))

    async def listed(self, task_id):
        answer = await self.client.list_task_push_notification_configs(ListTaskPushNotificationConfigsRequest(task_id=task_id))
        return [config.id for config in answer.configs]

    async def sent_with_push(self, name):
        config = TaskPushNotificationConfig(**self.hook(name))
        await self.task('tck-complete-task', config=SendMessageConfiguration(task_push_notification_config=config))

    async def extended_card(self):
        card = await self.client.get_extended_agent_card(GetExtendedAgentCardRequest())
        assert 'hidden' in [skill.id for skill in card.skills], card

    async def refused(self, kind, call):
        """Over HTTP+JSON 0.3 defines no error's form: there the status has to do."""
        kinds, more, statuses = ERRORS[kind]
        kinds += more if self.options.version == '0.3' else ()
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

    async def ended_stream(self):
        if self.options.version == '0.3':
            raise NotOffered('0.3 leaves open what it gets')
        task = await self.task('tck-complete-task')
        await self.refused('ended', anext(self.client.subscribe(SubscribeToTaskRequest(id=task.id))))


if __name__ == '__main__':
    sys.exit(asyncio.run(play('all operations, by a2a-sdk 1.3', Checks)))
