// All operations by the client of the official JavaScript SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.
//
//     client.mjs --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL
//
// The checks and what is printed: ../README.md.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { GetTaskRequest, ListTasksRequest, SendMessageRequest, TaskPushNotificationConfig, TaskState } from '@a2a-js/sdk';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { RequestMalformedError, TaskNotCancelableError, TaskNotFoundError, UnsupportedOperationError } from '@a2a-js/sdk/errors';

const { values: options } = parseArgs({ options: { url: { type: 'string' }, binding: { type: 'string' }, version: { type: 'string' }, hook: { type: 'string' } } });
const OLD = options.version === '0.3';
const STEPS = 'one two three four';
const TRANSPORTS = { JSONRPC: JsonRpcTransportFactory, 'HTTP+JSON': RestTransportFactory, GRPC: GrpcTransportFactory };
const { TASK_STATE_CANCELED: CANCELED, TASK_STATE_COMPLETED: COMPLETED, TASK_STATE_INPUT_REQUIRED: WAITING } = TaskState;

/** The SDK has no such call in this version. */
class NotOffered extends Error {}

const request = (scene, { text = 'hello', configuration, ...message } = {}) => SendMessageRequest.fromJSON({
  message: { messageId: `${scene}-${crypto.randomUUID()}`, role: 'ROLE_USER', parts: [{ text }], ...message },
  configuration,
});

const textOfArtifact = (artifact) => artifact.parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('');
const textOf = (task) => task.artifacts.map(textOfArtifact).join('');

