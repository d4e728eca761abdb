// What the clients in JavaScript have in common: their flags, the checks that need no type of one SDK's version, how all are run and what
// is printed of them (../../README.md).
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';

export const STEPS = 'one two three four';
// what is sent: a file that would pass for base64, too
export const [FILE, LINK, DATA] = ['text1234', 'https://example.com/in.txt', { count: 42 }];
const WORDS = 'grüße 日本 😀 "\\\n';
const CHECK_MILLISECONDS = 30_000;
const FLAG = { type: 'string' };

export const { values: options } = parseArgs({ options: { url: FLAG, binding: FLAG, version: FLAG, hook: FLAG, checks: FLAG } });

/** The SDK has no such call in this version. */
export class NotOffered extends Error {}

export async function all(events) {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/**
 * The checks, a method each. A client of an SDK's version adds those that are missing here, and the calls by which all of them speak:
 *
 *   sent(scene, fields)         sends and waits; what came back
 *   started(scene)              sends and does not wait; the task
 *   get(id, fields), canceled(id)
 *   textOf(task), stateOf(task) the artifacts' text; the state's name in 0.3
 *   madePart(kind)              a part to send: FILE, LINK or DATA
 *   register(taskId, name)      makes a push configuration
 *   sentWithPush(name)          sends with a push configuration, and waits until completed
 *   refused(kind, call)         call must fail by 'unknown', 'not cancelable' or 'ended'
 */
export class Script {
  /** Sends and waits for a task, which must have come to this state. */
  async task(scene, state = 'completed', fields = {}) {
    const task = await this.sent(scene, fields);
    assert.equal(this.stateOf(task), state, JSON.stringify(task));
    return task;
  }

  async active(scene) {
    const task = await this.started(scene);
    assert.ok(['submitted', 'working'].includes(this.stateOf(task)), JSON.stringify(task.status));
    return task;
  }

  async card() {
    assert.ok(this.agentCard.name && this.agentCard.skills.length);
  }

  async send() {
    const task = await this.task('tck-artifact-text');
    assert.equal(this.textOf(task), 'Generated text content');
    assert.equal(this.textOf(await this.get(task.id)), 'Generated text content');
  }

  async unicode() {
    assert.equal(this.textOf(await this.task('echo', 'completed', { text: WORDS })), 'echo: ' + WORDS);
  }

  async part(scene) {
    return (await this.task(scene)).artifacts[0].parts[0];
  }

  async send_file() {
    assert.equal(await this.told('file'), `file text/plain ${FILE}`);
  }

  async send_link() {
    assert.equal(await this.told('link'), `link text/plain ${LINK}`);
  }

  async send_data() {
    assert.equal(await this.told('data'), 'data 42');
  }

  /** What the agent says of a part of this kind that it was sent. */
  async told(kind) {
    return this.textOf(await this.task('parts-', 'completed', { parts: [this.madePart(kind)] }));
  }

  async reject() {
    await this.task('tck-reject-task', 'rejected');
  }

  async at_once() {
    const begun = Date.now();
    this.running = (await this.active('slow-')).id;
    assert.ok(Date.now() - begun < 10_000, 'waited for the task');
  }

  async cancel() {
    assert.equal(this.stateOf(await this.canceled(this.running)), 'canceled');
    assert.equal(this.stateOf(await this.get(this.running)), 'canceled');
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

  /** A push configuration's own fields. */
  hook(id) {
    return { id, url: `${options.hook}/${id}`, token: `t-${id}` };
  }

  async push_delivery() {
    const { id: taskId, contextId } = await this.task('tck-input-required', 'input-required');
    const name = crypto.randomUUID();
    await this.register(taskId, name);
    await this.task('tck-complete-task', 'completed', { taskId, contextId });
    await this.delivered(name);
  }

  async push_in_send() {
    const name = crypto.randomUUID();
    await this.sentWithPush(name);
    await this.delivered(name);
  }

  /** The webhook of this name got the end of its task, in the client's version and with its token. */
  async delivered(name) {
    const seen = await (await fetch(`${options.hook}/${name}`)).json();
    const found = seen.some((each) => each.version === options.version && each.state === 'completed' && each.token === `t-${name}`);
    assert.ok(found, `${JSON.stringify(seen)} (expected: completed, in ${options.version}, with t-${name})`);
  }

  async extended_card() {
    const card = await this.client.getAgentCard();
    assert.ok(card.skills.some((skill) => skill.id === 'hidden'), JSON.stringify(card));
  }

  /** The call must fail by one of these errors, or with one of these words in what it says. */
  async failing(kinds, words, call) {
    let answer;
    try {
      answer = await call();
    } catch (error) {
      const said = `${error.name} ${error.code} ${error.message} ${JSON.stringify(error.errorResponse ?? error.cause?.message ?? '')}`;
      const known = kinds.some((kind) => error instanceof kind) || words.some((word) => said.includes(word));
      assert.ok(known, `${said} (expected: ${kinds.map((kind) => kind.name)} or ${words})`);
      return;
    }
    assert.fail(`${JSON.stringify(answer)} (expected: ${kinds.map((kind) => kind.name)} or ${words})`);
  }

  async unknown_task() {
    await this.refused('unknown', () => this.get(crypto.randomUUID()));
    await this.refused('unknown', () => this.canceled(crypto.randomUUID()));
    await this.refused('unknown', () => this.sent('tck-complete-task', { taskId: crypto.randomUUID() }));
  }

  async ended_task() {
    const { id, contextId } = await this.task('tck-complete-task');
    await this.refused('not cancelable', () => this.canceled(id));
    await this.refused('ended', () => this.sent('tck-complete-task', { taskId: id, contextId }));
  }

  async ended_stream() {
    throw new NotOffered('0.3 leaves open what it gets');
  }
}

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

async function run(name, check) {
  const line = { check: name, ok: true, why: '' };
  let timer;
  try {
    const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error('no end after 30 s')), CHECK_MILLISECONDS); });
    await Promise.race([check(), late]);
  } catch (error) {
    Object.assign(line, { ok: error instanceof NotOffered ? null : false, why: `${error.name}: ${error.message}`.slice(0, 1000) });
  } finally {
    clearTimeout(timer);
  }
  say(line);
  return line.ok !== false;
}

/** Runs the checks that the command line names, and ends the process. */
export async function play(checks) {
  let passed = await run('connect', () => checks.connect());
  if (passed) {
    for (const name of options.checks.split(',')) passed = (await run(name, () => checks[name.replaceAll(' ', '_')]())) && passed;
  }
  say({ check: 'end', ok: true, why: '' });
  process.exit(passed ? 0 : 1);
}
