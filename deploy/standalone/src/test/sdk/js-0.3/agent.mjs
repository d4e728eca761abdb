// The scripted agent (../README.md) on the last line of the official JavaScript SDK that speaks A2A 0.3 by itself, over its
// three bindings. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { DefaultPushNotificationSender, DefaultRequestHandler, InMemoryPushNotificationStore, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler } from '@a2a-js/sdk/server/express';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import express from 'express';

const FILE = { mimeType: 'text/plain', name: 'output.txt' };
const BYTES = { kind: 'file', file: { bytes: Buffer.from('tck').toString('base64'), ...FILE } };
const ENDED = ['completed', 'rejected', 'canceled', 'input-required'];
const text = (words) => ({ kind: 'text', text: words });
const status = (state, message) => ({ state, message, timestamp: new Date().toISOString() });

/** One turn of a task: what a scene uses to speak. */
class Turn {
  constructor(context, bus) {
    this.ids = { taskId: context.taskId, contextId: context.contextId };
    this.said = context.userMessage;
    this.task = context.task;
    this.bus = bus;
  }

  say(words) {
    return { kind: 'message', messageId: crypto.randomUUID(), role: 'agent', parts: [text(words)], ...this.ids };
  }

  open() {
    const { taskId: id, contextId } = this.ids;
    this.bus.publish({ kind: 'task', id, contextId, status: status('submitted'), history: [this.said] });
  }

  state(state, words) {
    const message = words === undefined ? undefined : this.say(words);
    this.bus.publish({ kind: 'status-update', ...this.ids, status: status(state, message), final: ENDED.includes(state) });
  }

  artifact(part, { artifactId = crypto.randomUUID(), name, append = false, lastChunk = true } = {}) {
    this.bus.publish({ kind: 'artifact-update', ...this.ids, artifact: { artifactId, name, parts: [part] }, append, lastChunk });
  }
}

const gives = (part, working = false) => async (turn) => {
  if (working) turn.state('working');
  turn.artifact(part);
  turn.state('completed');
};

const chunks = (words, milliseconds = 0) => async (turn) => {
  turn.state('working');
  for (const [number, word] of words.entries()) {
    await pause(milliseconds);
    turn.artifact(text(word), { artifactId: 'chunked', append: number > 0, lastChunk: number === words.length - 1 });
  }
  turn.state('completed');
};

const works = (milliseconds) => async (turn, canceled) => {
  turn.state('working');
  const ended = await pause(milliseconds, 'done', { signal: canceled }).catch(() => 'canceled');
  if (ended === 'done') turn.state('completed');
};

const SCENES = {
  'tck-complete-task': async (turn) => turn.state('completed', 'Hello from TCK'),
  'tck-reject-task': async (turn) => turn.state('rejected', 'rejected'),
  'tck-input-required': async (turn) => turn.state('input-required', 'what else?'),
  'tck-artifact-text': gives(text('Generated text content')),
  'tck-artifact-file': gives(BYTES),
  'tck-artifact-file-url': gives({ kind: 'file', file: { uri: 'https://example.com/output.txt', ...FILE } }),
  'tck-artifact-data': gives({ kind: 'data', data: { key: 'value', count: 42 } }),
  'tck-stream-001': gives(text('Stream hello from TCK'), true),
  'tck-stream-002': async (turn) => turn.state('completed'),
  'tck-stream-003': gives(text('Stream hello from TCK'), true),
  'tck-stream-ordering-001': gives(text('Ordered output'), true),
  'tck-stream-artifact-text': gives(text('Streamed text content'), true),
  'tck-stream-artifact-file': gives(BYTES, true),
  'tck-stream-artifact-chunked': chunks(['chunk-1 ', 'chunk-2']),
  'test-resubscribe-message-id': works(4000),
  'slow-': works(30000),
  'steps-': chunks(['one ', 'two ', 'three ', 'four'], 200),
};

const echo = async (turn) => {
  turn.state('working');
  turn.artifact(text('echo: ' + turn.said.parts.map((part) => part.text ?? '').join('\n')), { name: 'echo' });
  turn.state('completed');
};

/** What to do is said by the messageId's prefix, the longest that fits. */
class Script {
  running = new Map();

  execute = async (context, bus) => {
    const turn = new Turn(context, bus);
    const { messageId } = context.userMessage;
    if (messageId.startsWith('tck-message-response')) {
      bus.publish({ ...turn.say('Direct message response'), taskId: undefined });
      bus.finished();
      return;
    }
    if (!turn.task) turn.open();
    const [prefix] = Object.keys(SCENES).filter((each) => messageId.startsWith(each)).sort((a, b) => b.length - a.length);
    const stop = new AbortController();
    this.running.set(context.taskId, { stop, turn });
    await (prefix ? SCENES[prefix] : echo)(turn, stop.signal);
    this.running.delete(context.taskId);
    bus.finished();
  };

  cancelTask = async (taskId, bus) => {
    const found = this.running.get(taskId);
    found?.stop.abort();
    const ids = found ? found.turn.ids : { taskId, contextId: '' };
    bus.publish({ kind: 'status-update', ...ids, status: status('canceled'), final: true });
    bus.finished();
  };
}

function card(base, grpc) {
  return {
    name: 'Scripted agent, JavaScript 0.3', description: 'Does what the prefix of the messageId says', version: '1.0.0',
    protocolVersion: '0.3.0', url: base + '/', preferredTransport: 'JSONRPC',
    additionalInterfaces: [
      { url: base + '/', transport: 'JSONRPC' }, { url: base + '/rest', transport: 'HTTP+JSON' }, { url: grpc, transport: 'GRPC' }],
    capabilities: { streaming: true, pushNotifications: true }, supportsAuthenticatedExtendedCard: true,
    defaultInputModes: ['text/plain', 'application/json'], defaultOutputModes: ['text/plain', 'application/json'],
    skills: [{ id: 'script', name: 'Script', description: 'Plays a scene', tags: ['test'] }],
  };
}

const app = express();
const web = createServer(app).listen(0, '127.0.0.1');
await once(web, 'listening');
const rpc = new Server();
const grpcPort = await new Promise((done, failed) =>
  rpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => (error ? failed(error) : done(port))));
const [base, grpc] = [`http://127.0.0.1:${web.address().port}`, `127.0.0.1:${grpcPort}`];
const own = card(base, grpc);
const extended = { ...own, skills: [...own.skills, { ...own.skills[0], id: 'hidden', name: 'Hidden' }] };
const configs = new InMemoryPushNotificationStore();
const requestHandler = new DefaultRequestHandler(
  own, new InMemoryTaskStore(), new Script(), undefined, configs, new DefaultPushNotificationSender(configs), extended);
// the SDK shows its extended card to callers it knows, so this agent knows all of them
const serving = { requestHandler, userBuilder: async () => ({ isAuthenticated: true, userName: 'caller' }) };
app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }));
app.use('/rest', restHandler(serving));
app.use('/', jsonRpcHandler(serving));
rpc.addService(A2AService, grpcService(serving));
console.log(JSON.stringify({ url: base + '/', grpc }));
process.stdin.resume().on('end', () => process.exit(0));
