#!/usr/bin/env python3
"""The scripted agent (../README.md) on the official Python SDK of A2A 1.0: three bindings, in 1.0 and by the SDK's own
compatibility layer in 0.3. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
"""
import asyncio
import json
import pathlib
import socket
import sys

import a2a.compat.v0_3.a2a_v0_3_pb2_grpc as grpc_03
import a2a.types.a2a_pb2_grpc as grpc_10
import grpc.aio
import httpx
import uvicorn
from a2a.compat.v0_3.grpc_handler import CompatGrpcHandler
from a2a.helpers import new_data_part, new_raw_part, new_task_from_user_message, new_text_part, new_url_part
from a2a.server.agent_execution import AgentExecutor
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes, create_rest_routes
from a2a.server.tasks import (
    BasePushNotificationSender,
    InMemoryPushNotificationConfigStore,
    InMemoryTaskStore,
    TaskUpdater,
)
from a2a.types import AgentCapabilities, AgentCard, AgentInterface, AgentSkill
from starlette.applications import Starlette

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'shared/python'))
from scenes import PREFIX_OF_MESSAGE, Scenes, parser  # noqa: E402

FILE = {'media_type': 'text/plain', 'filename': 'output.txt'}


class Parts:
    """What the scenes are made of, in 1.0."""

    file = new_raw_part(b'tck', **FILE)
    link = new_url_part('https://example.com/output.txt', **FILE)
    data = new_data_part({'key': 'value', 'count': 42})

    @staticmethod
    def text(words):
        return new_text_part(words, 'text/plain')

    @staticmethod
    def told(part):
        kind = part.WhichOneof('content')
        if kind == 'raw':
            return f'file {part.media_type} {part.raw.decode()}'
        if kind == 'url':
            return f'link {part.media_type} {part.url}'
        return f'data {part.data.struct_value["count"]:.0f}' if kind == 'data' else f'text {part.text}'

    @staticmethod
    async def ask(up, message):
        await up.requires_input(message)


class Script(AgentExecutor):
    def __init__(self, options):
        self.scenes = Scenes(options, Parts)

    async def execute(self, context, queue):
        message_id = context.message.message_id
        task = context.current_task
        up = TaskUpdater(queue, context.task_id, task.context_id if task else context.context_id)
        if message_id.startswith(PREFIX_OF_MESSAGE):
            await queue.enqueue_event(up.new_agent_message([Parts.text('Direct message response')]))
            return
        if task is None:
            started = new_task_from_user_message(context.message)
            started.id, started.context_id = context.task_id, context.context_id
            await queue.enqueue_event(started)
        await self.scenes.play(up, context)

    async def cancel(self, context, queue):
        task = context.current_task
        await TaskUpdater(queue, context.task_id, task.context_id if task else context.context_id).cancel()


def card_of(options, base, grpc_at):
    faces = []
    for version in ['1.0'] if options.only_10 else ['1.0', '0.3']:
        faces += [
            AgentInterface(url=base + '/', protocol_binding='JSONRPC', protocol_version=version),
            AgentInterface(url=base + '/rest', protocol_binding='HTTP+JSON', protocol_version=version),
            AgentInterface(url=('' if version == '1.0' else 'http://') + grpc_at, protocol_binding='GRPC', protocol_version=version),
        ]
    return AgentCard(
        name='Scripted agent, Python 1.3', description='Does what the prefix of the messageId says', version='1.0.0',
        supported_interfaces=faces,
        capabilities=AgentCapabilities(streaming=not options.no_streaming, push_notifications=not options.no_push,
                                       extended_agent_card=not options.no_extended_card),
        default_input_modes=['text/plain', 'application/json'], default_output_modes=['text/plain', 'application/json'],
        skills=[AgentSkill(id='script', name='Script', description='Plays a scene', tags=['test'])],
    )


def handler_of(options, card):
    extended = AgentCard()
    extended.CopyFrom(card)
    extended.skills.add(id='hidden', name='Hidden', description='On the extended card only', tags=['test'])
    configs = InMemoryPushNotificationConfigStore()
    return DefaultRequestHandler(
        agent_executor=Script(options), task_store=InMemoryTaskStore(), agent_card=card,
        extended_agent_card=None if options.no_extended_card else extended,
        push_config_store=None if options.no_push else configs,
        push_sender=None if options.no_push else BasePushNotificationSender(httpx.AsyncClient(), configs),
    )


async def serve(options):
    listener = socket.create_server(('127.0.0.1', options.port))
    server = grpc.aio.server(options=[('grpc.so_reuseport', 0)])
    grpc_at = f'127.0.0.1:{server.add_insecure_port("127.0.0.1:0")}'
    base = f'http://127.0.0.1:{listener.getsockname()[1]}'
    card = card_of(options, base, grpc_at)
    handler = handler_of(options, card)
    legacy = not options.only_10
    app = Starlette(routes=[
        *create_agent_card_routes(card, cache_control='public, max-age=60'),
        *create_jsonrpc_routes(handler, rpc_url='/', enable_v0_3_compat=legacy),
        *create_rest_routes(handler, path_prefix='/rest', enable_v0_3_compat=legacy),
    ])
    grpc_10.add_A2AServiceServicer_to_server(GrpcHandler(handler), server)
    if legacy:
        grpc_03.add_A2AServiceServicer_to_server(CompatGrpcHandler(handler), server)
    await server.start()
    web = uvicorn.Server(uvicorn.Config(app, log_level='warning', timeout_graceful_shutdown=1))
    serving = asyncio.create_task(web.serve(sockets=[listener]))
    print(json.dumps({'url': base + '/', 'grpc': grpc_at}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    web.should_exit = True
    await serving
    await server.stop(0)


if __name__ == '__main__':
    flags = parser('the scripted agent, on a2a-sdk 1.3')
    flags.add_argument('--only-10', action='store_true', help='nothing of 0.3')
    asyncio.run(serve(flags.parse_args()))
