import { FairQueue } from './fair-queue.ts';

/**
 * When a task has its turn. Tasks of a client run in order, but `continued` ones, which are about something that has had
 * a turn already, before the others. All but `normal` ones together take every other turn from those.
 */
export type Priority = 'continued' | 'urgent' | 'normal';

/** Hands out turns of the event loop. */
export interface Turns {
  /**
   * Runs a task in a turn of its own. Clients are served in turn: those with many tasks do not delay others.
   *
   * @param client on whose behalf it runs
   */
  queue(client: string, priority: Priority, task: () => void): void;
  /** Resolves in a turn of its own, for the exporter's own work. */
  readonly next: () => Promise<void>;
  /** To be called for each connection that opens: more may be waiting. */
  connectionOpened(): void;
}

/**
 * Shares the event loop between connections that wait to be accepted, and the work for those that are open.
 *
 * Node.js accepts one connection per iteration of the event loop, and handles in it all that has been received on all open
 * connections. Of a thousand connections that open at the same time, the last one would wait for a thousand such
 * iterations. Therefore an iteration has one task, and while connections open, the next task waits for as long as the
 * previous one took.
 */
export function createTurns(): Turns {
  const urgent = new FairQueue<() => void>();
  const normal = new FairQueue<() => void>();
  let normalNext = false;
  let scheduled = false;
  let hasOpened = false;
  /** Whether the previous turn had a task. What the task caused, such as settled promises, ends before the next turn. */
  let worked = false;
  let startedAt = 0;
  let endedAt = 0;

  function schedule(): void {
    scheduled = true;
    setImmediate(turn);
  }

  function turn(): void {
    const now = performance.now();
    if (worked) endedAt = now;
    const gaveWay = !hasOpened || now - endedAt >= endedAt - startedAt;
    hasOpened = false;
    const task = gaveWay ? takeTask() : undefined;
    worked = task !== undefined;
    if (worked) startedAt = now;
    scheduled = false;
    if (worked || !urgent.isEmpty || !normal.isEmpty) schedule();
    task?.();
  }

  /** From the two queues in turn, if both have tasks. */
  function takeTask(): (() => void) | undefined {
    const [first, second] = normalNext ? [normal, urgent] : [urgent, normal];
    const task = first.shift() ?? second.shift();
    normalNext = !normalNext;
    return task;
  }

  const queue: Turns['queue'] = (client, priority, task) => {
    if (priority === 'normal') normal.push(client, task);
    else if (priority === 'urgent') urgent.push(client, task);
    else urgent.unshift(client, task);
    if (!scheduled) schedule();
  };

  return {
    queue,
    next: () => new Promise((resolve) => queue('', 'normal', resolve)),
    connectionOpened() {
      hasOpened = true;
    },
  };
}
