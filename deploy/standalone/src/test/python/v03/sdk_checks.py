#!/usr/bin/env python3
"""The client of the official SDK of A2A 0.3 against a running mesh.

    sdk_checks.py MESH_URL

The mesh knows an agent of 0.3 as old, and the example agents, which speak 1.0, as weather and storyteller. Prints one JSON
line a check, {"name", "ok", "error"}; the last one says that all were run. Checks run over each binding; over gRPC, where
0.3 names no agent, the metadata x-agent-id does.
"""
import asyncio
import http.server
import json
import sys
import threading
import traceback
import uuid

import grpc
import httpx
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.client.errors import A2AClientError
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    GetTaskPushNotificationConfigParams,
    Message,
    Part,
    PushNotificationAuthenticationInfo,
    PushNotificationConfig,
    Role,
    Task,
    TaskIdParams,
    TaskPushNotificationConfig,
    TaskQueryParams,
    TaskState,
    TextPart,
)

JSONRPC, HTTP_JSON, GRPC = 'JSONRPC', 'HTTP+JSON', 'GRPC'
STORY = 'Tell a story of 300 words, 100 ms per chunk'


def message(words, **kw):
    return Message(role=Role.user, parts=[Part(root=TextPart(text=words))], message_id=str(uuid.uuid4()), **kw)


class NamesAgentOfCall(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, agent):
        self.metadata = (('x-agent-id', agent),)

    async def intercept_unary_unary(self, continuation, details, request):
        return await continuation(details._replace(metadata=self.metadata), request)


class NamesAgentOfStream(grpc.aio.UnaryStreamClientInterceptor):
    def __init__(self, agent):
        self.metadata = (('x-agent-id', agent),)

    async def intercept_unary_stream(self, continuation, details, request):
        return await continuation(details._replace(metadata=self.metadata), request)


class Endpoint:
    """An address of the mesh: an agent's, or its own where that is empty."""

    def __init__(self, http, base, agent='', binding=JSONRPC, grpc_address=''):
        self.http = http
        self.agent = agent
        self.binding = binding
        at = f'{base}/agents/{agent}' if agent else base
        self.url = {JSONRPC: at + '/', HTTP_JSON: at, GRPC: grpc_address}[binding]

    def card(self):
        return AgentCard(
            name='mesh', description='an address of the mesh', version='1', protocol_version='0.3.0', url=self.url,
            preferred_transport=self.binding, capabilities=AgentCapabilities(streaming=True, push_notifications=True),
            default_input_modes=['text/plain'], default_output_modes=['text/plain'], skills=[],
        )

    def client(self, streaming=True, polling=False, webhooks=()):
        config = ClientConfig(streaming=streaming, polling=polling, httpx_client=self.http,
                              supported_transports=[self.binding], grpc_channel_factory=self.channel,
                              push_notification_configs=list(webhooks))
        return ClientFactory(config).create(self.card())

    def channel(self, url):
        named = [NamesAgentOfCall(self.agent), NamesAgentOfStream(self.agent)] if self.agent else None
        return grpc.aio.insecure_channel(url, interceptors=named)

    async def send(self, sent, **config):
        """The agent's last word: a Task or a Message."""
        last = None
        async for event in self.client(streaming=False, **config).send_message(sent):
            last = event if isinstance(event, Message) else event[0]
        return last

    async def stream(self, sent):
        return [event async for event in self.client().send_message(sent)]


def text_of(task):
    return ''.join(part.root.text for artifact in task.artifacts or [] for part in artifact.parts if part.root.kind == 'text')


async def send_waits(endpoint, words, expected):
    task = await endpoint.send(message(words))
    assert task.status.state == TaskState.completed, task.status
    assert expected in text_of(task), text_of(task)
    assert task.kind == 'task' and task.context_id, task


async def stream_ends(endpoint, words, expected):
    events = await endpoint.stream(message(words))
    task, update = events[-1]
    assert events[0][1] is None, 'the first event is the task'
    assert task.status.state == TaskState.completed, task.status
    assert update.kind == 'status-update' and update.final, update
    assert expected in text_of(task), text_of(task)


async def get_and_list(endpoint, words):
    task = await endpoint.send(message(words))
    again = await endpoint.client().get_task(TaskQueryParams(id=task.id, history_length=1))
    assert again.id == task.id and again.status.state == TaskState.completed, again
    assert len(again.history) == 1, again.history


async def running(endpoint, words):
    task = await endpoint.send(message(words), polling=True)
    assert task.status.state in (TaskState.submitted, TaskState.working), task.status
    return task


