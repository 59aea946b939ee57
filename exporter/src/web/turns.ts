/** Hands out turns of the event loop. */
export interface Turns {
  /**
   * Runs a task in a turn of its own, after all tasks before it.
   *
   * @param isUrgent it takes every other turn from those that are not
   */
  queue(task: () => void, isUrgent?: boolean): void;
  /** Resolves in a turn of its own; `isUrgent` as in {@link queue}. */
  readonly next: (isUrgent?: boolean) => Promise<void>;
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
  const urgent: (() => void)[] = [];
  const others: (() => void)[] = [];
  let othersNext = false;
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
    if (worked || urgent.length + others.length > 0) schedule();
    task?.();
  }

  /** From the two queues in turn, if both have tasks. */
  function takeTask(): (() => void) | undefined {
    const [first, second] = othersNext ? [others, urgent] : [urgent, others];
    const task = first.shift() ?? second.shift();
    othersNext = !othersNext;
    return task;
  }

  const queue = (task: () => void, isUrgent = false): void => {
    (isUrgent ? urgent : others).push(task);
    if (!scheduled) schedule();
  };

  return {
    queue,
    next: (isUrgent) => new Promise((resolve) => queue(resolve, isUrgent)),
    connectionOpened() {
      hasOpened = true;
    },
  };
}
