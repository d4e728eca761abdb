#!/usr/bin/env python3
"""The scripted agent (../README.md) on the last official Python SDK that speaks A2A 0.2 by itself, over JSON-RPC. Prints {"url", "grpc"}
as one JSON line, the latter null, and ends when its input does.
"""
import asyncio
import base64
import json
import pathlib
import socket
import sys
import uuid

import httpx
import uvicorn
from a2a.server.agent_execution import AgentExecutor
from a2a.server.apps import A2AStarletteApplication
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.tasks import BasePushNotificationSender, InMemoryPushNotificationConfigStore, InMemoryTaskStore, TaskUpdater
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    AgentSkill,
    DataPart,
    FilePart,
    FileWithBytes,
    FileWithUri,
    Message,
    Part,
    Role,
    TaskState,
    TextPart,
)
from a2a.utils import new_task

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'shared/python'))
from scenes import PREFIX_OF_MESSAGE, Scenes, parser  # noqa: E402

FILE = {'mime_type': 'text/plain', 'name': 'output.txt'}


class Parts:
    """What the scenes are made of, in 0.2."""

    file = Part(root=FilePart(file=FileWithBytes(bytes=base64.b64encode(b'tck').decode(), **FILE)))
    link = Part(root=FilePart(file=FileWithUri(uri='https://example.com/output.txt', **FILE)))
    data = Part(root=DataPart(data={'key': 'value', 'count': 42}))

    @staticmethod
    def text(words):
        return Part(root=TextPart(text=words))

    @staticmethod
    def told(part):
        part = part.root
        if isinstance(part, FilePart):
            content = base64.b64decode(part.file.bytes).decode() if isinstance(part.file, FileWithBytes) else part.file.uri
            return f'{"file" if isinstance(part.file, FileWithBytes) else "link"} {part.file.mime_type} {content}'
        return f'data {part.data["count"]:.0f}' if isinstance(part, DataPart) else f'text {part.text}'

    @staticmethod
    async def ask(up, message):
        await up.update_status(TaskState.input_required, message, final=True)


class Script(AgentExecutor):
    def __init__(self, options):
        self.scenes = Scenes(options, Parts)

    async def execute(self, context, queue):
        if context.message.message_id.startswith(PREFIX_OF_MESSAGE):
            await queue.enqueue_event(Message(role=Role.agent, parts=[Parts.text('Direct message response')],
                                              message_id=str(uuid.uuid4()), context_id=context.context_id))
            return
        task = context.current_task
        if task is None:
            task = new_task(context.message)
            task.id, task.context_id = context.task_id, context.context_id
            await queue.enqueue_event(task)
        await self.scenes.play(TaskUpdater(queue, task.id, task.context_id), context)

    async def cancel(self, context, queue):
        await TaskUpdater(queue, context.task_id, context.context_id).cancel()


def card_of(options, url, *more):
    skills = [AgentSkill(id='script', name='Script', description='Plays a scene', tags=['test']), *more]
    return AgentCard(
        name='Scripted agent, Python 0.2', description='Does what the prefix of the messageId says', version='1.0.0', url=url,
        capabilities=AgentCapabilities(streaming=not options.no_streaming, push_notifications=not options.no_push),
        supports_authenticated_extended_card=not options.no_extended_card,
        default_input_modes=['text/plain', 'application/json'], default_output_modes=['text/plain', 'application/json'],
        skills=skills,
    )


async def serve(options):
    listener = socket.create_server(('127.0.0.1', options.port))
    url = f'http://127.0.0.1:{listener.getsockname()[1]}/'
    hidden = AgentSkill(id='hidden', name='Hidden', description='On the extended card only', tags=['test'])
    configs = InMemoryPushNotificationConfigStore()
    handler = DefaultRequestHandler(
        agent_executor=Script(options), task_store=InMemoryTaskStore(),
        push_config_store=None if options.no_push else configs,
        push_sender=None if options.no_push else BasePushNotificationSender(httpx.AsyncClient(), configs),
    )
    app = A2AStarletteApplication(agent_card=card_of(options, url), http_handler=handler,
                                  extended_agent_card=None if options.no_extended_card else card_of(options, url, hidden)).build()
    web = uvicorn.Server(uvicorn.Config(app, log_level='warning', timeout_graceful_shutdown=1))
    serving = asyncio.create_task(web.serve(sockets=[listener]))
    print(json.dumps({'url': url, 'grpc': None}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    web.should_exit = True
    await serving


if __name__ == '__main__':
    asyncio.run(serve(parser('the scripted agent, on a2a-sdk 0.2').parse_args()))
