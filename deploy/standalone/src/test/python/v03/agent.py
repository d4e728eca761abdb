#!/usr/bin/env python3
"""An agent of A2A 0.3 on the official SDK of its time. Prints its URL, and ends when its input does.

Echoes what it is told. "ask" asks back before it echoes the answer, "slow" works until it is canceled, "stopped" is canceled
by somebody else soon, "bare" answers with a message and makes no task.
"""
import asyncio
import socket
import sys
import uuid

import uvicorn
from a2a.server.agent_execution import AgentExecutor
from a2a.server.apps import A2AStarletteApplication
from a2a.server.request_handlers.default_request_handler import DefaultRequestHandler
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentSkill, Message, Part, Role, TaskIdParams, TaskState, TextPart
from a2a.utils import new_task


def text(words):
    return Part(root=TextPart(text=words))


class Echo(AgentExecutor):
    handler = None
    stopping = None

    async def execute(self, context, queue):
        said = context.get_user_input()
        if said == 'bare':
            await queue.enqueue_event(
                Message(role=Role.agent, parts=[text('just words')], message_id=str(uuid.uuid4()), context_id=context.context_id)
            )
            return
        task = context.current_task
        if task is None:
            task = new_task(context.message)
            await queue.enqueue_event(task)
        updater = TaskUpdater(queue, task.id, task.context_id)
        if said == 'ask':
            await updater.update_status(TaskState.input_required, updater.new_agent_message([text('what?')]), final=True)
            return
        await updater.start_work()
        if said == 'stopped':
            self.stopping = asyncio.create_task(self.stop(task.id))
        if said in ('slow', 'stopped'):
            await asyncio.sleep(60)
        await updater.add_artifact([text('echo: ')], artifact_id='echo', name='echo')
        await updater.add_artifact([text(said)], artifact_id='echo', append=True, last_chunk=True)
        await updater.complete()

    async def stop(self, task_id):
        await asyncio.sleep(0.5)
        await self.handler.on_cancel_task(TaskIdParams(id=task_id))

    async def cancel(self, context, queue):
        await TaskUpdater(queue, context.task_id, context.context_id).cancel()


async def main():
    listener = socket.create_server(('127.0.0.1', 0))
    url = f'http://127.0.0.1:{listener.getsockname()[1]}/'
    card = AgentCard(
        name='Echo of old', description='Echoes what it is told, in A2A 0.3', version='1.0.0', protocol_version='0.3.0',
        url=url, capabilities=AgentCapabilities(streaming=True), default_input_modes=['text/plain'],
        default_output_modes=['text/plain'],
        skills=[AgentSkill(id='echo', name='Echo', description='Says again what it was told', tags=['echo'])],
    )
    echo = Echo()
    handler = echo.handler = DefaultRequestHandler(agent_executor=echo, task_store=InMemoryTaskStore())
    app = A2AStarletteApplication(agent_card=card, http_handler=handler).build()
    server = uvicorn.Server(uvicorn.Config(app, log_level='warning', timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    print(url, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.should_exit = True
    await serving


asyncio.run(main())
