/** Seconds between two scrapes. */
export const SCRAPE = 30;
const HOUR = 3600;

/** A period in seconds: `from` is the first second, `to` the one after the last. */
interface Period {
  from: number;
  to: number;
}

/**
 * A line with drops, and periods in which the modem did not respond or the exporter was not scraped. Times in Unix
 * seconds.
 */
interface GeneratedLine {
  /** When the line lost sync and when it was in sync again. */
  drops: Period[];
  /** When the modem did not respond: scrapes without values of the line. */
  silences: Period[];
  /** When the exporter was not scraped: no samples at all. */
  absences: Period[];
}

const within = (periods: readonly Period[], time: number): boolean =>
  periods.some(({ from, to }) => time >= from && time < to);

/** A sequence of numbers from 0 to 1, the same for the same seed. */
function* uniform(seed: number): Generator<number, never> {
  let state = seed * 2_654_435_761;
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    yield (state >>> 8) / 2 ** 24;
  }
}

/**
 * A line of two days with drops of 20 s to 20 min: some alone, some while the modem does not respond, some at the start
 * or end of that, some while the exporter is down for up to an hour, and such periods without a drop.
 */
export function generateLine(seed: number, start: number): GeneratedLine {
  const random = uniform(seed);
  const pick = (least: number, most: number) => Math.round(least + random.next().value * (most - least));
  const line: GeneratedLine = { drops: [], silences: [], absences: [] };
  let time = start + 2 * HOUR;
  while (time < start + 44 * HOUR) {
    const outage = pick(20, 1200);
    const drop = { from: time, to: time + outage };
    const gap = pick(60, HOUR);
    const kind = pick(0, 6);
    if (kind <= 4) line.drops.push(drop);
    if (kind === 1) line.silences.push({ from: drop.from - gap / 2, to: drop.to + gap / 2 });
    if (kind === 2) line.silences.push({ from: drop.from + outage / 2, to: drop.to + gap });
    if (kind === 3) line.silences.push({ from: drop.from - gap, to: drop.from + outage / 2 });
    if (kind === 4) line.absences.push({ from: drop.from - 60, to: drop.to + gap });
    if (kind === 5) line.silences.push({ from: time, to: time + gap });
    time += outage + 2 * gap + pick(90, HOUR);
  }
  return line;
}

/** One scrape: whether the line is up, and since when; or nothing, if the line was not read. */
interface Read {
  time: number;
  /** Absent while the modem does not respond. */
  line?: { up: boolean; syncedAt: number };
}

/** The scrapes of a line. @param start a multiple of the scrape interval */
export function* scrapesOf(line: GeneratedLine, start: number, end: number): Iterable<Read> {
  for (let time = start; time <= end; time += SCRAPE) {
    if (within(line.absences, time)) continue;
    if (within(line.silences, time)) yield { time };
    else {
      const syncedAt = Math.max(start - 86_400, ...line.drops.map(({ to }) => to).filter((to) => to <= time));
      yield { time, line: { up: !within(line.drops, time), syncedAt } };
    }
  }
}

/**
 * Times of the scrapes that show a retrain, from the reads one after the other: the line is up and was down at the read
 * before, or with telnet, came into sync since that read.
 */
export function retrainsIn(reads: Iterable<Read>, telnet: boolean): number[] {
  const found: number[] = [];
  let before: { time: number; up: boolean } | undefined;
  for (const { time, line } of reads) {
    if (line === undefined) continue;
    if (before !== undefined && line.up && (!before.up || (telnet && line.syncedAt > before.time))) {
      found.push(time);
    }
    before = { time, up: line.up };
  }
  return found;
}

/** The samples of a line in the OpenMetrics format, without the end marker. */
export function renderLine(reads: Iterable<Read>, instance: string, telnet: boolean): string {
  const target = `job="hg612",instance="${instance}"`;
  let text = '';
  const write = (name: string, value: number, time: number, labels = '') => {
    text += `${name}{${target}${labels}} ${value} ${time}\n`;
  };
  for (const { time, line } of reads) {
    write('up', 1, time);
    write('hg612_up', line === undefined ? 0 : 1, time);
    if (line === undefined) continue;
    write('hg612_dsl_up', line.up ? 1 : 0, time);
    if (!line.up) continue;
    write('hg612_dsl_sync_rate_bytes_per_second', 5_000_000, time, ',direction="downstream"');
    if (telnet) {
      write('hg612_dsl_uptime_seconds', time - line.syncedAt, time);
      write('hg612_dsl_snr_margin_decibels', 6, time, ',direction="downstream"');
    }
  }
  return text;
}
