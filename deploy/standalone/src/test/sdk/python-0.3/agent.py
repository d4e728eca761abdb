#!/usr/bin/env python3
"""The scripted agent (../README.md) on the last line of the official Python SDK that speaks A2A 0.3 by itself, over its three
bindings. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
"""
import argparse
import asyncio
import base64
import json
import socket
import sys
import uuid

import a2a.grpc.a2a_pb2_grpc as grpc_03
import grpc.aio
import httpx
import uvicorn
from a2a.server.agent_execution import AgentExecutor
from a2a.server.apps import A2ARESTFastAPIApplication, A2AStarletteApplication
from a2a.server.request_handlers.default_request_handler import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.tasks import (
    BasePushNotificationSender,
    InMemoryPushNotificationConfigStore,
    InMemoryTaskStore,
    TaskUpdater,
)
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
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
from starlette.applications import Starlette

FILE = {'mime_type': 'text/plain', 'name': 'output.txt'}
BYTES = FileWithBytes(bytes=base64.b64encode(b'tck').decode(), **FILE)


def text(words):
    return Part(root=TextPart(text=words))


class Script(AgentExecutor):
    """What to do is said by the messageId's prefix, the longest that fits."""

    def __init__(self, keep_open, seconds):
        self.keep_open = keep_open
        self.seconds = seconds
        file, data = Part(root=FilePart(file=BYTES)), Part(root=DataPart(data={'key': 'value', 'count': 42}))
        self.scenes = {
            'tck-complete-task': self.complete,
            'tck-reject-task': self.reject,
            'tck-input-required': self.ask,
            'tck-artifact-text': self.gives(text('Generated text content')),
            'tck-artifact-file': self.gives(file),
            'tck-artifact-file-url': self.gives(Part(root=FilePart(file=FileWithUri(uri='https://example.com/output.txt', **FILE)))),
            'tck-artifact-data': self.gives(data),
            'tck-stream-001': self.gives(text('Stream hello from TCK'), working=True),
            'tck-stream-002': lambda context, up: up.complete(),
            'tck-stream-003': self.gives(text('Stream hello from TCK'), working=True),
            'tck-stream-ordering-001': self.gives(text('Ordered output'), working=True),
            'tck-stream-artifact-text': self.gives(text('Streamed text content'), working=True),
            'tck-stream-artifact-file': self.gives(file, working=True),
            'tck-stream-artifact-chunked': self.chunks('chunk-1 ', 'chunk-2'),
            'test-resubscribe-message-id': self.works,
            'slow-': self.sleeps,
            'steps-': self.chunks('one ', 'two ', 'three ', 'four', pause=0.2),
        }

    async def execute(self, context, queue):
        message_id = context.message.message_id
        if message_id.startswith('tck-message-response'):
            await queue.enqueue_event(Message(role=Role.agent, parts=[text('Direct message response')],
                                              message_id=str(uuid.uuid4()), context_id=context.context_id))
            return
        task = context.current_task
        if task is None:
            task = new_task(context.message)
            task.id, task.context_id = context.task_id, context.context_id
            await queue.enqueue_event(task)
        up = TaskUpdater(queue, task.id, task.context_id)
        fitting = [prefix for prefix in self.scenes if message_id.startswith(prefix)]
        await (self.scenes[max(fitting, key=len)] if fitting else self.echo)(context, up)

    async def cancel(self, context, queue):
        await TaskUpdater(queue, context.task_id, context.context_id).cancel()

    async def complete(self, context, up):
        await up.complete(up.new_agent_message([text('Hello from TCK')]))

    async def reject(self, context, up):
        await up.reject(up.new_agent_message([text('rejected')]))

    async def ask(self, context, up):
        await up.update_status(TaskState.input_required, up.new_agent_message([text('what else?')]), final=True)

    async def works(self, context, up):
        await up.start_work()
        await asyncio.sleep(self.seconds)
        await up.complete()

    async def sleeps(self, context, up):
        await up.start_work()
        await asyncio.sleep(30)
        await up.complete()

    async def echo(self, context, up):
        await up.start_work()
        if self.keep_open:
            await asyncio.sleep(0.2)  # the public kit cancels it in between
        await up.add_artifact([text('echo: ' + context.get_user_input())], name='echo')
        await (self.ask(context, up) if self.keep_open else up.complete())

    def gives(self, part, working=False):
        async def scene(context, up):
            if working:
                await up.start_work()
            await up.add_artifact([part])
            await up.complete()

        return scene

    def chunks(self, *texts, pause=0.0):
        async def scene(context, up):
            await up.start_work()
            for number, words in enumerate(texts):
                await asyncio.sleep(pause)
                await up.add_artifact([text(words)], artifact_id='chunked', append=number > 0, last_chunk=number == len(texts) - 1)
            await up.complete()

        return scene


