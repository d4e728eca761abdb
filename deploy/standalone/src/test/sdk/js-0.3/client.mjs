// All operations by the client of the last line of the official JavaScript SDK that speaks A2A 0.3 by itself.
//
//     client.mjs --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 0.3 --hook URL
//
// The checks and what is printed: ../README.md.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory, TaskNotCancelableError, TaskNotFoundError } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';

const { values: options } = parseArgs({ options: { url: { type: 'string' }, binding: { type: 'string' }, version: { type: 'string' }, hook: { type: 'string' } } });
const STEPS = 'one two three four';
const TRANSPORTS = { JSONRPC: JsonRpcTransportFactory, 'HTTP+JSON': RestTransportFactory, GRPC: GrpcTransportFactory };

/** The SDK has no such call in this version. */
class NotOffered extends Error {}

const params = (scene, { text = 'hello', configuration, ...message } = {}) => ({
  message: { kind: 'message', messageId: `${scene}-${crypto.randomUUID()}`, role: 'user', parts: [{ kind: 'text', text }], ...message },
  configuration,
});

const textOfParts = ({ parts }) => parts.map((part) => part.text ?? '').join('');
const textOf = (task) => (task.artifacts ?? []).map(textOfParts).join('');

async function all(events) {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
}

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

class Checks {
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

  async task(scene, state = 'completed', fields = {}) {
    const task = await this.client.sendMessage(params(scene, fields));
    assert.equal(task.status?.state, state, JSON.stringify(task));
    return task;
  }

  async started(scene) {
    const task = await this.client.sendMessage(params(scene, { configuration: { blocking: false } }));
    assert.ok(['submitted', 'working'].includes(task.status.state), JSON.stringify(task.status));
    return task;
  }

  get(id, fields = {}) {
    return this.client.getTask({ id, ...fields });
  }

  async card() {
    assert.ok(this.agentCard.name && this.agentCard.skills.length);
  }

  async send() {
    const task = await this.task('tck-artifact-text');
    assert.equal(textOf(task), 'Generated text content');
    assert.equal(textOf(await this.get(task.id)), 'Generated text content');
  }

  async unicode() {
    const words = 'grüße 日本 😀 "\\\n';
    assert.equal(textOf(await this.task('echo', 'completed', { text: words })), 'echo: ' + words);
  }

  async part(scene) {
    return (await this.task(scene)).artifacts[0].parts[0];
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
    assert.equal(textOfParts(await this.client.sendMessage(params('tck-message-response'))), 'Direct message response');
  }

  async reject() {
    await this.task('tck-reject-task', 'rejected');
  }

  async at_once() {
    const started = Date.now();
    this.running = (await this.started('slow-')).id;
    assert.ok(Date.now() - started < 10_000, 'waited for the task');
  }

  async cancel() {
    assert.equal((await this.client.cancelTask({ id: this.running })).status.state, 'canceled');
    assert.equal((await this.get(this.running)).status.state, 'canceled');
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
    const task = await this.started('steps-');
    const { state, text } = await follow(this.client.resubscribeTask({ id: task.id }));
    assert.equal(state, 'completed');
    assert.ok(text.endsWith('four'), text); // 0.3 promises no snapshot at the start
  }

  async turns() {
    const asked = await this.task('tck-input-required', 'input-required');
    const done = await this.task('tck-complete-task', 'completed', { taskId: asked.id, contextId: asked.contextId });
    assert.deepEqual([done.id, done.contextId], [asked.id, asked.contextId]);
    this.twoTurns = done.id;
  }

  async history() {
    assert.equal((await this.get(this.twoTurns, { historyLength: 1 })).history.length, 1);
    assert.ok((await this.get(this.twoTurns, { historyLength: 10 })).history.length >= 2);
  }

  async list() {
    throw new NotOffered('0.3 has no list');
  }

  config(id) {
    return { id, url: `${options.hook}/${id}`, token: `t-${id}` };
  }

  async push() {
    const { id: taskId } = await this.task('tck-input-required', 'input-required');
    const name = crypto.randomUUID();
    const made = await this.client.setTaskPushNotificationConfig({ taskId, pushNotificationConfig: this.config(name) });
    assert.deepEqual([made.taskId, made.pushNotificationConfig.token], [taskId, `t-${name}`]);
    const key = { id: taskId, pushNotificationConfigId: name };
    assert.equal((await this.client.getTaskPushNotificationConfig(key)).pushNotificationConfig.url, this.config(name).url);
    assert.deepEqual(await this.listed(taskId), [name]);
    await this.client.deleteTaskPushNotificationConfig(key);
    assert.deepEqual(await this.listed(taskId), []);
  }

