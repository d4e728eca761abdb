// The scripted agent (../README.md) on the official JavaScript SDK of A2A 1.0, over its three bindings. Prints {"url", "grpc"}
// as one JSON line, and ends when its input does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { AgentCard, Message, Task, TaskArtifactUpdateEvent, TaskStatusUpdateEvent } from '@a2a-js/sdk';
import { AgentEvent, DefaultPushNotificationSender, DefaultRequestHandler, InMemoryPushNotificationStore, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler } from '@a2a-js/sdk/server/express';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import express from 'express';
import { Script } from '../shared/js/scenes.mjs';

const FILE = { mediaType: 'text/plain', filename: 'output.txt' };
const PARTS = {
  text: (text) => ({ text, mediaType: 'text/plain' }),
  file: { raw: Buffer.from('tck').toString('base64'), ...FILE },
  link: { url: 'https://example.com/output.txt', ...FILE },
  data: { data: { key: 'value', count: 42 } },
};
const status = (state) => ({ state: 'TASK_STATE_' + state.toUpperCase().replaceAll('-', '_'), timestamp: new Date().toISOString() });

/** One turn of a task: what a scene uses to speak. */
class Turn {
  constructor(ids, bus, said) {
    Object.assign(this, { ids, bus, said });
  }

  message(words) {
    return Message.fromJSON({ messageId: crypto.randomUUID(), role: 'ROLE_AGENT', parts: [PARTS.text(words)], ...this.ids });
  }

  words() {
    return this.said.parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('\n');
  }

  parts() {
    return this.said.parts.map(({ content: { $case: kind, value }, mediaType }) => {
      if (kind === 'raw') return `file ${mediaType} ${Buffer.from(value)}`;
      if (kind === 'url') return `link ${mediaType} ${value}`;
      return kind === 'data' ? `data ${value.count}` : `text ${value}`;
    });
  }

  answer(words) {
    this.bus.publish(AgentEvent.message({ ...this.message(words), taskId: '' }));
  }

  open() {
    const task = Task.fromJSON({ id: this.ids.taskId, contextId: this.ids.contextId, status: status('submitted') });
    this.bus.publish(AgentEvent.task({ ...task, history: [this.said] }));
  }

  state(state, words) {
    const update = TaskStatusUpdateEvent.fromJSON({ ...this.ids, status: status(state) });
    update.status.message = words === undefined ? undefined : this.message(words);
    this.bus.publish(AgentEvent.statusUpdate(update));
  }

  artifact(part, { artifactId = crypto.randomUUID(), name = '', append = false, lastChunk = true } = {}) {
    this.bus.publish(AgentEvent.artifactUpdate(
      TaskArtifactUpdateEvent.fromJSON({ ...this.ids, artifact: { artifactId, name, parts: [part] }, append, lastChunk })));
  }
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
  own, new InMemoryTaskStore(), new Script(Turn, PARTS), undefined, configs, new DefaultPushNotificationSender(configs), extended);
// the SDK shows its extended card to callers it knows, so this agent knows all of them
const serving = { requestHandler, userBuilder: async () => ({ isAuthenticated: true, userName: 'caller' }) };
app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }));
app.use('/rest', restHandler(serving));
app.use('/', jsonRpcHandler(serving));
rpc.addService(A2AService, grpcService(serving));
console.log(JSON.stringify({ url: base + '/', grpc }));
process.stdin.resume().on('end', () => process.exit(0));
