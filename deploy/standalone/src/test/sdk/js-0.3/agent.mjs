// The scripted agent (../README.md) on the last line of the official JavaScript SDK that speaks A2A 0.3 by itself, over its
// three bindings. Prints {"url", "grpc"} as one JSON line, and ends when its input does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { DefaultPushNotificationSender, DefaultRequestHandler, InMemoryPushNotificationStore, InMemoryTaskStore } from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, restHandler } from '@a2a-js/sdk/server/express';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import express from 'express';
import { Script } from '../shared/js/scenes.mjs';

const FILE = { mimeType: 'text/plain', name: 'output.txt' };
const ENDED = ['completed', 'rejected', 'canceled', 'input-required'];
const PARTS = {
  text: (text) => ({ kind: 'text', text }),
  file: { kind: 'file', file: { bytes: Buffer.from('tck').toString('base64'), ...FILE } },
  link: { kind: 'file', file: { uri: 'https://example.com/output.txt', ...FILE } },
  data: { kind: 'data', data: { key: 'value', count: 42 } },
};
// tells the mesh how this SDK has files over HTTP+JSON and gRPC, which it does otherwise than those in Python, Go and Java
const FILES_AS_BYTES = { uri: 'https://parley.dev/ext/agent/v1', params: { fileBytes: 'raw' } };
const status = (state, message) => ({ state, message, timestamp: new Date().toISOString() });

/** One turn of a task: what a scene uses to speak. */
class Turn {
  constructor(ids, bus, said) {
    Object.assign(this, { ids, bus, said });
  }

  message(words) {
    return { kind: 'message', messageId: crypto.randomUUID(), role: 'agent', parts: [PARTS.text(words)], ...this.ids };
  }

  words() {
    return this.said.parts.map((part) => part.text ?? '').join('\n');
  }

  parts() {
    return this.said.parts.map(({ kind, text, file, data }) => {
      if (kind === 'file' && file.bytes !== undefined) return `file ${file.mimeType} ${Buffer.from(file.bytes, 'base64')}`;
      if (kind === 'file') return `link ${file.mimeType} ${file.uri}`;
      return kind === 'data' ? `data ${data.count}` : `text ${text}`;
    });
  }

  answer(words) {
    this.bus.publish({ ...this.message(words), taskId: undefined });
  }

  open() {
    const { taskId: id, contextId } = this.ids;
    this.bus.publish({ kind: 'task', id, contextId, status: status('submitted'), history: [this.said] });
  }

  state(state, words) {
    const message = words === undefined ? undefined : this.message(words);
    this.bus.publish({ kind: 'status-update', ...this.ids, status: status(state, message), final: ENDED.includes(state) });
  }

  artifact(part, { artifactId = crypto.randomUUID(), name, append = false, lastChunk = true } = {}) {
    this.bus.publish({ kind: 'artifact-update', ...this.ids, artifact: { artifactId, name, parts: [part] }, append, lastChunk });
  }
}

function card(base, grpc) {
  return {
    name: 'Scripted agent, JavaScript 0.3', description: 'Does what the prefix of the messageId says', version: '1.0.0',
    protocolVersion: '0.3.0', url: base + '/', preferredTransport: 'JSONRPC',
    additionalInterfaces: [
      { url: base + '/', transport: 'JSONRPC' }, { url: base + '/rest', transport: 'HTTP+JSON' }, { url: grpc, transport: 'GRPC' }],
    capabilities: { streaming: true, pushNotifications: true, extensions: [FILES_AS_BYTES] }, supportsAuthenticatedExtendedCard: true,
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
  own, new InMemoryTaskStore(), new Script(Turn, PARTS), undefined, configs, new DefaultPushNotificationSender(configs), extended);
// the SDK shows its extended card to callers it knows, so this agent knows all of them
const serving = { requestHandler, userBuilder: async () => ({ isAuthenticated: true, userName: 'caller' }) };
app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }));
app.use('/rest', restHandler(serving));
app.use('/', jsonRpcHandler(serving));
rpc.addService(A2AService, grpcService(serving));
console.log(JSON.stringify({ url: base + '/', grpc }));
process.stdin.resume().on('end', () => process.exit(0));