  async listed(id) {
    const configs = await this.client.listTaskPushNotificationConfig({ id });
    return configs.map((config) => config.pushNotificationConfig.id);
  }

  async push_delivery() {
    const { id: taskId, contextId } = await this.task('tck-input-required', 'input-required');
    const name = crypto.randomUUID();
    await this.client.setTaskPushNotificationConfig({ taskId, pushNotificationConfig: this.config(name) });
    await this.task('tck-complete-task', 'completed', { taskId, contextId });
    await this.delivered(name);
  }

  async push_in_send() {
    const name = crypto.randomUUID();
    await this.task('tck-complete-task', 'completed', { configuration: { blocking: true, pushNotificationConfig: this.config(name) } });
    await this.delivered(name);
  }

  async delivered(name) {
    const seen = await (await fetch(`${options.hook}/${name}`)).json();
    const found = seen.some((each) => each.version === '0.3' && each.state === 'completed' && each.token === `t-${name}`);
    assert.ok(found, `${JSON.stringify(seen)} (expected: completed, in 0.3, with t-${name})`);
  }

  async extended_card() {
    const card = await this.client.getAgentCard();
    assert.ok(card.skills.some((skill) => skill.id === 'hidden'), JSON.stringify(card));
  }

  /** One of these errors. What has no class in this SDK, or no form in 0.3's HTTP+JSON and gRPC, is known by words of it. */
  async refused(kinds, words, call) {
    let answer;
    try {
      answer = await call();
    } catch (error) {
      const said = `${error.name} ${error.code} ${error.message} ${JSON.stringify(error.errorResponse ?? error.cause?.message ?? '')}`;
      const known = kinds.some((kind) => error instanceof kind) || words.some((word) => said.includes(word));
      assert.ok(known, `${said} (expected: ${kinds.map((kind) => kind.name)} or ${words})`);
      return;
    }
    assert.fail(`${JSON.stringify(answer)} (expected: ${words})`);
  }

  async unknown_task() {
    const [kinds, words] = [[TaskNotFoundError], ['-32001', 'TaskNotFound', '404']];
    await this.refused(kinds, words, () => this.get(crypto.randomUUID()));
    await this.refused(kinds, words, () => this.client.cancelTask({ id: crypto.randomUUID() }));
    await this.refused(kinds, words, () => this.client.sendMessage(params('tck-complete-task', { taskId: crypto.randomUUID() })));
  }

  async ended_task() {
    const { id, contextId } = await this.task('tck-complete-task');
    await this.refused([TaskNotCancelableError], ['-32002', 'TaskNotCancelable', '409', '400'], () => this.client.cancelTask({ id }));
    const words = ['-32600', '-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'Unsupported', '400', '422'];
    await this.refused([], words, () => this.client.sendMessage(params('tck-complete-task', { taskId: id, contextId })));
  }

  async ended_stream() {
    throw new NotOffered('0.3 leaves open what it gets');
  }
}

const SCRIPT = ['card', 'send', 'unicode', 'file', 'file_name', 'link', 'data', 'message', 'reject', 'at_once', 'cancel', 'stream', 'stream_message',
  'subscribe', 'turns', 'history', 'list', 'push', 'push_delivery', 'push_in_send', 'extended_card', 'unknown_task', 'ended_task',
  'ended_stream'];

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

async function run(checks, name) {
  const line = { check: name.replaceAll('_', ' '), ok: true, why: '' };
  let timer;
  try {
    await Promise.race([checks[name](), new Promise((_, late) => { timer = setTimeout(() => late(new Error('no end after 30 s')), 30_000); })]);
  } catch (error) {
    Object.assign(line, { ok: error instanceof NotOffered ? null : false, why: `${error.name}: ${error.message}`.slice(0, 1000) });
  } finally {
    clearTimeout(timer);
  }
  say(line);
  return line.ok !== false;
}

const checks = new Checks();
let passed = await run(checks, 'connect');
if (passed) for (const name of SCRIPT) passed = (await run(checks, name)) && passed;
say({ check: 'end', ok: true, why: '' });
process.exit(passed ? 0 : 1);
