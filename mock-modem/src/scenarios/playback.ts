import { setMaxListeners } from 'node:events';
import { findScenario, type Scenario } from './catalogue.ts';
import { readParameters, type ParameterValues } from '../parameters.ts';
import type { Answers, Source } from '../source.ts';

/** A scenario with the parameters it was switched on with. */
export interface ScenarioSelection {
  readonly scenario: Scenario;
  readonly parameters: ParameterValues;
}

/**
 * Finds the line that plays a scenario of kind `line`.
 *
 * @param elapsedSeconds Line time since the line that plays until now was put in place.
 */
export type LineSelector = (selection: ScenarioSelection, elapsedSeconds: number) => Source;

/** What the modem is doing now. */
export interface Playback {
  /** What the line looks like at this moment, whatever the fault in front of it. */
  answers(): Answers;
  /** The fault, or the line's scenario when there is no fault. */
  readonly selection: ScenarioSelection;
  /** What the line plays under it. */
  readonly line: ScenarioSelection & { readonly source: Source };
  /** Seconds of line time per second. */
  readonly speed: number;
  /** Line time since the line's source was put in place, in seconds. */
  elapsedSeconds(): number;
  /**
   * Switches to a scenario. A fault is laid over the line, which goes on behind it. A `line` scenario lifts the fault;
   * the line starts over unless it was playing that same scenario behind the fault.
   *
   * @throws {UnknownScenarioError} {@link findScenario}
   * @throws {ParameterError} {@link readParameters}
   */
  set(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Aborted as soon as another scenario is on: what a fault holds up ends with it. */
  readonly signal: AbortSignal;
  /** Line time since the playback opened, in seconds; goes on whatever the scenario. */
  lifeSeconds(): number;
  /** Ends what the present scenario holds up, for good. */
  close(): void;
}

/** What a playback needs to open. */
export interface PlaybackOptions {
  readonly selectLine: LineSelector;
  readonly scenario: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Seconds of line time per second. */
  readonly speed: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number;
  /** Called, and waited for, whenever the scenario has changed. */
  readonly onChange: (selection: ScenarioSelection) => Promise<void>;
}

const isSameSelection = (a: ScenarioSelection, b: ScenarioSelection): boolean =>
  a.scenario.name === b.scenario.name && JSON.stringify(a.parameters) === JSON.stringify(b.parameters);

/** Looks a scenario up and checks its parameters. */
const select = (name: string, raw: Readonly<Record<string, unknown>> = {}): ScenarioSelection => {
  const scenario = findScenario(name);
  return { scenario, parameters: readParameters(scenario.parameters, raw) };
};

/** A signal that any number of held exchanges may listen to. */
function createHold(): AbortController {
  const hold = new AbortController();
  setMaxListeners(0, hold.signal);
  return hold;
}

/** Opens the playback with its first scenario; a line stands behind it also when that is a fault. */
export function createPlayback(options: PlaybackOptions): Playback {
  const { selectLine, speed, now, onChange } = options;

  const first = select(options.scenario, options.parameters);
  const firstLine = first.scenario.kind === 'line' ? first : select('steady');
  let line = { ...firstLine, source: selectLine(firstLine, 0) };
  const openedAt = now();
  let startedAt = openedAt;
  let selection: ScenarioSelection = first;
  let held = createHold();

  const secondsSince = (moment: number): number => ((now() - moment) / 1000) * speed;
  const elapsedSeconds = (): number => secondsSince(startedAt);

  return {
    answers: () => line.source.answersAt(elapsedSeconds()),
    speed,
    elapsedSeconds,
    lifeSeconds: () => secondsSince(openedAt),
    get selection() {
      return selection;
    },
    get line() {
      return line;
    },
    get signal() {
      return held.signal;
    },
    async set(name, raw) {
      const next = select(name, raw);
      const isLine = next.scenario.kind === 'line';
      const isFaultOn = selection.scenario.kind !== 'line';
      if (isLine && !(isFaultOn && isSameSelection(next, line))) {
        line = { ...next, source: selectLine(next, elapsedSeconds()) };
        startedAt = now();
      }
      selection = next;
      held.abort();
      held = createHold();
      await onChange(next);
    },
    close: () => held.abort(),
  };
}
