import { TICK, type LineEvent } from '../simulator/disturbance.ts';
import { DAY } from '../simulator/time.ts';
import { ParameterError, readParameters, type Parameter } from '../parameters.ts';
import { positionOf, sitesOf, type FleetSettings } from './inventory.ts';

/** What happens to some or all lines of a site, or of all sites. */
export interface FleetEvent {
  readonly name: string;
  /** One line, for lists. */
  readonly description: string;
}

/** All events, in the order of the control page. */
export const FLEET_EVENTS = [
  {
    name: 'power-cut',
    description:
      'the modems have no power: connections are reset; afterwards they boot and their lines train',
  },
  {
    name: 'cabinet-failure',
    description: 'the modems respond, but their lines have no signal; afterwards they train',
  },
  { name: 'retrain', description: 'the lines lose their signal for a moment and train' },
  { name: 'hang', description: 'the modems accept connections and never answer' },
  { name: 'normal', description: 'ends the events of the site now' },
] as const satisfies readonly FleetEvent[];

type FleetEventName = (typeof FLEET_EVENTS)[number]['name'];

/** Parameters of every event, besides the site. */
export const EVENT_PARAMETERS: readonly Parameter[] = [
  {
    name: 'share',
    description: 'affected lines of each site, in percent',
    default: 100,
    minimum: 0,
    maximum: 100,
  },
  { name: 'duration', description: 'duration in seconds', default: 300, minimum: 1, maximum: 30 * DAY },
];

/** An event in progress, or over. */
export interface Occurrence {
  readonly event: FleetEventName;
  /** Undefined for all sites. */
  readonly site?: string;
  /** Percent of the lines of each site. */
  readonly share: number;
  /** Unix seconds of the line's time. */
  readonly from: number;
  readonly until: number;
}

/** No event of that name. */
export class UnknownFleetEventError extends Error {
  override readonly name = 'UnknownFleetEventError';
  readonly known: readonly string[] = FLEET_EVENTS.map(({ name }) => name);

  constructor(wanted: string) {
    super(
      `unknown event ${JSON.stringify(wanted.slice(0, 60))}, expected one of ` +
        FLEET_EVENTS.map(({ name }) => name).join(', '),
    );
  }
}

/**
 * Validates an event from the control API. Without a site it applies to all sites.
 *
 * @param now Unix seconds of the line's time.
 * @throws {UnknownFleetEventError} when there is no such event.
 * @throws {ParameterError} when a parameter is invalid.
 */
export function readOccurrence(
  settings: FleetSettings,
  name: string,
  raw: Readonly<Record<string, unknown>>,
  now: number,
): Occurrence {
  const event = FLEET_EVENTS.find((candidate) => candidate.name === name)?.name;
  if (event === undefined) throw new UnknownFleetEventError(name);
  const { site = '', ...others } = raw;
  if (site !== '' && !sitesOf(settings).includes(String(site))) {
    const found = JSON.stringify(site)?.slice(0, 60);
    throw new ParameterError([`site: expected a site that GET /-/fleet lists, found ${found}`]);
  }
  const { share, duration } = readParameters(EVENT_PARAMETERS, others);
  // A line loses its signal for a moment only: for the step in which the event falls.
  const until = event === 'retrain' ? now : now + Number(duration);
  return { event, ...(site === '' ? {} : { site: String(site) }), share: Number(share), from: now, until };
}

/** Whether an event concerns a modem. The affected lines are spread evenly over the site. */
export function concerns(
  settings: FleetSettings,
  { site, share }: Occurrence,
  modem: { readonly number: number; readonly site: string },
): boolean {
  if (site !== undefined && site !== modem.site) return false;
  const position = positionOf(settings, modem.number);
  return Math.floor((position * share) / 100) > Math.floor(((position - 1) * share) / 100);
}

/** What the events do to a line in the tick that ends at `end`. */
export function lineEvent(occurrences: readonly Occurrence[], end: number): LineEvent | undefined {
  const running = occurrences.filter(({ from, until }) => end >= from && end - TICK < until);
  const isAt = (name: FleetEventName): boolean => running.some(({ event }) => event === name);
  if (isAt('power-cut')) return { kind: 'power-cut' };
  if (isAt('cabinet-failure')) return { kind: 'drop', outage: TICK };
  return isAt('retrain') ? { kind: 'drop', outage: 0 } : undefined;
}

/** How a modem treats connections during the events. */
export function connectionFault(
  occurrences: readonly Occurrence[],
  now: number,
): 'unreachable' | 'hang' | undefined {
  const isAt = (name: FleetEventName): boolean =>
    occurrences.some(({ event, from, until }) => event === name && now >= from && now < until);
  if (isAt('power-cut')) return 'unreachable';
  return isAt('hang') ? 'hang' : undefined;
}
