/** How the modem was accessed. Every number counts since the last reset. */
export interface Statistics {
  readonly http: {
    /** Requests for modem pages; the control endpoints are not counted. */
    readonly requests: number;
    /** Of these, answered completely. */
    readonly answered: number;
    /** In flight now. */
    readonly open: number;
    /** Most in flight at the same time. */
    readonly maxConcurrent: number;
  };
  readonly telnet: {
    /** Connections accepted, including refused ones. */
    readonly opened: number;
    /** Connections open now. */
    readonly open: number;
    /** Most connections open at the same time. */
    readonly maxConcurrent: number;
    /** Connections closed because of another session or a scenario. */
    readonly refused: number;
    /** Sessions that ended by `exit` at the first prompt. */
    readonly loggedOut: number;
    /** Sessions with a successful login. */
    readonly loggedIn: number;
    /** Rejected passwords. */
    readonly wrongPasswords: number;
    /** Command lines run in the shell. */
    readonly commands: number;
  };
}

type Counts = {
  http: { -readonly [K in keyof Statistics['http']]: number };
  telnet: { -readonly [K in keyof Statistics['telnet']]: number };
};

/** Where the servers record accesses. */
export interface StatisticsRecorder {
  /** Records a request. Call the result at its end, with whether it was answered completely. */
  requestOpened(): (answered: boolean) => void;
  /** Records a telnet connection. Call the result at its end; further calls have no effect. */
  sessionOpened(): () => void;
  count(what: 'refused' | 'loggedOut' | 'loggedIn' | 'wrongPasswords' | 'commands'): void;
  /** A copy of the numbers. */
  snapshot(): Statistics;
  /** Sets all numbers to zero, except those that are open now. */
  reset(): void;
}

const fresh = (httpOpen: number, telnetOpen: number): Counts => ({
  http: { requests: 0, answered: 0, open: httpOpen, maxConcurrent: httpOpen },
  telnet: {
    opened: 0,
    open: telnetOpen,
    maxConcurrent: telnetOpen,
    refused: 0,
    loggedOut: 0,
    loggedIn: 0,
    wrongPasswords: 0,
    commands: 0,
  },
});

/** Creates a recorder whose numbers start at zero. */
export function createStatistics(): StatisticsRecorder {
  let counts = fresh(0, 0);

  return {
    requestOpened() {
      counts.http.requests += 1;
      counts.http.open += 1;
      counts.http.maxConcurrent = Math.max(counts.http.maxConcurrent, counts.http.open);
      return (answered) => {
        counts.http.open -= 1;
        if (answered) counts.http.answered += 1;
      };
    },
    sessionOpened() {
      counts.telnet.opened += 1;
      counts.telnet.open += 1;
      counts.telnet.maxConcurrent = Math.max(counts.telnet.maxConcurrent, counts.telnet.open);
      let isOpen = true;
      return () => {
        if (isOpen) counts.telnet.open -= 1;
        isOpen = false;
      };
    },
    count(what) {
      counts.telnet[what] += 1;
    },
    snapshot: () => ({ http: { ...counts.http }, telnet: { ...counts.telnet } }),
    reset() {
      counts = fresh(counts.http.open, counts.telnet.open);
    },
  };
}
