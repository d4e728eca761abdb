#!/usr/bin/env python3
"""The client of the official A2A SDK against a running mesh, used as its documentation shows and without a special case.

    sdk_checks.py MESH_URL

The mesh knows the example agents as weather, analytics and storyteller. Prints one JSON line a check, {"name", "ok",
"error"}, the last one saying that all were run, and ends with 1 if one failed. Checks run against the mesh's own endpoint
and against /agents/{id}, over each binding that the cards offer.
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
from a2a.helpers import get_artifact_text, new_data_message, new_text_message
from a2a.types import (
    AuthenticationInfo,
    CancelTaskRequest,
    DeleteTaskPushNotificationConfigRequest,
    GetTaskPushNotificationConfigRequest,
    GetTaskRequest,
    ListTaskPushNotificationConfigsRequest,
    ListTasksRequest,
    Role,
    SendMessageConfiguration,
    SendMessageRequest,
    StreamResponse,
    SubscribeToTaskRequest,
    TaskPushNotificationConfig,
    TaskState,
)
from a2a.utils.errors import TaskNotCancelableError, TaskNotFoundError, UnsupportedOperationError
from google.protobuf import json_format

JSONRPC, HTTP_JSON, GRPC = 'JSONRPC', 'HTTP+JSON', 'GRPC'
# a binding of the mesh's own: the SDK has to pass over it
WEBSOCKET = 'https://parley.dev/bindings/websocket/v1'
DONE = TaskState.TASK_STATE_COMPLETED
ACTIVE = (TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING)
LONG_STORY = 'Tell a story of 300 words, 100 ms per chunk'
SHORT_STORY = 'Tell a story of 40 words, 20 ms per chunk'


def message(text, **kw):
    return SendMessageRequest(message=new_text_message(text, role=Role.ROLE_USER, **kw))


class Endpoint:
    """One address the SDK's client is pointed at; it finds the binding on the card."""

    def __init__(self, url, binding=JSONRPC):
        self.url = url
        self.binding = binding

    async def client(self, streaming=True, polling=False):
        config = ClientConfig(streaming=streaming, polling=polling, supported_protocol_bindings=[self.binding],
                              grpc_channel_factory=grpc.aio.insecure_channel)
        return await ClientFactory(config).create_from_url(self.url)

    async def send(self, request, **config):
        """The last word of the agent: a Task or a Message."""
        async with await self.client(streaming=False, **config) as client:
            answers = [event async for event in client.send_message(request)]
        assert len(answers) == 1, answers
        return answers[0].task if answers[0].HasField('task') else answers[0].message

    async def get(self, task_id):
        async with await self.client() as client:
            return await client.get_task(GetTaskRequest(id=task_id))


def text_of(task):
    return ''.join(get_artifact_text(artifact, '') for artifact in task.artifacts)


def fold(events):
    """What a caller that follows the stream holds in the end: state, text of the artifacts, id of the task."""
    state, text, task_id = None, '', None
    for event in events:
        kind = event.WhichOneof('payload')
        if kind == 'task':
            state, text, task_id = event.task.status.state, text_of(event.task), event.task.id
        elif kind == 'status_update':
            state = event.status_update.status.state
        elif kind == 'artifact_update':
            chunk = get_artifact_text(event.artifact_update.artifact, '')
            text = text + chunk if event.artifact_update.append else chunk
        else:
            raise AssertionError(f'unexpected {kind}')
    return state, text, task_id


async def sends(endpoint, text):
    task = await endpoint.send(message(text))
    assert task.status.state == DONE, task
    assert task.artifacts, task
    assert (await endpoint.get(task.id)).status.state == DONE


async def streams(endpoint, text):
    async with await endpoint.client() as client:
        events = [event async for event in client.send_message(message(text))]
    assert events[0].HasField('task'), events[0]
    state, streamed, task_id = fold(events)
    assert state == DONE, events[-1]
    kept = await endpoint.get(task_id)
    assert kept.status.state == DONE and text_of(kept) == streamed and streamed, kept


