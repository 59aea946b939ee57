import { FairQueue } from './fair-queue.ts';

/**
 * When a task has its turn. Tasks of a client run in order, but `continued` ones, which are about something that has had
 * a turn already, before the others. All but `normal` ones together get as much time as those, if both wait.
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

interface Waiting {
  readonly tasks: FairQueue<() => void>;
  /** Time that its tasks have taken, and what else happened in their iterations, since others have been waiting too. */
  spentMs: number;
}

/**
 * Shares the event loop between connections that wait to be accepted, and the work for those that are open.
 *
 * Node.js accepts one connection per iteration of the event loop, and handles in it all that has been received on all open
 * connections. Of a thousand connections that open at the same time, the last one would wait for a thousand such
 * iterations. Therefore an iteration has one task, and while connections open, the next task waits for as long as the
 * previous one took.
 */
export function createTurns(now = () => performance.now()): Turns {
  const urgent: Waiting = { tasks: new FairQueue(), spentMs: 0 };
  const normal: Waiting = { tasks: new FairQueue(), spentMs: 0 };
  let latest = urgent;
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
    const time = now();
    if (worked) {
      endedAt = time;
      latest.spentMs += endedAt - startedAt;
    }
    const gaveWay = !hasOpened || time - endedAt >= endedAt - startedAt;
    hasOpened = false;
    const task = gaveWay ? takeTask() : undefined;
    worked = task !== undefined;
    if (worked) startedAt = time;
    scheduled = false;
    if (worked || !urgent.tasks.isEmpty || !normal.tasks.isEmpty) schedule();
    task?.();
  }

  function takeTask(): (() => void) | undefined {
    if (urgent.tasks.isEmpty || normal.tasks.isEmpty) {
      urgent.spentMs = 0;
      normal.spentMs = 0;
    }
    const isUrgent = normal.tasks.isEmpty || (!urgent.tasks.isEmpty && urgent.spentMs <= normal.spentMs);
    latest = isUrgent ? urgent : normal;
    return latest.tasks.shift();
  }

  const queue: Turns['queue'] = (client, priority, task) => {
    if (priority === 'normal') normal.tasks.push(client, task);
    else if (priority === 'urgent') urgent.tasks.push(client, task);
    else urgent.tasks.unshift(client, task);
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
