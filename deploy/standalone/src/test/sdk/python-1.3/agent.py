#!/usr/bin/env python3
"""The scripted agent (../README.md) on the official Python SDK of A2A 1.0: three bindings, in 1.0 and by the SDK's own
compatibility layer in 0.3. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
"""
import argparse
import asyncio
import json
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

FILE = {'media_type': 'text/plain', 'filename': 'output.txt'}
TEXT = 'text/plain'


class Script(AgentExecutor):
    """What to do is said by the messageId's prefix, the longest that fits."""

    def __init__(self, keep_open, seconds):
        self.keep_open = keep_open
        self.seconds = seconds
        self.scenes = {
            'tck-complete-task': self.complete,
            'tck-reject-task': self.reject,
            'tck-input-required': self.ask,
            'tck-artifact-text': self.gives(new_text_part('Generated text content', TEXT)),
            'tck-artifact-file': self.gives(new_raw_part(b'tck', **FILE)),
            'tck-artifact-file-url': self.gives(new_url_part('https://example.com/output.txt', **FILE)),
            'tck-artifact-data': self.gives(new_data_part({'key': 'value', 'count': 42})),
            'tck-stream-001': self.gives(new_text_part('Stream hello from TCK'), working=True),
            'tck-stream-002': lambda context, up: up.complete(),
            'tck-stream-003': self.gives(new_text_part('Stream hello from TCK'), working=True),
            'tck-stream-ordering-001': self.gives(new_text_part('Ordered output'), working=True),
            'tck-stream-artifact-text': self.gives(new_text_part('Streamed text content'), working=True),
            'tck-stream-artifact-file': self.gives(new_raw_part(b'tck', **FILE), working=True),
            'tck-stream-artifact-chunked': self.chunks('chunk-1 ', 'chunk-2'),
            'test-resubscribe-message-id': self.works,
            'slow-': self.sleeps,
            'steps-': self.chunks('one ', 'two ', 'three ', 'four', pause=0.2),
        }

    async def execute(self, context, queue):
        message_id = context.message.message_id
        task = context.current_task
        up = TaskUpdater(queue, context.task_id, task.context_id if task else context.context_id)
        if message_id.startswith('tck-message-response'):
            await queue.enqueue_event(up.new_agent_message([new_text_part('Direct message response')]))
            return
        if task is None:
            started = new_task_from_user_message(context.message)
            started.id, started.context_id = context.task_id, context.context_id
            await queue.enqueue_event(started)
        fitting = [prefix for prefix in self.scenes if message_id.startswith(prefix)]
        await (self.scenes[max(fitting, key=len)] if fitting else self.echo)(context, up)

    async def cancel(self, context, queue):
        task = context.current_task
        await TaskUpdater(queue, context.task_id, task.context_id if task else context.context_id).cancel()

    async def complete(self, context, up):
        await up.complete(up.new_agent_message([new_text_part('Hello from TCK')]))

    async def reject(self, context, up):
        await up.reject(up.new_agent_message([new_text_part('rejected')]))

    async def ask(self, context, up):
        await up.requires_input(up.new_agent_message([new_text_part('what else?')]))

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
        await up.add_artifact([new_text_part('echo: ' + context.get_user_input())], name='echo')
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
            for number, text in enumerate(texts):
                await asyncio.sleep(pause)
                await up.add_artifact([new_text_part(text)], artifact_id='chunked', append=number > 0,
                                      last_chunk=number == len(texts) - 1)
            await up.complete()

        return scene


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
        agent_executor=Script(options.keep_open, options.seconds), task_store=InMemoryTaskStore(), agent_card=card,
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


def main():
    parser = argparse.ArgumentParser(description='the scripted agent, on a2a-sdk 1.3')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--keep-open', action='store_true', help='an unscripted message ends input-required')
    parser.add_argument('--seconds', type=float, default=4, help='how long test-resubscribe-message-id works')
    parser.add_argument('--no-push', action='store_true')
    parser.add_argument('--no-streaming', action='store_true')
    parser.add_argument('--no-extended-card', action='store_true')
    parser.add_argument('--only-10', action='store_true', help='nothing of 0.3')
    asyncio.run(serve(parser.parse_args()))


if __name__ == '__main__':
    main()