async def returns_at_once_and_lists(endpoint, text):
    task = await endpoint.send(message(text), polling=True)
    async with await endpoint.client() as client:
        seen, token = [], ''
        while True:
            page = await client.list_tasks(ListTasksRequest(page_size=5, page_token=token))
            seen += page.tasks
            token = page.next_page_token
            if not token:
                break
        assert task.id in [other.id for other in seen], [other.id for other in seen]
        assert len({other.id for other in seen}) == len(seen) == page.total_size
        of_context = await client.list_tasks(ListTasksRequest(context_id=task.context_id))
        assert [other.id for other in of_context.tasks] == [task.id], of_context
        assert not any(other.artifacts for other in of_context.tasks), of_context


async def cancels(endpoint, text):
    task = await endpoint.send(message(text), polling=True)
    assert task.status.state in ACTIVE, task
    async with await endpoint.client() as client:
        canceled = await client.cancel_task(CancelTaskRequest(id=task.id))
        assert canceled.status.state == TaskState.TASK_STATE_CANCELED, canceled
        assert (await client.get_task(GetTaskRequest(id=task.id))).status.state == TaskState.TASK_STATE_CANCELED
        again = await client.cancel_task(CancelTaskRequest(id=task.id))
        assert again.status.state == TaskState.TASK_STATE_CANCELED, again


async def resubscribes(endpoint, text):
    async with await endpoint.client() as client:
        stream = client.send_message(message(text))
        task_id, chunks = None, 0
        async for event in stream:
            if event.HasField('task'):
                task_id = event.task.id
            chunks += event.HasField('artifact_update')
            if chunks == 3:
                break
        await stream.aclose()
        events = [event async for event in client.subscribe(SubscribeToTaskRequest(id=task_id))]
    assert events[0].HasField('task'), events[0]
    state, text_followed, _ = fold(events)
    assert state == DONE, events[-1]
    assert text_followed == text_of(await endpoint.get(task_id))


class Webhook:
    """Keeps what is posted to it, read with the SDK's own types."""

    def __init__(self):
        self.events, self.headers = [], []
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), self.handler())
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/hook'

    def handler(hook):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                hook.events.append(json_format.Parse(body, StreamResponse()))
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

    async def until(self, state):
        for _ in range(300):
            if any(event.status_update.status.state == state or event.task.status.state == state for event in self.events):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f'{self.events} (expected: one with {state})')


async def pushes(endpoint, text):
    """A webhook that comes with a message gets all that a stream would."""
    with Webhook() as hook:
        config = TaskPushNotificationConfig(url=hook.url, token='t0ken',
                                            authentication=AuthenticationInfo(scheme='Bearer', credentials='cr3d'))
        request = message(text)
        request.configuration.CopyFrom(SendMessageConfiguration(task_push_notification_config=config))
        task = await endpoint.send(request)
        await hook.until(DONE)
        assert hook.events[0].HasField('task'), hook.events[0]
        assert fold(hook.events)[1] == text_of(await endpoint.get(task.id))
        for headers in hook.headers:
            found = headers['Content-Type'], headers['Authorization'], headers['X-A2A-Notification-Token']
            assert found == ('application/a2a+json', 'Bearer cr3d', 't0ken'), found


async def keeps_webhooks(endpoint, text):
    task = await endpoint.send(message(text))
    with Webhook() as hook:
        async with await endpoint.client() as client:
            made = await client.create_task_push_notification_config(
                TaskPushNotificationConfig(task_id=task.id, id='mine', url=hook.url, token='t'))
            assert (made.id, made.task_id, made.url, made.token) == ('mine', task.id, hook.url, 't'), made
            await hook.until(DONE)
            key = {'task_id': task.id, 'id': 'mine'}
            assert await client.get_task_push_notification_config(GetTaskPushNotificationConfigRequest(**key)) == made
            listed = await client.list_task_push_notification_configs(ListTaskPushNotificationConfigsRequest(task_id=task.id))
            assert list(listed.configs) == [made], listed
            for _ in range(2):
                await client.delete_task_push_notification_config(DeleteTaskPushNotificationConfigRequest(**key))
            await raises(TaskNotFoundError, client.get_task_push_notification_config(GetTaskPushNotificationConfigRequest(**key)))


