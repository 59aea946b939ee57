import type { LineCourse, SimulatedSource } from '../simulator/source.ts';

/** Seconds between two scrapes of the live line: what happens is told to this. */
export const SCRAPE_INTERVAL = 30;

/** How closely quiet times are told, by how long ago they were; both in seconds. */
const closeness: readonly { readonly youngerThan: number; readonly step: number }[] = [
  // A dashboard of a day or two asks for the rate over two minutes, and a rate takes two samples.
  { youngerThan: 3 * 86_400, step: 60 },
  // Prometheus looks five minutes back, no further.
  { youngerThan: Infinity, step: 300 },
];

const stepAt = (age: number): number =>
  closeness.find(({ youngerThan }) => age <= youngerThan)?.step ?? SCRAPE_INTERVAL;

/**
 * The moments that are worth telling, in order: every so often in quiet times, the last one of all, and when something
 * happens each scrape from the last before the line goes down, or the modem, to the first after it is back.
 *
 * @param source Its second 0 is `from`.
 * @param from Unix seconds, whole.
 * @param to Unix seconds, whole: the last moment.
 * @yields Unix seconds
 */
export function* sampleTimes(source: SimulatedSource, from: number, to: number): Iterable<number> {
  let before: { moment: number; course: LineCourse } | undefined;
  let told = -Infinity;
  for (let moment = from; moment <= to; moment = following(moment, to)) {
    const course = source.courseAt(moment - from);
    const eventful = !isQuiet(before?.course ?? course, course);
    if (eventful && before !== undefined && told < before.moment) yield before.moment;
    if (eventful || moment === to || moment % stepAt(to - moment) === 0) {
      yield moment;
      told = moment;
    }
    before = { moment, course };
  }
}

const isQuiet = (before: LineCourse, now: LineCourse): boolean =>
  before.state === 'showtime' &&
  now.state === 'showtime' &&
  now.linkUptime >= before.linkUptime &&
  now.deviceUptime >= before.deviceUptime;

/** The next scrape, on the clock's half minutes; after the last of them comes the end. */
function following(moment: number, to: number): number {
  const next = (Math.floor(moment / SCRAPE_INTERVAL) + 1) * SCRAPE_INTERVAL;
  return moment < to ? Math.min(next, to) : Infinity;
}