def card_of(options, base, grpc_at, extended=False):
    skills = [AgentSkill(id='script', name='Script', description='Plays a scene', tags=['test'])]
    if extended:
        skills.append(AgentSkill(id='hidden', name='Hidden', description='On the extended card only', tags=['test']))
    return AgentCard(
        name='Scripted agent, Python 0.3', description='Does what the prefix of the messageId says', version='1.0.0',
        protocol_version='0.3.0', url=base + '/', preferred_transport='JSONRPC',
        additional_interfaces=[
            AgentInterface(transport='JSONRPC', url=base + '/'),
            AgentInterface(transport='HTTP+JSON', url=base + '/rest'),
            AgentInterface(transport='GRPC', url='http://' + grpc_at),
        ],
        capabilities=AgentCapabilities(streaming=not options.no_streaming, push_notifications=not options.no_push),
        supports_authenticated_extended_card=not options.no_extended_card,
        default_input_modes=['text/plain', 'application/json'], default_output_modes=['text/plain', 'application/json'],
        skills=skills,
    )


async def serve(options):
    listener = socket.create_server(('127.0.0.1', options.port))
    server = grpc.aio.server(options=[('grpc.so_reuseport', 0)])
    grpc_at = f'127.0.0.1:{server.add_insecure_port("127.0.0.1:0")}'
    base = f'http://127.0.0.1:{listener.getsockname()[1]}'
    card = card_of(options, base, grpc_at)
    extended = None if options.no_extended_card else card_of(options, base, grpc_at, extended=True)
    configs = InMemoryPushNotificationConfigStore()
    handler = DefaultRequestHandler(
        agent_executor=Script(options.keep_open, options.seconds), task_store=InMemoryTaskStore(),
        push_config_store=None if options.no_push else configs,
        push_sender=None if options.no_push else BasePushNotificationSender(httpx.AsyncClient(), configs),
    )
    app = Starlette()
    A2AStarletteApplication(agent_card=card, http_handler=handler, extended_agent_card=extended).add_routes_to_app(app)
    app.mount('/rest', A2ARESTFastAPIApplication(agent_card=card, http_handler=handler, extended_agent_card=extended).build())
    grpc_03.add_A2AServiceServicer_to_server(GrpcHandler(extended or card, handler), server)  # its only card call is the extended one's
    await server.start()
    web = uvicorn.Server(uvicorn.Config(app, log_level='warning', timeout_graceful_shutdown=1))
    serving = asyncio.create_task(web.serve(sockets=[listener]))
    print(json.dumps({'url': base + '/', 'grpc': grpc_at}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    web.should_exit = True
    await serving
    await server.stop(0)


def main():
    parser = argparse.ArgumentParser(description='the scripted agent, on a2a-sdk 0.3')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--keep-open', action='store_true', help='an unscripted message ends input-required')
    parser.add_argument('--seconds', type=float, default=4, help='how long test-resubscribe-message-id works')
    parser.add_argument('--no-push', action='store_true')
    parser.add_argument('--no-streaming', action='store_true')
    parser.add_argument('--no-extended-card', action='store_true')
    asyncio.run(serve(parser.parse_args()))


if __name__ == '__main__':
    main()
