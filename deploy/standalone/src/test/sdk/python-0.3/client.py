#!/usr/bin/env python3
"""All operations by the client of the last line of the official Python SDK that speaks A2A 0.3 by itself.

    client.py --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 0.3 --hook URL --checks NAME,...

The checks and what is printed: ../README.md.
"""
import asyncio
import base64
import pathlib
import sys

import grpc
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.client.errors import A2AClientError
from a2a.types import (
    DataPart,
    FilePart,
    FileWithBytes,
    FileWithUri,
    GetTaskPushNotificationConfigParams,
    Message,
    MessageSendConfiguration,
    Part,
    PushNotificationConfig,
    Role,
    TaskIdParams,
    TaskPushNotificationConfig,
    TaskQueryParams,
    TextPart,
)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'shared/python'))
from play import DATA, FILE, LINK, STEPS, Script, equal, fresh, play  # noqa: E402

# what names the error, over each binding: a code, gRPC's status message, HTTP's status
WORDS_OF = {
    'unknown': ('-32001', 'TaskNotFound', 'HTTP Error 404', 'status_code=404'),
    'not cancelable': ('-32002', 'TaskNotCancelable', 'status_code=409', 'status_code=400'),
    'ended': ('-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'UnsupportedOperation', 'status_code=400', 'status_code=422'),
}


def message(scene, text='hello', part=None, **kw):
    return Message(role=Role.user, parts=[Part(root=part or TextPart(text=text))], message_id=f'{scene}-{fresh()}', **kw)


class Checks(Script):
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

    @staticmethod
    def state_of(task):
        return task.status.state.value

    @staticmethod
    def text_of(task):
        return ''.join(part.root.text for artifact in task.artifacts or [] for part in artifact.parts if part.root.kind == 'text')

    async def answer(self, sent, **config):
        events = [event async for event in self.waiting.send_message(sent, configuration=MessageSendConfiguration(**config))]
        equal(len(events), 1)
        return events[0] if isinstance(events[0], Message) else events[0][0]

    async def task(self, scene, state='completed', **kw):
        task = await self.answer(message(scene, **kw))
        equal(self.state_of(task), state)
        return task

    async def started(self, scene):
        task = await self.answer(message(scene), blocking=False)
        assert self.state_of(task) in ('submitted', 'working'), task.status
        return task

    async def get(self, task_id, **kw):
        return await self.client.get_task(TaskQueryParams(id=task_id, **kw))

    async def canceled(self, task_id):
        return await self.client.cancel_task(TaskIdParams(id=task_id))

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
        equal((await self.answer(message('tck-message-response'))).parts[0].root.text, 'Direct message response')

    async def stream(self):
        events = [event async for event in self.client.send_message(message('steps-'))]
        task, update = events[-1]
        assert events[0][1] is None, f'{events[0]} (expected: the task first)'
        assert update.kind == 'status-update' and update.final, update
        equal((self.state_of(task), self.text_of(task)), ('completed', STEPS))
        equal(self.text_of(await self.get(task.id)), STEPS)

    async def stream_message(self):
        events = [event async for event in self.client.send_message(message('tck-message-response'))]
        assert len(events) == 1 and isinstance(events[0], Message), events

    async def subscribe(self):
        task = await self.started('steps-')
        followed = [event async for event in self.client.resubscribe(TaskIdParams(id=task.id))]
        last = followed[-1][0]
        equal((last.id, self.state_of(last)), (task.id, 'completed'))
        assert self.text_of(last).endswith('four'), last  # 0.3 promises no snapshot at the start

    async def push(self):  # this client has no call to list or to delete them
        task, name = await self.task('tck-input-required', 'input-required'), fresh()
        made = await self.register(task.id, name)
        equal((made.task_id, made.push_notification_config.token), (task.id, 't-' + name))
        key = GetTaskPushNotificationConfigParams(id=task.id, push_notification_config_id=name)
        equal((await self.client.get_task_callback(key)).push_notification_config.url, f'{self.options.hook}/{name}')

    async def register(self, task_id, name):
        config = PushNotificationConfig(**self.hook(name))
        return await self.client.set_task_callback(TaskPushNotificationConfig(task_id=task_id, push_notification_config=config))

    async def sent_with_push(self, name):
        client = self.made(streaming=False, push_notification_configs=[PushNotificationConfig(**self.hook(name))])
        events = [event async for event in client.send_message(message('tck-complete-task'))]
        equal(self.state_of(events[0][0]), 'completed')

    async def extended_card(self):
        card = await self.client.get_card()
        assert 'hidden' in [skill.id for skill in card.skills], card

    async def refused(self, kind, call):
        try:
            answer = await call
        except (A2AClientError, grpc.RpcError) as error:
            said = repr(error)
            assert any(word in said for word in WORDS_OF[kind]), f'{said} (expected one of: {WORDS_OF[kind]})'
            return
        raise AssertionError(f'{answer} (expected an error with one of: {WORDS_OF[kind]})')


if __name__ == '__main__':
    sys.exit(asyncio.run(play('all operations, by a2a-sdk 0.3', Checks)))
