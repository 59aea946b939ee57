import { createAbortController } from '../abort-controller.ts';
import type { Answers } from '../source.ts';
import { createAnswers } from '../simulator/answers.ts';
import type { Line } from '../simulator/conditions.ts';
import { advance, everydayModel, plausibleState } from '../simulator/initial-state.ts';
import { lineKind } from '../simulator/line-kinds/index.ts';
import { lineKindNames } from '../simulator/line-kinds/kind.ts';
import { snapshotAt } from '../simulator/snapshot.ts';
import type { SimulationState } from '../simulator/state.ts';
import type { ActiveModel } from '../simulator/step.ts';
import { concerns, connectionFault, lineEvent, readOccurrence, type Occurrence } from './events.ts';
import { FLEET_LIMIT, fleetModem, numberAt, type FleetModem, type FleetSettings } from './inventory.ts';

/** Older events are forgotten: a line that has not been read since then does not show them. */
const OCCURRENCE_LIMIT = 200;

/** Simulated modems numbered from 1, each with its own line. */
export interface Fleet {
  readonly settings: FleetSettings;
  /** All modems, in order. */
  modems(): FleetModem[];
  /** The number of the modem at a local address of a connection. */
  numberAt(address: string): number | undefined;
  /** The answers of modem `number` now, or undefined if there is no such number. */
  answers(number: number): Answers | undefined;
  /** How modem `number` treats connections now; undefined for normal. */
  fault(number: number): 'unreachable' | 'hang' | undefined;
  /** The events in progress. */
  events(): readonly Occurrence[];
  /** Aborted by the next event: no response is held open longer. */
  readonly signal: AbortSignal;
  /**
   * Starts an event, or ends those of a site.
   *
   * @throws {UnknownFleetEventError} when there is no such event.
   * @throws {ParameterError} when a parameter is invalid.
   */
  start(event: string, parameters: Readonly<Record<string, unknown>>): void;
  close(): void;
}

export interface FleetOptions extends FleetSettings {
  /** Another seed gives another fleet. */
  readonly seed: number;
  /** Wall clock at second 0, in Unix seconds. */
  readonly startedAt: number;
  /** Line time since second 0, in seconds. */
  readonly elapsedSeconds: () => number;
}

/**
 * A fleet of simulated modems in the `everyday` scenario, with all kinds of line in turn. A line depends on its number,
 * the seed and the events of its site only. Only the state of a line is kept between reads, about 2 KiB; everything
 * else is computed on each read.
 */
export function createFleet({ seed, startedAt, elapsedSeconds, ...settings }: FleetOptions): Fleet {
  const states = new Map<number, SimulationState>();
  let occurrences: Occurrence[] = [];
  let current = createAbortController();
  const now = (): number => startedAt + elapsedSeconds();

  const affecting = (modem: FleetModem): Occurrence[] =>
    occurrences.length === 0 ? [] : occurrences.filter((occurrence) => concerns(settings, occurrence, modem));

  const modelOf = (line: Line, modem: FleetModem): ActiveModel => {
    const everyday = everydayModel(line);
    const affected = affecting(modem);
    if (affected.length === 0) return everyday;
    const { model, since } = everyday;
    return {
      since,
      model: {
        disturbance: (elapsed, wallClock) => model.disturbance(elapsed, wallClock),
        event: (elapsed, wallClock) => lineEvent(affected, wallClock) ?? model.event(elapsed, wallClock),
      },
    };
  };

  /** Ends what is in progress at a site, or everywhere. */
  const ended = (site: string | undefined, at: number): Occurrence[] =>
    occurrences.map((occurrence) => {
      const isAffected = site === undefined || occurrence.site === site;
      return isAffected && occurrence.until > at ? { ...occurrence, until: at } : occurrence;
    });

  return {
    settings,
    modems: () =>
      Array.from({ length: settings.size }, (_, index) => fleetModem(settings, index + 1)).filter(
        (modem) => modem !== undefined,
      ),
    numberAt: (address) => numberAt(settings, address),
    answers(number) {
      const modem = fleetModem(settings, number);
      if (modem === undefined) return undefined;
      const kind = lineKind(lineKindNames[(number - 1) % lineKindNames.length] ?? 'vdsl2-ginp');
      const line: Line = { kind, seed: seed * FLEET_LIMIT + number };
      const second = Math.floor(now());
      let state = states.get(number);
      if (state === undefined || second < state.at) {
        state = plausibleState(line, startedAt);
        states.set(number, state);
      }
      advance(line, state, modelOf(line, modem), second);
      return createAnswers(snapshotAt(line, state, second), kind);
    },
    fault(number) {
      const modem = occurrences.length === 0 ? undefined : fleetModem(settings, number);
      return modem && connectionFault(affecting(modem), now());
    },
    events: () => occurrences.filter(({ until }) => until > now()),
    get signal() {
      return current.signal;
    },
    start(event, parameters) {
      const at = now();
      const occurrence = readOccurrence(settings, event, parameters, at);
      occurrences =
        occurrence.event === 'normal'
          ? ended(occurrence.site, at)
          : [...occurrences, occurrence].slice(-OCCURRENCE_LIMIT);
      current.abort();
      current = createAbortController();
    },
    close: () => current.abort(),
  };
}