async def cancel(endpoint, words):
    task = await running(endpoint, words)
    canceled = await endpoint.client().cancel_task(TaskIdParams(id=task.id))
    assert canceled.status.state == TaskState.canceled, canceled.status


async def resubscribe(endpoint, words):
    task = await running(endpoint, words)
    events = []
    async for event in endpoint.client().resubscribe(TaskIdParams(id=task.id)):
        events.append(event)
        if len(events) == 1:
            await endpoint.client().cancel_task(TaskIdParams(id=task.id))
    assert events[0][0].id == task.id, events[0]
    assert events[-1][0].status.state == TaskState.canceled, events[-1]


async def conversation(endpoint):
    task = await endpoint.send(message('ask'))
    assert task.status.state == TaskState.input_required, task.status
    assert task.status.message.parts[0].root.text == 'what?', task.status
    done = await endpoint.send(message('rain', task_id=task.id, context_id=task.context_id))
    assert done.id == task.id and done.status.state == TaskState.completed, done.status
    assert text_of(done) == 'echo: rain', text_of(done)


async def bare(endpoint):
    answer = await endpoint.send(message('bare'))
    assert isinstance(answer, Message) and answer.parts[0].root.text == 'just words', answer


async def card(endpoint):
    """Clients of 0.3 state no version; a proxy or an operator does it for them, as here."""
    served = await A2ACardResolver(endpoint.http, endpoint.url).get_agent_card(http_kwargs={'headers': {'A2A-Version': '0.3'}})
    assert served.url == endpoint.url, served.url
    assert served.preferred_transport == 'JSONRPC' and served.protocol_version == '0.3.0', served
    assert [(face.transport, face.url) for face in served.additional_interfaces or []] == [
        (HTTP_JSON, endpoint.url.rstrip('/'))], served.additional_interfaces  # gRPC would need the agent's name
    for binding in (JSONRPC, HTTP_JSON):
        config = ClientConfig(streaming=False, httpx_client=endpoint.http, supported_transports=[binding],
                              use_client_preference=True)
        client = ClientFactory(config).create(served)
        answers = [event async for event in client.send_message(message('Weather in Paris'))]
        assert answers[-1][0].status.state == TaskState.completed, answers


async def grpc_address(http, mesh):
    """As the mesh's own card has it."""
    served = await A2ACardResolver(http, mesh).get_agent_card(http_kwargs={'headers': {'A2A-Version': '0.3'}})
    offered = {face.transport: face.url for face in served.additional_interfaces}
    assert set(offered) == {HTTP_JSON, GRPC}, offered
    return offered[GRPC]


async def refused(words, call):
    """Errors are codes over JSON-RPC, statuses over HTTP, and names over gRPC."""
    try:
        answer = await call
    except (A2AClientError, grpc.RpcError) as error:
        assert any(word in repr(error) + str(error) for word in words), repr(error)
    else:
        raise AssertionError(f'no error but {answer}')


async def unknown_task(endpoint):
    words = ('-32001', 'TaskNotFound', 'HTTP Error 404')
    await refused(words, endpoint.client().get_task(TaskQueryParams(id=str(uuid.uuid4()))))
    await refused(words, endpoint.client().cancel_task(TaskIdParams(id=str(uuid.uuid4()))))


async def ended_task(endpoint, words):
    task = await endpoint.send(message(words))
    more = message('more', task_id=task.id, context_id=task.context_id)
    await refused(('-32602', 'InvalidParams', 'HTTP Error 422'), endpoint.send(more))
    await refused(('-32002', 'TaskNotCancelable', 'HTTP Error 409'), endpoint.client().cancel_task(TaskIdParams(id=task.id)))


