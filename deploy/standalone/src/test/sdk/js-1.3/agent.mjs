// The scripted agent (../README.md) on the official JavaScript SDK of A2A 1.0, over its three bindings. Prints {"url", "grpc"}
// as one JSON line, and ends when its input does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { AgentCard, Message, Task, TaskArtifactUpdateEvent, TaskStatusUpdateEvent } from '@a2a-js/sdk';
import { AgentEvent, DefaultPushNotificationSender, DefaultRequestHandler, InMemoryPushNotificationStore, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler } from '@a2a-js/sdk/server/express';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import express from 'express';

const FILE = { mediaType: 'text/plain', filename: 'output.txt' };
const text = (words) => ({ text: words, mediaType: 'text/plain' });

/** One turn of a task: what a scene uses to speak. */
class Turn {
  constructor(context, bus) {
    this.ids = { taskId: context.taskId, contextId: context.contextId };
    this.said = context.userMessage;
    this.task = context.task;
    this.bus = bus;
  }

  say(words) {
    return Message.fromJSON({ messageId: crypto.randomUUID(), role: 'ROLE_AGENT', parts: [text(words)], ...this.ids });
  }

  open() {
    const task = { id: this.ids.taskId, contextId: this.ids.contextId, status: { state: 'TASK_STATE_SUBMITTED', timestamp: new Date().toISOString() } };
    this.bus.publish(AgentEvent.task({ ...Task.fromJSON(task), history: [this.said] }));
  }

  state(state, words) {
    const update = TaskStatusUpdateEvent.fromJSON({ ...this.ids, status: { state, timestamp: new Date().toISOString() } });
    update.status.message = words === undefined ? undefined : this.say(words);
    this.bus.publish(AgentEvent.statusUpdate(update));
  }

  artifact(part, { artifactId = crypto.randomUUID(), name = '', append = false, lastChunk = true } = {}) {
    this.bus.publish(AgentEvent.artifactUpdate(
      TaskArtifactUpdateEvent.fromJSON({ ...this.ids, artifact: { artifactId, name, parts: [part] }, append, lastChunk })));
  }
}

const gives = (part, working = false) => async (turn) => {
  if (working) turn.state('TASK_STATE_WORKING');
  turn.artifact(part);
  turn.state('TASK_STATE_COMPLETED');
};

const chunks = (words, milliseconds = 0) => async (turn) => {
  turn.state('TASK_STATE_WORKING');
  for (const [number, word] of words.entries()) {
    await pause(milliseconds);
    turn.artifact(text(word), { artifactId: 'chunked', append: number > 0, lastChunk: number === words.length - 1 });
  }
  turn.state('TASK_STATE_COMPLETED');
};

const works = (milliseconds) => async (turn, canceled) => {
  turn.state('TASK_STATE_WORKING');
  const ended = await pause(milliseconds, 'done', { signal: canceled }).catch(() => 'canceled');
  if (ended === 'done') turn.state('TASK_STATE_COMPLETED');
};

const SCENES = {
  'tck-complete-task': async (turn) => turn.state('TASK_STATE_COMPLETED', 'Hello from TCK'),
  'tck-reject-task': async (turn) => turn.state('TASK_STATE_REJECTED', 'rejected'),
  'tck-input-required': async (turn) => turn.state('TASK_STATE_INPUT_REQUIRED', 'what else?'),
  'tck-artifact-text': gives(text('Generated text content')),
  'tck-artifact-file': gives({ raw: Buffer.from('tck').toString('base64'), ...FILE }),
  'tck-artifact-file-url': gives({ url: 'https://example.com/output.txt', ...FILE }),
  'tck-artifact-data': gives({ data: { key: 'value', count: 42 } }),
  'tck-stream-001': gives(text('Stream hello from TCK'), true),
  'tck-stream-002': async (turn) => turn.state('TASK_STATE_COMPLETED'),
  'tck-stream-003': gives(text('Stream hello from TCK'), true),
  'tck-stream-ordering-001': gives(text('Ordered output'), true),
  'tck-stream-artifact-text': gives(text('Streamed text content'), true),
  'tck-stream-artifact-file': gives({ raw: Buffer.from('tck').toString('base64'), ...FILE }, true),
  'tck-stream-artifact-chunked': chunks(['chunk-1 ', 'chunk-2']),
  'test-resubscribe-message-id': works(4000),
  'slow-': works(30000),
  'steps-': chunks(['one ', 'two ', 'three ', 'four'], 200),
};

const echo = async (turn) => {
  turn.state('TASK_STATE_WORKING');
  const words = turn.said.parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('\n');
  turn.artifact(text('echo: ' + words), { name: 'echo' });
  turn.state('TASK_STATE_COMPLETED');
};

/** What to do is said by the messageId's prefix, the longest that fits. */
class Script {
  running = new Map();

  execute = async (context, bus) => {
    const turn = new Turn(context, bus);
    const { messageId } = context.userMessage;
    if (messageId.startsWith('tck-message-response')) {
      bus.publish(AgentEvent.message({ ...turn.say('Direct message response'), taskId: '' }));
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
    bus.publish(AgentEvent.statusUpdate(
      TaskStatusUpdateEvent.fromJSON({ ...ids, status: { state: 'TASK_STATE_CANCELED', timestamp: new Date().toISOString() } })));
    bus.finished();
  };
}

function card(base, grpc) {
  const face = (url, protocolBinding) => ({ url, protocolBinding, protocolVersion: '1.0' });
  return AgentCard.fromJSON({
    name: 'Scripted agent, JavaScript 1.3', description: 'Does what the prefix of the messageId says', version: '1.0.0',
    supportedInterfaces: [face(base + '/', 'JSONRPC'), face(base + '/rest', 'HTTP+JSON'), face(grpc, 'GRPC')],
    capabilities: { streaming: true, pushNotifications: true, extendedAgentCard: true },
    defaultInputModes: ['text/plain', 'application/json'], defaultOutputModes: ['text/plain', 'application/json'],
    skills: [{ id: 'script', name: 'Script', description: 'Plays a scene', tags: ['test'] }],
  });
}

const app = express();
const web = createServer(app).listen(0, '127.0.0.1');
await once(web, 'listening');
const rpc = new Server();
const grpcPort = await new Promise((done, failed) =>
  rpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => (error ? failed(error) : done(port))));
const [base, grpc] = [`http://127.0.0.1:${web.address().port}`, `127.0.0.1:${grpcPort}`];
const own = card(base, grpc);
const extended = AgentCard.fromJSON(AgentCard.toJSON(own));
extended.skills.push({ ...own.skills[0], id: 'hidden', name: 'Hidden' });
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
