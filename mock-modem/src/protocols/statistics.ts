/** What tests and people want to know about how the modem was asked. Every number counts since the last reset. */
export interface Statistics {
  readonly http: {
    /** Requests for modem pages that have come in. The control endpoints are not counted. */
    readonly requests: number;
    /** Of these, answered to the last byte. */
    readonly answered: number;
    /** Under way now. */
    readonly open: number;
    /** Most that were under way at the same moment. */
    readonly maxConcurrent: number;
  };
  readonly telnet: {
    /** Connections accepted, those sent away again included. */
    readonly opened: number;
    /** Connections open now. */
    readonly open: number;
    /** Most connections open at the same moment. */
    readonly maxConcurrent: number;
    /** Connections sent away because another session was on, or by a scenario. */
    readonly refused: number;
    /** Sessions that ended by `exit` at the first prompt. */
    readonly loggedOut: number;
    /** Sessions that got past the password. */
    readonly loggedIn: number;
    /** Passwords that were wrong. */
    readonly wrongPasswords: number;
    /** Command lines run in the shell. */
    readonly commands: number;
  };
}

type Counts = {
  http: { -readonly [K in keyof Statistics['http']]: number };
  telnet: { -readonly [K in keyof Statistics['telnet']]: number };
};

/** Where the servers count. */
export interface StatisticsRecorder {
  /** A request came in. Call the result when it is over, with whether it was answered to the end. */
  requestOpened(): (answered: boolean) => void;
  /** A telnet connection came in. Call the result when it is over; more often does no harm. */
  sessionOpened(): () => void;
  count(what: 'refused' | 'loggedOut' | 'loggedIn' | 'wrongPasswords' | 'commands'): void;
  /** A copy of the numbers. */
  snapshot(): Statistics;
  /** Starts counting again; what is open stays counted as open. */
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

/** StatisticsRecorder that start at zero. */
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