async function all(events) {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** State and text that a reader of the stream holds in the end, and its first event. */
async function follow(stream) {
  let first, state, text = '';
  for await (const { payload } of stream) {
    first ??= payload;
    if (payload.$case === 'task') [state, text] = [payload.value.status.state, textOf(payload.value)];
    else if (payload.$case === 'statusUpdate') state = payload.value.status.state;
    else if (payload.$case === 'artifactUpdate') {
      const chunk = textOfArtifact(payload.value.artifact);
      text = payload.value.append ? text + chunk : chunk;
    } else assert.fail(`${payload.$case} (expected: an event of a task)`);
  }
  return { first, state, text };
}

class Checks {
  async connect() {
    const legacyCompat = { enabled: OLD };
    const asked = (url, init) => fetch(url, { ...init, headers: { ...init?.headers, 'A2A-Version': options.version } });
    this.agentCard = await new DefaultAgentCardResolver({ legacyCompat, fetchImpl: asked }).resolve(options.url);
    const wanted = this.agentCard.supportedInterfaces.filter(
      (face) => face.protocolBinding === options.binding && face.protocolVersion.startsWith(options.version));
    assert.ok(wanted.length, `no ${options.binding} of ${options.version} on ${JSON.stringify(this.agentCard.supportedInterfaces)}`);
    // this client takes gRPC's address as it is, and many cards of 0.3 have a scheme there
    for (const face of wanted) if (face.protocolBinding === 'GRPC') face.url = face.url.replace(/^http:\/\//, '');
    this.agentCard.supportedInterfaces = wanted;
    const transports = [new TRANSPORTS[options.binding]({ legacyCompat })];
    this.client = await new ClientFactory({ transports, clientConfig: { polling: false } }).createFromAgentCard(this.agentCard);
  }

  async task(scene, state = COMPLETED, fields = {}) {
    const task = await this.client.sendMessage(request(scene, fields));
    assert.equal(task.status.state, state, JSON.stringify(task.status));
    return task;
  }

  async started(scene) {
    const task = await this.client.sendMessage(request(scene, { configuration: { returnImmediately: true } }));
    assert.ok([TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING].includes(task.status.state), JSON.stringify(task.status));
    return task;
  }

  get(id, fields = {}) {
    return this.client.getTask(GetTaskRequest.fromJSON({ id, ...fields }));
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
    assert.equal(textOf(await this.task('echo', COMPLETED, { text: words })), 'echo: ' + words);
  }

  async part(scene) {
    return (await this.task(scene)).artifacts[0].parts[0];
  }

  async file() {
    const part = await this.part('tck-artifact-file');
    assert.deepEqual([part.content.$case, Buffer.from(part.content.value).toString(), part.mediaType], ['raw', 'tck', 'text/plain']);
  }

  async file_name() {
    assert.equal((await this.part('tck-artifact-file')).filename, 'output.txt');
  }

  async link() {
    const part = await this.part('tck-artifact-file-url');
    assert.deepEqual([part.content.$case, part.content.value, part.mediaType], ['url', 'https://example.com/output.txt', 'text/plain']);
  }

  async data() {
    const part = await this.part('tck-artifact-data');
    assert.deepEqual([part.content.$case, part.content.value], ['data', { key: 'value', count: 42 }]);
  }

  async message() {
    const answer = await this.client.sendMessage(request('tck-message-response'));
    assert.equal(textOfArtifact(answer), 'Direct message response');
  }

  async reject() {
    await this.task('tck-reject-task', TaskState.TASK_STATE_REJECTED);
  }

  async at_once() {
    const started = Date.now();
    this.running = (await this.started('slow-')).id;
    assert.ok(Date.now() - started < 10_000, 'waited for the task');
  }

  async cancel() {
    assert.equal((await this.client.cancelTask({ id: this.running, tenant: '', metadata: undefined })).status.state, CANCELED);
    assert.equal((await this.get(this.running)).status.state, CANCELED);
  }

  async stream() {
    const { first, state, text } = await follow(this.client.sendMessageStream(request('steps-')));
    assert.deepEqual([first.$case, state, text], ['task', COMPLETED, STEPS]);
    assert.equal(textOf(await this.get(first.value.id)), STEPS);
  }

  async stream_message() {
    const events = await all(this.client.sendMessageStream(request('tck-message-response')));
    assert.deepEqual(events.map((event) => event.payload.$case), ['message']);
  }

  async subscribe() {
    const task = await this.started('steps-');
    const { first, state, text } = await follow(this.client.resubscribeTask({ id: task.id, tenant: '' }));
    assert.equal(state, COMPLETED);
    if (OLD) {
      assert.ok(text.endsWith('four'), text); // 0.3 promises no snapshot at the start
      return;
    }
    assert.deepEqual([first.$case, first.value.id, text], ['task', task.id, STEPS]);
  }

  async turns() {
    const asked = await this.task('tck-input-required', WAITING);
    const done = await this.task('tck-complete-task', COMPLETED, { taskId: asked.id, contextId: asked.contextId });
    assert.deepEqual([done.id, done.contextId], [asked.id, asked.contextId]);
    this.twoTurns = done.id;
  }

  async history() {
    assert.equal((await this.get(this.twoTurns, { historyLength: 1 })).history.length, 1);
    assert.ok((await this.get(this.twoTurns, { historyLength: 10 })).history.length >= 2);
    if (!OLD) assert.equal((await this.get(this.twoTurns, { historyLength: 0 })).history.length, 0);
  }

  async list() {
    if (OLD) throw new NotOffered('0.3 has no list');
    const { id, contextId } = await this.task('tck-complete-task');
    const ids = [id];
    for (let i = 0; i < 2; i++) ids.push((await this.task('tck-complete-task', COMPLETED, { contextId })).id);
    const seen = [];
    let pageToken = '';
    do {
      const page = await this.client.listTasks(ListTasksRequest.fromJSON({ contextId, pageSize: 2, pageToken }));
      assert.ok(page.tasks.length <= 2 && page.totalSize === 3, JSON.stringify(page));
      seen.push(...page.tasks.map((task) => task.id));
      pageToken = page.nextPageToken;
    } while (pageToken);
    assert.deepEqual(seen.sort(), ids.sort());
  }

  config(taskId, id) {
    return TaskPushNotificationConfig.fromJSON({ taskId, id, url: `${options.hook}/${id}`, token: `t-${id}` });
  }

  async push() {
    const { id: taskId } = await this.task('tck-input-required', WAITING);
    const key = { taskId, id: crypto.randomUUID(), tenant: '' };
    const made = await this.client.createTaskPushNotificationConfig(this.config(taskId, key.id));
    assert.deepEqual([made.taskId, made.id, made.token], [taskId, key.id, `t-${key.id}`]);
    assert.equal((await this.client.getTaskPushNotificationConfig(key)).url, made.url);
    assert.deepEqual(await this.listed(taskId), [key.id]);
    await this.client.deleteTaskPushNotificationConfig(key);
    assert.deepEqual(await this.listed(taskId), []);
  }

  async listed(taskId) {
    const answer = await this.client.listTaskPushNotificationConfig({ taskId, tenant: '', pageSize: 0, pageToken: '' });
    return answer.configs.map((config) => config.id);
  }

  async push_delivery() {
    const { id: taskId, contextId } = await this.task('tck-input-required', WAITING);
    const name = crypto.randomUUID();
    await this.client.createTaskPushNotificationConfig(this.config(taskId, name));
    await this.task('tck-complete-task', COMPLETED, { taskId, contextId });
    await this.delivered(name);
  }

  async push_in_send() {
    const name = crypto.randomUUID();
    const taskPushNotificationConfig = TaskPushNotificationConfig.toJSON(this.config('', name));
    await this.task('tck-complete-task', COMPLETED, { configuration: { taskPushNotificationConfig } });
    await this.delivered(name);
  }

  async delivered(name) {
    const seen = await (await fetch(`${options.hook}/${name}`)).json();
    const found = seen.some((each) => each.version === options.version && each.state === 'completed' && each.token === `t-${name}`);
    assert.ok(found, `${JSON.stringify(seen)} (expected: completed, in ${options.version}, with t-${name})`);
  }

  async extended_card() {
    const card = await this.client.getAgentCard();
    assert.ok(card.skills.some((skill) => skill.id === 'hidden'), JSON.stringify(card));
  }

  /** One of these errors. Over HTTP+JSON and gRPC 0.3 defines no error's form: there words of it have to do. */
  async refused(kinds, words, call) {
    let answer;
    try {
      answer = await call();
    } catch (error) {
      const said = `${error.name} ${error.code} ${error.message} ${error.cause?.message ?? ''}`;
      const known = kinds.some((kind) => error instanceof kind) || (OLD && words.some((word) => said.includes(word)));
      assert.ok(known, `${said} (expected: ${kinds.map((kind) => kind.name)} or ${words})`);
      return;
    }
    assert.fail(`${JSON.stringify(answer)} (expected: ${words})`);
  }

  async unknown_task() {
    const [kinds, words] = [[TaskNotFoundError], ['-32001', 'TaskNotFound', 'Task not found', '404']];
    await this.refused(kinds, words, () => this.get(crypto.randomUUID()));
    await this.refused(kinds, words, () => this.client.cancelTask({ id: crypto.randomUUID(), tenant: '', metadata: undefined }));
    await this.refused(kinds, words, () => this.client.sendMessage(request('tck-complete-task', { taskId: crypto.randomUUID() })));
  }

  async ended_task() {
    const { id, contextId } = await this.task('tck-complete-task');
    await this.refused([TaskNotCancelableError], ['-32002', 'TaskNotCancelable', 'not cancelable', '409', '400'], () => this.client.cancelTask({ id, tenant: '', metadata: undefined }));
    const kinds = OLD ? [UnsupportedOperationError, RequestMalformedError] : [UnsupportedOperationError];
    const words = ['-32600', '-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'Unsupported', '400', '422'];
    await this.refused(kinds, words, () => this.client.sendMessage(request('tck-complete-task', { taskId: id, contextId })));
  }

  async ended_stream() {
    if (OLD) throw new NotOffered('0.3 leaves open what it gets');
    const { id } = await this.task('tck-complete-task');
    await this.refused([UnsupportedOperationError], [], () => all(this.client.resubscribeTask({ id, tenant: '' })));
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
