// All operations by the client of the last line of the official JavaScript SDK that speaks A2A 0.3 by itself.
//
//     client.mjs --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 0.3 --hook URL --checks NAME,...
//
// The checks and what is printed: ../README.md.
import assert from 'node:assert/strict';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory, TaskNotCancelableError, TaskNotFoundError } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { DATA, FILE, LINK, STEPS, Script, all, options, play } from '../shared/js/play.mjs';

const TRANSPORTS = { JSONRPC: JsonRpcTransportFactory, 'HTTP+JSON': RestTransportFactory, GRPC: GrpcTransportFactory };
// what has no class in this SDK, or no form in 0.3's HTTP+JSON and gRPC, is known by words of it
const ERRORS = {
  unknown: [[TaskNotFoundError], ['-32001', 'TaskNotFound', '404']],
  'not cancelable': [[TaskNotCancelableError], ['-32002', 'TaskNotCancelable', '409', '400']],
  ended: [[], ['-32600', '-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'Unsupported', '400', '422']],
};

const params = (scene, { text = 'hello', configuration, ...message } = {}) => ({
  message: { kind: 'message', messageId: `${scene}-${crypto.randomUUID()}`, role: 'user', parts: [{ kind: 'text', text }], ...message },
  configuration,
});

const textOfParts = ({ parts }) => parts.map((part) => part.text ?? '').join('');
const textOf = (task) => (task.artifacts ?? []).map(textOfParts).join('');

/** State and text that a reader of the stream holds in the end, its first event and its last. */
async function follow(stream) {
  let first, last, state, text = '';
  for await (const event of stream) {
    first ??= event;
    last = event;
    if (event.kind === 'task') [state, text] = [event.status.state, textOf(event)];
    else if (event.kind === 'status-update') state = event.status.state;
    else if (event.kind === 'artifact-update') text = event.append ? text + textOfParts(event.artifact) : textOfParts(event.artifact);
    else assert.fail(`${event.kind} (expected: an event of a task)`);
  }
  return { first, last, state, text };
}

class Checks extends Script {
  async connect() {
    this.agentCard = await new DefaultAgentCardResolver().resolve(options.url);
    const { url, preferredTransport = 'JSONRPC', additionalInterfaces = [] } = this.agentCard;
    const wanted = [{ url, transport: preferredTransport }, ...additionalInterfaces].find((face) => face.transport === options.binding);
    assert.ok(wanted, `no ${options.binding} on ${JSON.stringify(this.agentCard)}`);
    Object.assign(this.agentCard, { url: wanted.url, preferredTransport: options.binding, additionalInterfaces: [] });
    // this client takes gRPC's address as it is, and many cards of 0.3 have a scheme there
    if (options.binding === 'GRPC') this.agentCard.url = wanted.url.replace(/^http:\/\//, '');
    this.client = await new ClientFactory({ transports: [new TRANSPORTS[options.binding]()] }).createFromAgentCard(this.agentCard);
  }

  textOf = textOf;
  stateOf = (task) => task.status?.state;
  sent = (scene, fields) => this.client.sendMessage(params(scene, fields));
  started = (scene) => this.sent(scene, { configuration: { blocking: false } });
  get = (id, fields = {}) => this.client.getTask({ id, ...fields });
  canceled = (id) => this.client.cancelTask({ id });
  refused = (kind, call) => this.failing(...ERRORS[kind], call);

  madePart(kind) {
    const named = { mimeType: 'text/plain', name: 'in.txt' };
    return {
      file: { kind: 'file', file: { bytes: Buffer.from(FILE).toString('base64'), ...named } },
      link: { kind: 'file', file: { uri: LINK, ...named } },
      data: { kind: 'data', data: DATA },
    }[kind];
  }

  async file() {
    const { file } = await this.part('tck-artifact-file');
    assert.deepEqual([Buffer.from(file.bytes, 'base64').toString(), file.mimeType], ['tck', 'text/plain']);
  }

  async file_name() {
    assert.equal((await this.part('tck-artifact-file')).file.name, 'output.txt');
  }

  async link() {
    const { file } = await this.part('tck-artifact-file-url');
    assert.deepEqual([file.uri, file.mimeType], ['https://example.com/output.txt', 'text/plain']);
  }

  async data() {
    assert.deepEqual((await this.part('tck-artifact-data')).data, { key: 'value', count: 42 });
  }

  async message() {
    assert.equal(textOfParts(await this.sent('tck-message-response')), 'Direct message response');
  }

  async stream() {
    const { first, last, state, text } = await follow(this.client.sendMessageStream(params('steps-')));
    assert.deepEqual([first.kind, last.final, state, text], ['task', true, 'completed', STEPS]);
    assert.equal(textOf(await this.get(first.id)), STEPS);
  }

  async stream_message() {
    const events = await all(this.client.sendMessageStream(params('tck-message-response')));
    assert.deepEqual(events.map((event) => event.kind), ['message']);
  }

  async subscribe() {
    const task = await this.active('steps-');
    const { state, text } = await follow(this.client.resubscribeTask({ id: task.id }));
    assert.equal(state, 'completed');
    assert.ok(text.endsWith('four'), text); // 0.3 promises no snapshot at the start
  }

  async push() {
    const { id: taskId } = await this.task('tck-input-required', 'input-required');
    const name = crypto.randomUUID();
    const made = await this.register(taskId, name);
    assert.deepEqual([made.taskId, made.pushNotificationConfig.token], [taskId, `t-${name}`]);
    const key = { id: taskId, pushNotificationConfigId: name };
    assert.equal((await this.client.getTaskPushNotificationConfig(key)).pushNotificationConfig.url, this.hook(name).url);
    assert.deepEqual(await this.listed(taskId), [name]);
    await this.client.deleteTaskPushNotificationConfig(key);
    assert.deepEqual(await this.listed(taskId), []);
  }

  register(taskId, name) {
    return this.client.setTaskPushNotificationConfig({ taskId, pushNotificationConfig: this.hook(name) });
  }

  async listed(id) {
    const configs = await this.client.listTaskPushNotificationConfig({ id });
    return configs.map((config) => config.pushNotificationConfig.id);
  }

  sentWithPush(name) {
    return this.task('tck-complete-task', 'completed', { configuration: { blocking: true, pushNotificationConfig: this.hook(name) } });
  }
}

await play(new Checks());
