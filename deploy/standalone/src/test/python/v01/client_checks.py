#!/usr/bin/env python3
"""Checks with a client of A2A 0.1: client_checks.py MESH. The mesh has the example agents echo and analytics.

A JSON line a check: name, ok, error. What the mesh answers is read by fasta2a's own types, which compare the fixed messages of
errors, too, but where they contradict 0.1.
"""
import asyncio
import base64
import http.server
import json
import queue
import sys
import threading
import traceback
import uuid

import httpx
from fasta2a.client import A2AClient
from fasta2a.schema import CancelTaskResponse, SendTaskStreamingResponse, SetTaskPushNotificationResponse, Task
from pydantic import TypeAdapter

MESH = sys.argv[1].rstrip('/')
WAIT_SECONDS = 30
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def message(text):
    return {'role': 'user', 'parts': [{'type': 'text', 'text': text}]}


def client(agent):
    return A2AClient(f'{MESH}/agents/{agent}', httpx.AsyncClient(timeout=WAIT_SECONDS))


def state(task):
    return task['status']['state']


async def rpc(agent, method, params):
    async with httpx.AsyncClient(timeout=WAIT_SECONDS) as plain:
        body = {'jsonrpc': '2.0', 'id': method, 'method': method, 'params': params}
        return (await plain.post(f'{MESH}/agents/{agent}/', json=body)).content


@check
async def send_answers_with_the_whole_task():
    # read without fasta2a: its files have data and url, where the schema of 0.1 has bytes and uri
    params = {'id': str(uuid.uuid4()), 'message': message('1 2 3')}
    task = json.loads(await rpc('analytics', 'tasks/send', params))['result']
    assert task['id'] == params['id'] and state(task) == 'completed', task
    parts = {part['type']: part for artifact in task['artifacts'] for part in artifact['parts']}
    assert isinstance(parts['data']['data'], dict), parts
    assert base64.b64decode(parts['file']['file']['bytes']).startswith(b'<svg'), parts
    assert [artifact['index'] for artifact in task['artifacts']] == list(range(len(task['artifacts']))), task


@check
async def get_finds_the_task_by_the_client_s_id():
    sent = (await client('echo').send_task(message('hello'), history_length=5))['result']
    assert uuid.UUID(sent['id']).version == 4, 'the id is the one that the client made'
    read = (await client('echo').get_task(sent['id']))['result']
    assert read['id'] == sent['id'] and state(read) == 'completed', read
    assert read['artifacts'] == sent['artifacts'], read


@check
async def unknown_task_is_the_error_that_the_client_knows():
    error = (await client('echo').get_task(str(uuid.uuid4())))['error']
    assert error['code'] == -32001 and error['message'] == 'Task not found', error


@check
async def question_is_input_required():
    task = (await client('analytics').send_task(message('Hello there')))['result']
    assert state(task) == 'input-required', task
    assert task['status']['message']['role'] == 'agent', task
    canceled = TypeAdapter(CancelTaskResponse).validate_json(
        await rpc('analytics', 'tasks/cancel', {'id': task['id']})
    )
    assert state(canceled['result']) == 'canceled', canceled


@check
async def stream_is_statuses_and_artifacts():
    events = []
    body = {
        'jsonrpc': '2.0', 'id': 1, 'method': 'tasks/sendSubscribe',
        'params': {'id': str(uuid.uuid4()), 'message': message('hello')},
    }
    async with httpx.AsyncClient(timeout=WAIT_SECONDS) as plain:
        async with plain.stream('POST', f'{MESH}/agents/echo/', json=body) as answer:
            assert answer.headers['content-type'].startswith('text/event-stream'), answer.headers
            async for line in answer.aiter_lines():
                if line.startswith('data:'):
                    events.append(TypeAdapter(SendTaskStreamingResponse).validate_json(line[5:])['result'])
    assert all(event['id'] == body['params']['id'] for event in events), events
    assert any('artifact' in event for event in events), events
    finals = [event.get('final') for event in events if 'status' in event]
    assert finals[-1] is True and not any(finals[:-1]), events


@check
async def webhook_gets_the_task():
    posted = queue.Queue()

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            posted.put((self.headers, self.rfile.read(int(self.headers['Content-Length']))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        config = {'url': f'http://127.0.0.1:{server.server_port}/', 'token': 'secret'}
        sent = (await client('echo').send_task(message('hello'), push_notification=config))['result']
        while True:
            headers, body = await asyncio.to_thread(posted.get, timeout=WAIT_SECONDS)
            task = TypeAdapter(Task).validate_json(body)
            assert task['id'] == sent['id'] and headers['X-A2A-Notification-Token'] == 'secret', (task, headers)
            if state(task) == 'completed':
                break
        one = {'id': sent['id'], 'pushNotificationConfig': config}
        TypeAdapter(SetTaskPushNotificationResponse).validate_json(await rpc('echo', 'tasks/pushNotification/set', one))
        read = json.loads(await rpc('echo', 'tasks/pushNotification/get', {'id': sent['id']}))
        assert read['result'] == one, read
    finally:
        server.shutdown()


async def main():
    for function in CHECKS:
        line = {'name': function.__name__, 'ok': True, 'error': ''}
        try:
            await asyncio.wait_for(function(), 2 * WAIT_SECONDS)
        except Exception:
            line.update(ok=False, error=traceback.format_exc())
        print(json.dumps(line), flush=True)
    print(json.dumps({'name': 'all checks were run', 'ok': True, 'error': ''}), flush=True)


asyncio.run(main())
