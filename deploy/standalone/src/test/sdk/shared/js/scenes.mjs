// What the agents in JavaScript have in common: the scenes, by the prefix of the messageId (../../README.md).
import { setTimeout as pause } from 'node:timers/promises';

// A scene speaks by a turn: state(name in 0.3, words?) and artifact(part, { artifactId, name, append, lastChunk }).

const gives = (part, working = false) => async (turn) => {
  if (working) turn.state('working');
  turn.artifact(part);
  turn.state('completed');
};

const works = (milliseconds) => async (turn, canceled) => {
  turn.state('working');
  const ended = await pause(milliseconds, 'done', { signal: canceled }).catch(() => 'canceled');
  if (ended === 'done') turn.state('completed');
};

const ends = (state, words) => async (turn) => turn.state(state, words);

/** All scenes, of what an SDK's version makes parts: text(words), file, link, data. */
function scenesOf({ text, file, link, data }) {
  const chunks = (words, milliseconds = 0) => async (turn) => {
    turn.state('working');
    for (const [number, word] of words.entries()) {
      await pause(milliseconds);
      turn.artifact(text(word), { artifactId: 'chunked', append: number > 0, lastChunk: number === words.length - 1 });
    }
    turn.state('completed');
  };
  return {
    'tck-complete-task': ends('completed', 'Hello from TCK'),
    'tck-reject-task': ends('rejected', 'rejected'),
    'tck-input-required': ends('input-required', 'what else?'),
    'tck-artifact-text': gives(text('Generated text content')),
    'tck-artifact-file': gives(file),
    'tck-artifact-file-url': gives(link),
    'tck-artifact-data': gives(data),
    'tck-stream-001': gives(text('Stream hello from TCK'), true),
    'tck-stream-002': ends('completed'),
    'tck-stream-003': gives(text('Stream hello from TCK'), true),
    'tck-stream-ordering-001': gives(text('Ordered output'), true),
    'tck-stream-artifact-text': gives(text('Streamed text content'), true),
    'tck-stream-artifact-file': gives(file, true),
    'tck-stream-artifact-chunked': chunks(['chunk-1 ', 'chunk-2']),
    'test-resubscribe-message-id': works(4000),
    'slow-': works(30000),
    'parts-': async (turn) => gives(text(turn.parts().join('; ')))(turn),
    'steps-': chunks(['one ', 'two ', 'three ', 'four'], 200),
  };
}

/**
 * The agent's executor. What to do is said by the messageId's prefix, the longest that fits. A Turn of the SDK's version opens the task, and
 * its words() are what the caller said, its parts() say of each part its kind, media type and content, its answer(words) is a bare message.
 */
export class Script {
  running = new Map();

  constructor(Turn, parts) {
    this.Turn = Turn;
    this.text = parts.text;
    this.scenes = scenesOf(parts);
  }

  echo = async (turn) => {
    turn.state('working');
    turn.artifact(this.text('echo: ' + turn.words()), { name: 'echo' });
    turn.state('completed');
  };

  execute = async (context, bus) => {
    const turn = new this.Turn({ taskId: context.taskId, contextId: context.contextId }, bus, context.userMessage);
    const { messageId } = context.userMessage;
    if (messageId.startsWith('tck-message-response')) {
      turn.answer('Direct message response');
      bus.finished();
      return;
    }
    if (!context.task) turn.open();
    const [prefix] = Object.keys(this.scenes).filter((each) => messageId.startsWith(each)).sort((a, b) => b.length - a.length);
    const stop = new AbortController();
    this.running.set(context.taskId, { stop, turn });
    await (prefix ? this.scenes[prefix] : this.echo)(turn, stop.signal);
    this.running.delete(context.taskId);
    bus.finished();
  };

  cancelTask = async (taskId, bus) => {
    const found = this.running.get(taskId);
    found?.stop.abort();
    new this.Turn(found ? found.turn.ids : { taskId, contextId: '' }, bus).state('canceled');
    bus.finished();
  };
}
