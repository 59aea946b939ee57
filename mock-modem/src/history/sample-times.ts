import type { LineCourse, SimulatedSource } from '../simulator/source.ts';

/** Seconds between two scrapes: the resolution around events. */
export const SCRAPE_INTERVAL = 30;

/** Seconds between samples of quiet times, by age in seconds. */
const resolutions: readonly { readonly youngerThan: number; readonly step: number }[] = [
  // Dashboards of up to two days query rates over two minutes, which need two samples.
  { youngerThan: 3 * 86_400, step: 60 },
  // Prometheus looks back five minutes at most.
  { youngerThan: Infinity, step: 300 },
];

const stepAt = (age: number): number =>
  resolutions.find(({ youngerThan }) => age <= youngerThan)?.step ?? SCRAPE_INTERVAL;

/**
 * The times to sample, in order: a few in quiet periods, every scrape from the last before a drop or reboot to the
 * first after it, and the end.
 *
 * @param source Its second 0 is `from`.
 * @param from Unix seconds, whole.
 * @param to Unix seconds, whole: the last sample.
 * @yields Unix seconds
 */
export function* sampleTimes(source: SimulatedSource, from: number, to: number): Iterable<number> {
  let before: { moment: number; course: LineCourse } | undefined;
  let sampled = -Infinity;
  for (let moment = from; moment <= to; moment = following(moment, to)) {
    const course = source.courseAt(moment - from);
    const eventful = !isQuiet(before?.course ?? course, course);
    if (eventful && before !== undefined && sampled < before.moment) yield before.moment;
    if (eventful || moment === to || moment % stepAt(to - moment) === 0) {
      yield moment;
      sampled = moment;
    }
    before = { moment, course };
  }
}

const isQuiet = (before: LineCourse, now: LineCourse): boolean =>
  before.state === 'showtime' &&
  now.state === 'showtime' &&
  now.linkUptime >= before.linkUptime &&
  now.deviceUptime >= before.deviceUptime;

/** The next scrape, at a multiple of the interval; after the last of them, the end. */
function following(moment: number, to: number): number {
  const next = (Math.floor(moment / SCRAPE_INTERVAL) + 1) * SCRAPE_INTERVAL;
  return moment < to ? Math.min(next, to) : Infinity;
}