def checks_over(binding, http, mesh, address):
    old, weather, story, root = (Endpoint(http, mesh, agent, binding, address) for agent in ('old', 'weather', 'storyteller', ''))
    return {
        'a 0.3 agent: send': lambda: send_waits(old, 'hello', 'echo: hello'),
        'a 0.3 agent: stream': lambda: stream_ends(old, 'hello', 'echo: hello'),
        'a 0.3 agent: get': lambda: get_and_list(old, 'hello'),
        'a 0.3 agent: cancel': lambda: cancel(old, 'slow'),
        'a 0.3 agent: resubscribe': lambda: resubscribe(old, 'slow'),
        'a 0.3 agent: conversation': lambda: conversation(old),
        'a 0.3 agent: bare message': lambda: bare(old),
        'a 1.0 agent: send': lambda: send_waits(weather, 'Weather in Paris', 'Paris'),
        'a 1.0 agent: stream': lambda: stream_ends(weather, 'Weather in Paris', 'Paris'),
        'a 1.0 agent: cancel': lambda: cancel(story, STORY),
        'a 1.0 agent: resubscribe': lambda: resubscribe(story, STORY),
        'the mesh: send': lambda: send_waits(root, 'What is the weather in Paris?', 'Paris'),
        'the mesh: stream': lambda: stream_ends(root, 'What is the weather in Paris?', 'Paris'),
        'a 0.3 agent: pushes': lambda: pushes(old, 'hello'),
        'a 1.0 agent: pushes': lambda: pushes(weather, 'Weather in Paris'),
        'the mesh: pushes': lambda: pushes(root, 'What is the weather in Paris?'),
        'a 0.3 agent: keeps webhooks': lambda: keeps_webhooks(old, 'hello'),
        'a 1.0 agent: keeps webhooks': lambda: keeps_webhooks(weather, 'Weather in Paris'),
        'unknown task': lambda: unknown_task(root),
        'a task that has ended': lambda: ended_task(weather, 'Weather in Paris'),
    }


def contents_of(task):
    """Not the artifacts as they are: the SDK makes None of empty members over one binding, and leaves them over another."""
    return [(artifact.artifact_id, [part.model_dump(exclude_none=True) for part in artifact.parts]) for artifact in task.artifacts]


class Webhook:
    """Keeps what is posted to it, read with the SDK's own type."""

    def __init__(self):
        self.tasks, self.headers = [], []
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), self.handler())
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/hook'

    def handler(hook):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                hook.tasks.append(Task.model_validate_json(self.rfile.read(int(self.headers['Content-Length']))))
                hook.headers.append(self.headers)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args):
                pass

        return Handler

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()

    async def completed(self):
        for _ in range(300):
            if self.tasks and self.tasks[-1].status.state == TaskState.completed:
                return self.tasks[-1]
            await asyncio.sleep(0.05)
        raise AssertionError(f'{self.tasks} (expected: one that is completed)')


async def pushes(endpoint, words):
    """A webhook that comes with a message gets the task as it goes."""
    with Webhook() as hook:
        config = PushNotificationConfig(url=hook.url, token='t0ken', authentication=PushNotificationAuthenticationInfo(
            schemes=['Bearer'], credentials='cr3d'))
        client = endpoint.client(streaming=False, webhooks=[config])
        answer = [event async for event in client.send_message(message(words))][-1][0]
        told = await hook.completed()
        assert (told.id, contents_of(told)) == (answer.id, contents_of(answer)), told
        for headers in hook.headers:
            found = headers['Content-Type'], headers['Authorization'], headers['X-A2A-Notification-Token']
            assert found == ('application/json', 'Bearer cr3d', 't0ken'), found


async def keeps_webhooks(endpoint, words):
    task = await endpoint.send(message(words))
    with Webhook() as hook:
        client = endpoint.client()
        made = await client.set_task_callback(TaskPushNotificationConfig(
            task_id=task.id, push_notification_config=PushNotificationConfig(id='mine', url=hook.url)))
        assert made.push_notification_config.url == hook.url, made
        await hook.completed()
        for key in ('mine', None) if endpoint.binding == JSONRPC else ('mine',):  # over the others the SDK asks for "None"
            got = await client.get_task_callback(GetTaskPushNotificationConfigParams(id=task.id, push_notification_config_id=key))
            assert got.push_notification_config.id == 'mine', got


async def main(mesh):
    failed = False
    async with httpx.AsyncClient(timeout=30) as http:
        checks = {'a 1.0 agent: card': lambda: card(Endpoint(http, mesh, 'weather'))}
        address = await grpc_address(http, mesh)
        for binding in (JSONRPC, HTTP_JSON, GRPC):
            checks.update((f'{binding}, {name}', check) for name, check in checks_over(binding, http, mesh, address).items())
        for name, check in checks.items():
            error = None
            try:
                await asyncio.wait_for(check(), 60)
            except BaseException as e:  # noqa: BLE001 - a check that fails in any way is a failed check
                error = ''.join(traceback.format_exception(e))
                failed = True
            print(json.dumps({'name': name, 'ok': error is None, 'error': error}), flush=True)
    print(json.dumps({'name': 'all checks were run', 'ok': True, 'error': None}), flush=True)
    return 1 if failed else 0


sys.exit(asyncio.run(main(sys.argv[1].rstrip('/'))))
