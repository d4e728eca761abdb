// All operations by the client of the official JavaScript SDK of A2A 1.0, in 1.0 or by its compatibility layer in 0.3.
//
//     client.mjs --url URL --binding JSONRPC|HTTP+JSON|GRPC --version 1.0|0.3 --hook URL --checks NAME,...
//
// The checks and what is printed: ../README.md.
import assert from 'node:assert/strict';
import { GetTaskRequest, ListTasksRequest, SendMessageRequest, TaskPushNotificationConfig, TaskState } from '@a2a-js/sdk';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { RequestMalformedError, TaskNotCancelableError, TaskNotFoundError, UnsupportedOperationError } from '@a2a-js/sdk/errors';
import { DATA, FILE, LINK, NotOffered, STEPS, Script, all, options, play } from '../shared/js/play.mjs';

const OLD = options.version === '0.3';
const TRANSPORTS = { JSONRPC: JsonRpcTransportFactory, 'HTTP+JSON': RestTransportFactory, GRPC: GrpcTransportFactory };
// over HTTP+JSON and gRPC 0.3 defines no error's form: there words of it have to do
const ERRORS = OLD ? {
  unknown: [[TaskNotFoundError], ['-32001', 'TaskNotFound', 'Task not found', '404']],
  'not cancelable': [[TaskNotCancelableError], ['-32002', 'TaskNotCancelable', 'not cancelable', '409', '400']],
  ended: [[UnsupportedOperationError, RequestMalformedError], ['-32600', '-32602', '-32004', 'InvalidParams', 'INVALID_ARGUMENT', 'Unsupported', '400', '422']],
} : { unknown: [[TaskNotFoundError], []], 'not cancelable': [[TaskNotCancelableError], []], ended: [[UnsupportedOperationError], []] };

const request = (scene, { text = 'hello', configuration, ...message } = {}) => SendMessageRequest.fromJSON({
  message: { messageId: `${scene}-${crypto.randomUUID()}`, role: 'ROLE_USER', parts: [{ text }], ...message },
  configuration,
});

const textOfParts = ({ parts }) => parts.map((part) => (part.content?.$case === 'text' ? part.content.value : '')).join('');
const textOf = (task) => task.artifacts.map(textOfParts).join('');
const named = (state) => TaskState[state].replace('TASK_STATE_', '').toLowerCase().replaceAll('_', '-');

/** State and text that a reader of the stream holds in the end, and its first event. */
async function follow(stream) {
  let first, state, text = '';
  for await (const { payload } of stream) {
    first ??= payload;
    if (payload.$case === 'task') [state, text] = [payload.value.status.state, textOf(payload.value)];
    else if (payload.$case === 'statusUpdate') state = payload.value.status.state;
    else if (payload.$case === 'artifactUpdate') {
      const chunk = textOfParts(payload.value.artifact);
      text = payload.value.append ? text + chunk : chunk;
    } else assert.fail(`${payload.$case} (expected: an event of a task)`);
  }
  return { first, state: named(state), text };
}

class Checks extends Script {
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

  textOf = textOf;
  stateOf = (task) => named(task.status.state);
  sent = (scene, fields) => this.client.sendMessage(request(scene, fields));
  started = (scene) => this.sent(scene, { configuration: { returnImmediately: true } });
  get = (id, fields = {}) => this.client.getTask(GetTaskRequest.fromJSON({ id, ...fields }));
  canceled = (id) => this.client.cancelTask({ id, tenant: '', metadata: undefined });
  refused = (kind, call) => this.failing(...ERRORS[kind], call);

  madePart(kind) {
    const named = { mediaType: 'text/plain', filename: 'in.txt' };
    return { file: { raw: Buffer.from(FILE).toString('base64'), ...named }, link: { url: LINK, ...named }, data: { data: DATA } }[kind];
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
    assert.equal(textOfParts(await this.sent('tck-message-response')), 'Direct message response');
  }

  async stream() {
    const { first, state, text } = await follow(this.client.sendMessageStream(request('steps-')));
    assert.deepEqual([first.$case, state, text], ['task', 'completed', STEPS]);
    assert.equal(textOf(await this.get(first.value.id)), STEPS);
  }

  async stream_message() {
    const events = await all(this.client.sendMessageStream(request('tck-message-response')));
    assert.deepEqual(events.map((event) => event.payload.$case), ['message']);
  }

  async subscribe() {
    const task = await this.active('steps-');
    const { first, state, text } = await follow(this.client.resubscribeTask({ id: task.id, tenant: '' }));
    assert.equal(state, 'completed');
    if (OLD) {
      assert.ok(text.endsWith('four'), text); // 0.3 promises no snapshot at the start
      return;
    }
    assert.deepEqual([first.$case, first.value.id, text], ['task', task.id, STEPS]);
  }

  async history() {
    await super.history();
    if (!OLD) assert.equal((await this.get(this.twoTurns, { historyLength: 0 })).history.length, 0);
  }

  async list() {
    if (OLD) throw new NotOffered('0.3 has no list');
    const { id, contextId } = await this.task('tck-complete-task');
    const ids = [id];
    for (let i = 0; i < 2; i++) ids.push((await this.task('tck-complete-task', 'completed', { contextId })).id);
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

  async push() {
    const { id: taskId } = await this.task('tck-input-required', 'input-required');
    const key = { taskId, id: crypto.randomUUID(), tenant: '' };
    const made = await this.register(taskId, key.id);
    assert.deepEqual([made.taskId, made.id, made.token], [taskId, key.id, `t-${key.id}`]);
    assert.equal((await this.client.getTaskPushNotificationConfig(key)).url, made.url);
    assert.deepEqual(await this.listed(taskId), [key.id]);
    await this.client.deleteTaskPushNotificationConfig(key);
    assert.deepEqual(await this.listed(taskId), []);
  }

  register(taskId, name) {
    return this.client.createTaskPushNotificationConfig(TaskPushNotificationConfig.fromJSON({ taskId, ...this.hook(name) }));
  }

  async listed(taskId) {
    const answer = await this.client.listTaskPushNotificationConfig({ taskId, tenant: '', pageSize: 0, pageToken: '' });
    return answer.configs.map((config) => config.id);
  }

  sentWithPush(name) {
    return this.task('tck-complete-task', 'completed', { configuration: { taskPushNotificationConfig: this.hook(name) } });
  }

  async ended_stream() {
    if (OLD) throw new NotOffered('0.3 leaves open what it gets');
    const { id } = await this.task('tck-complete-task');
    await this.refused('ended', () => all(this.client.resubscribeTask({ id, tenant: '' })));
  }
}

await play(new Checks());