async def refuses_what_cannot_be(endpoint, text):
    async with await endpoint.client() as client:
        await raises(TaskNotFoundError, client.get_task(GetTaskRequest(id=str(uuid.uuid4()))))
        await raises(TaskNotFoundError, client.cancel_task(CancelTaskRequest(id=str(uuid.uuid4()))))
        task = await endpoint.send(message(text))
        await raises(TaskNotCancelableError, client.cancel_task(CancelTaskRequest(id=task.id)))
        await raises(UnsupportedOperationError, anext(client.subscribe(SubscribeToTaskRequest(id=task.id))))
        await raises(UnsupportedOperationError, anext(client.send_message(message('more', task_id=task.id))))


async def raises(kind, call):
    try:
        answer = await call
    except kind:
        return
    raise AssertionError(f'{answer} (expected: {kind.__name__})')


async def card_names_itself(base, name):
    async with httpx.AsyncClient() as http:
        card = await A2ACardResolver(http, base).get_agent_card()
    assert name.lower() in card.name.lower(), card.name
    assert card.skills and card.capabilities.streaming, card
    assert all(face.url.rstrip('/') == base.rstrip('/') for face in card.supported_interfaces
               if face.protocol_binding not in (GRPC, WEBSOCKET)), card
    bindings = [face.protocol_binding for face in card.supported_interfaces]
    assert bindings == [JSONRPC, HTTP_JSON, GRPC, WEBSOCKET], card


def data_of(task):
    found = [part.data for artifact in task.artifacts for part in artifact.parts if part.HasField('data')]
    assert found, task
    return found[0]


async def weather_feeds_analytics(weather, analytics):
    report = data_of(await weather.send(message('What is the weather in Berlin')))
    result = await analytics.send(SendMessageRequest(message=new_data_message(
        json_format.MessageToDict(report), role=Role.ROLE_USER)))
    assert result.status.state == DONE, result
    assert data_of(result), result


async def weather_knows_a_default(weather):
    report = json.dumps(json_format.MessageToDict(data_of(await weather.send(message('How is the weather?')))))
    assert 'New York' in report, report


def checks(base):
    mesh = Endpoint(base)
    weather = Endpoint(f'{base}/agents/weather')
    analytics = Endpoint(f'{base}/agents/analytics')
    yield 'mesh: card', card_names_itself(base, 'parley')
    for name in ('weather', 'analytics', 'storyteller'):
        yield f'{name}: card', card_names_itself(f'{base}/agents/{name}', name)
    yield 'weather: sends', sends(weather, 'What is the weather in Oslo')
    yield 'mesh: sends', sends(mesh, 'What is the weather in Oslo')
    for binding in (JSONRPC, HTTP_JSON, GRPC):
        for name, url in (('storyteller', f'{base}/agents/storyteller'), ('mesh', base)):
            at = Endpoint(url, binding)
            yield f'{name} over {binding}: sends', sends(at, SHORT_STORY)
            yield f'{name} over {binding}: streams', streams(at, SHORT_STORY)
            yield f'{name} over {binding}: returns at once and lists', returns_at_once_and_lists(at, LONG_STORY)
            yield f'{name} over {binding}: cancels', cancels(at, LONG_STORY)
            yield f'{name} over {binding}: resubscribes', resubscribes(at, SHORT_STORY)
            yield f'{name} over {binding}: pushes', pushes(at, SHORT_STORY)
            yield f'{name} over {binding}: keeps webhooks', keeps_webhooks(at, 'Tell a story of 5 words, 1 ms per chunk')
            yield f'{name} over {binding}: refuses what cannot be', refuses_what_cannot_be(at, SHORT_STORY)
    yield 'weather feeds analytics', weather_feeds_analytics(weather, analytics)
    yield 'weather: default location', weather_knows_a_default(weather)


async def main():
    failed = 0
    for name, check in checks(sys.argv[1].rstrip('/')):
        line = {'name': name, 'ok': True, 'error': ''}
        try:
            await asyncio.wait_for(check, 60)
        except Exception:  # a check that breaks is a check that failed
            line.update(ok=False, error=traceback.format_exc())
            failed += 1
        print(json.dumps(line), flush=True)
    print(json.dumps({'name': 'all checks were run', 'ok': True, 'error': ''}), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(asyncio.run(main()))
