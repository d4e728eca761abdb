#!/usr/bin/env python3
"""All operations by the client of the last official Python SDK that speaks A2A 0.2 by itself.

    client.py --url URL --binding JSONRPC --version 0.2 --hook URL --checks NAME,...

The checks and what is printed: ../README.md.
"""
import asyncio
import base64
import pathlib
import sys

from a2a.client import A2ACardResolver, A2AClient
from a2a.types import (
    CancelTaskRequest,
    DataPart,
    FilePart,
    FileWithBytes,
    FileWithUri,
    GetTaskPushNotificationConfigParams,
    GetTaskPushNotificationConfigRequest,
    GetTaskRequest,
    Message,
    MessageSendConfiguration,
    MessageSendParams,
    Part,
    PushNotificationConfig,
    Role,
    SendMessageRequest,
    SendStreamingMessageRequest,
    SetTaskPushNotificationConfigRequest,
    TaskIdParams,
    TaskPushNotificationConfig,
    TaskQueryParams,
    TextPart,
)
from a2a.utils.constants import EXTENDED_AGENT_CARD_PATH

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'shared/python'))
from play import DATA, FILE, LINK, STEPS, NotOffered, Script, equal, fresh, play  # noqa: E402

CODES_OF = {'unknown': (-32001,), 'not cancelable': (-32002,), 'ended': (-32602, -32004)}


class Refused(Exception):
    """The answer is an error; its code is the only argument."""


def result(answer):
    if hasattr(answer.root, 'error'):
        raise Refused(answer.root.error.code)
    return answer.root.result


def params(scene, text='hello', part=None, configuration=None, **kw):
    message = Message(role=Role.user, parts=[Part(root=part or TextPart(text=text))], message_id=f'{scene}-{fresh()}', **kw)
    return MessageSendParams(message=message, configuration=configuration)


def configured(**config):
    return MessageSendConfiguration(accepted_output_modes=['text/plain', 'application/json'], **config)


class Checks(Script):
    webhook_version = '0.3'  # the same words

    async def connect(self):
        equal(self.options.binding, 'JSONRPC')
        self.resolver = A2ACardResolver(self.http, self.options.url)
        self.agent_card = await self.resolver.get_agent_card()
        self.client = A2AClient(self.http, self.agent_card)

    @staticmethod
    def state_of(task):
        return task.status.state.value

    @staticmethod
    def text_of(task):
        return ''.join(part.root.text for artifact in task.artifacts or [] for part in artifact.parts if isinstance(part.root, TextPart))

    async def answer(self, sent):
        return result(await self.client.send_message(SendMessageRequest(id=fresh(), params=sent)))

    async def task(self, scene, state='completed', **kw):
        task = await self.answer(params(scene, configuration=configured(blocking=True), **kw))
        equal(self.state_of(task), state)
        return task

    async def started(self, scene):
        task = await self.answer(params(scene, configuration=configured(blocking=False)))
        assert self.state_of(task) in ('submitted', 'working'), task.status
        return task

    async def get(self, task_id, **kw):
        return result(await self.client.get_task(GetTaskRequest(id=fresh(), params=TaskQueryParams(id=task_id, **kw))))

    async def canceled(self, task_id):
        return result(await self.client.cancel_task(CancelTaskRequest(id=fresh(), params=TaskIdParams(id=task_id))))

    @staticmethod
    def made_part(kind):
        if kind == 'file':
            return FilePart(file=FileWithBytes(bytes=base64.b64encode(FILE).decode(), mime_type='text/plain', name='in.txt'))
        return DataPart(data=DATA) if kind == 'data' else FilePart(file=FileWithUri(uri=LINK, mime_type='text/plain', name='in.txt'))

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
        equal((await self.answer(params('tck-message-response'))).parts[0].root.text, 'Direct message response')

    async def events(self, sent):
        request = SendStreamingMessageRequest(id=fresh(), params=sent)
        return [result(event) async for event in self.client.send_message_streaming(request)]

    async def stream(self):
        task, *updates = await self.events(params('steps-'))
        assert task.kind == 'task', f'{task} (expected: the task first)'
        assert updates[-1].kind == 'status-update' and updates[-1].final, updates[-1]
        texts = [part.root.text for update in updates if update.kind == 'artifact-update' for part in update.artifact.parts]
        equal((self.state_of(updates[-1]), ''.join(texts)), ('completed', STEPS))
        equal(self.text_of(await self.get(task.id)), STEPS)

    async def stream_message(self):
        events = await self.events(params('tck-message-response'))
        equal([event.kind for event in events], ['message'])

    async def subscribe(self):
        raise NotOffered('this client has no call to resubscribe')

    async def push(self):  # this client has no call to list or to delete them
        task, name = await self.task('tck-input-required', 'input-required'), fresh()
        made = await self.register(task.id, name)
        equal((made.task_id, made.push_notification_config.token), (task.id, 't-' + name))
        key = GetTaskPushNotificationConfigParams(id=task.id, push_notification_config_id=name)
        got = result(await self.client.get_task_callback(GetTaskPushNotificationConfigRequest(id=fresh(), params=key)))
        equal(got.push_notification_config.url, f'{self.options.hook}/{name}')

    async def register(self, task_id, name):
        config = TaskPushNotificationConfig(task_id=task_id, push_notification_config=PushNotificationConfig(**self.hook(name)))
        return result(await self.client.set_task_callback(SetTaskPushNotificationConfigRequest(id=fresh(), params=config)))

    async def sent_with_push(self, name):
        config = configured(blocking=True, push_notification_config=PushNotificationConfig(**self.hook(name)))
        equal(self.state_of(await self.answer(params('tck-complete-task', configuration=config))), 'completed')

    async def extended_card(self):
        assert self.agent_card.supports_authenticated_extended_card, self.agent_card
        card = await self.resolver.get_agent_card(EXTENDED_AGENT_CARD_PATH)
        assert 'hidden' in [skill.id for skill in card.skills], card

    async def refused(self, kind, call):
        try:
            answer = await call
        except Refused as error:
            assert error.args[0] in CODES_OF[kind], f'{error.args[0]} (expected one of: {CODES_OF[kind]})'
            return
        raise AssertionError(f'{answer} (expected an error with one of: {CODES_OF[kind]})')


if __name__ == '__main__':
    sys.exit(asyncio.run(play('all operations, by a2a-sdk 0.2', Checks)))
