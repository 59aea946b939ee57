import { createAbortController } from '../abort-controller.ts';
import { readParameters, type ParameterValues } from '../parameters.ts';
import type { Answers, Source } from '../source.ts';
import { findScenario, type Scenario } from './catalogue.ts';

/** A scenario with its parameters. */
export interface ScenarioSelection {
  readonly scenario: Scenario;
  readonly parameters: ParameterValues;
}

/**
 * Selects the source for a scenario of kind `line`.
 *
 * @param elapsedSeconds Line time since the current source was selected.
 */
export type LineSelector = (selection: ScenarioSelection, elapsedSeconds: number) => Source;

/** The current scenario and the line it applies to. */
export interface Playback {
  /** The line's answers now, without any fault. */
  answers(): Answers;
  /** The current scenario: a fault, or the line's scenario if there is no fault. */
  readonly selection: ScenarioSelection;
  /** The line's scenario, which continues under a fault. */
  readonly line: ScenarioSelection & { readonly source: Source };
  /** Seconds of line time per second. */
  readonly speed: number;
  /** Line time since the line's source was selected, in seconds. */
  elapsedSeconds(): number;
  /** Line time since the start, in seconds, across scenarios. */
  totalSeconds(): number;
  /**
   * Switches the scenario. A fault is applied on top of the line, which continues. A `line` scenario removes the fault;
   * its scenario restarts unless it is the one that was running under the fault.
   *
   * @throws {UnknownScenarioError} {@link findScenario}
   * @throws {ParameterError} {@link readParameters}
   */
  set(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Aborted on the next scenario change; responses that a fault holds open end then. */
  readonly signal: AbortSignal;
  /** Aborts {@link signal} permanently. */
  close(): void;
}

interface PlaybackOptions {
  readonly selectLine: LineSelector;
  readonly scenario: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Seconds of line time per second. */
  readonly speed: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Called and awaited after every scenario change. */
  readonly onChange: (selection: ScenarioSelection) => Promise<void>;
}

const isSame = (a: ScenarioSelection, b: ScenarioSelection): boolean =>
  a.scenario.name === b.scenario.name && JSON.stringify(a.parameters) === JSON.stringify(b.parameters);

const select = (name: string, raw: Readonly<Record<string, unknown>> = {}): ScenarioSelection => {
  const scenario = findScenario(name);
  return { scenario, parameters: readParameters(scenario.parameters, raw) };
};

/** Starts with the given scenario. If that is a fault, the line under it is `steady`. */
export function createPlayback(options: PlaybackOptions): Playback {
  const { selectLine, speed, now, onChange } = options;

  const first = select(options.scenario, options.parameters);
  const firstLine = first.scenario.kind === 'line' ? first : select('steady');
  let line = { ...firstLine, source: selectLine(firstLine, 0) };
  const createdAt = now();
  let selectedAt = createdAt;
  let selection: ScenarioSelection = first;
  let current = createAbortController();

  const secondsSince = (moment: number): number => ((now() - moment) / 1000) * speed;
  const elapsedSeconds = (): number => secondsSince(selectedAt);

  return {
    answers: () => line.source.answersAt(elapsedSeconds()),
    speed,
    elapsedSeconds,
    totalSeconds: () => secondsSince(createdAt),
    get selection() {
      return selection;
    },
    get line() {
      return line;
    },
    get signal() {
      return current.signal;
    },
    async set(name, raw) {
      const next = select(name, raw);
      const isLine = next.scenario.kind === 'line';
      const hasFault = selection.scenario.kind !== 'line';
      if (isLine && !(hasFault && isSame(next, line))) {
        line = { ...next, source: selectLine(next, elapsedSeconds()) };
        selectedAt = now();
      }
      selection = next;
      current.abort();
      current = createAbortController();
      await onChange(next);
    },
    close: () => current.abort(),
  };
}
