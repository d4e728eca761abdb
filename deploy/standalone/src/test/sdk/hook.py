"""Where webhooks arrive: POST /hook/ID keeps a delivery, GET /hook/ID waits until one says completed and tells all."""
import http.server
import json
import threading
import time

WAIT_SECONDS = 10
MAX_BODY = 1 << 20


def understood(body):
    """Which version's words these are, and the task's state in them."""
    if 'kind' in body:
        return '0.3', body.get('status', {}).get('state')
    for member in ('task', 'statusUpdate', 'artifactUpdate', 'message'):
        if member in body:
            state = body[member].get('status', {}).get('state')
            return '1.0', state and state.removeprefix('TASK_STATE_').lower()
    return 'unknown', None


class Hooks:
    def __init__(self):
        self.arrived = {}
        self.changed = threading.Condition()
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), self.handler())
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/hook'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def keep(self, path, headers, body):
        version, state = understood(body)
        entry = {'version': version, 'state': state, 'token': headers.get('X-A2A-Notification-Token', '')}
        with self.changed:
            self.arrived.setdefault(path, []).append(entry)
            self.changed.notify_all()

    def tell(self, path):
        deadline = time.monotonic() + WAIT_SECONDS
        with self.changed:
            while True:
                entries = list(self.arrived.get(path, []))
                left = deadline - time.monotonic()
                if left <= 0 or any(entry['state'] == 'completed' for entry in entries):
                    return entries
                self.changed.wait(left)

    def close(self):
        self.server.shutdown()

    def handler(hooks):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get('Content-Length', '0'))
                try:
                    hooks.keep(self.path, self.headers, json.loads(self.rfile.read(min(length, MAX_BODY))))
                    self.answer(200, b'{}')
                except ValueError as error:
                    self.answer(400, json.dumps({'error': str(error)}).encode())

            def do_GET(self):
                self.answer(200, json.dumps(hooks.tell(self.path)).encode())

            def answer(self, status, body):
                self.send_response(status)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler
