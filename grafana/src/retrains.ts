import { bits, date, dsl, firstOf, latestOfStep, readAs, withLabel, downstream, upstream } from './promql.ts';

/**
 * Maximum age of the last known state. A retrain in a longer gap cannot be dated. The same as in the rules of the
 * alerts (prometheus/rules/sync.yml).
 */
const maxGap = '1d';

/** How often a query looks for retrains: the scrape interval. The step does not affect which retrains are found. */
const resolution = '30s';

const uptime = dsl('uptime_seconds');
const syncStart = `timestamp(${uptime}) - ${uptime}`;

/**
 * Has a value at each scrape that shows a retrain: the line is up, and either it was down when its state was last
 * known, or by its uptime it came into sync after that. The latter also shows retrains between two scrapes and in gaps,
 * even if the new uptime is greater than the old one. A modem that did not respond has not retrained, and unavailable
 * seconds, during which the uptime of older drivers stands still, do not look like a retrain.
 */
const retrainScrapes = (): string =>
  `${dsl('up')} == 1 and on (job, instance) (` +
  `last_over_time(${dsl('up')}[${maxGap}] offset ${resolution}) == 0 or ` +
  `${syncStart} > last_over_time(timestamp(${dsl('up')})[${maxGap}:${resolution}] offset ${resolution}))`;

/**
 * The same at whole minutes, each for the minute before it: half the work where the exact scrape does not matter. Steps
 * must be whole minutes.
 */
const retrainMinutes = (): string =>
  `${dsl('up')} == 1 and on (job, instance) (` +
  `min_over_time(${dsl('up')}[1m]) == 0 or last_over_time(${dsl('up')}[${maxGap}] offset 1m) == 0 or ` +
  `${syncStart} > last_over_time(timestamp(${dsl('up')})[${maxGap}:${resolution}] offset 1m))`;

/**
 * Number of retrains in a window such as `$__range`. Absent where there was none. @param offset such as ` offset -1d`
 */
export const retrainsOver = (window: string, offset = ''): string =>
  `count_over_time((${retrainScrapes()})[${window}:${resolution}]${offset})`;

/** Number of retrains in the time range; 0 where the state of the line was read and there was none. */
export const retrainsInRange = (): string =>
  `${retrainsOver('$__range')} or 0 * max_over_time(${dsl('up')}[$__range])`;

/** Number of retrains in each step. Absent where there was none. */
export const retrainsPerStep = (): string => retrainsOver('$__interval');

const margin = dsl('snr_margin_decibels', downstream);
const syncRate = (direction: Readonly<Record<string, string>>): string =>
  dsl('sync_rate_bytes_per_second', direction);

/** Expressions by the figure that they return. */
type Figures = Readonly<Record<string, string>>;

/** One series per figure, named by the label `figure`. */
const union = (figures: Figures): string =>
  Object.entries(figures)
    .map(([figure, expr]) => withLabel(expr, 'figure', figure))
    .join(' or ');

/**
 * The last rate before the current scrape, per minute, of the direction with more errors: of the minutes up to the
 * drop.
 */
const lastRate = (counter: string): string =>
  `last_over_time((60 * max by (job, instance) (rate(${counter}[6m])))[1h:1m] offset 1m)`;

/** Figures of the time before the drop, from the minute before the one that shows the retrain. */
const figuresBefore: Figures = {
  'Down for': `(0 * ${dsl('up')} + time()) - last_over_time(${readAs(dsl('up'), 1)}[6h:${resolution}] offset 1m)`,
  'Margin before': `last_over_time(${margin}[6h] offset 1m)`,
  'CRC before': lastRate(dsl('crc_errors_total')),
};

/** Figures that hold from one retrain to the next. They are the last of each step. */
const figuresOfSync: Figures = {
  'Back in sync': date(
    `last_over_time((${firstOf(syncStart, `0 * (${dsl('up')} == 1) + time()`)})[$__interval:1m])`,
  ),
  'Margin after': latestOfStep(margin),
  '↓ before': bits(`last_over_time(${syncRate(downstream)}[${maxGap}] offset $__interval)`),
  '↓ after': bits(latestOfStep(syncRate(downstream))),
  '↑ before': bits(`last_over_time(${syncRate(upstream)}[${maxGap}] offset $__interval)`),
  '↑ after': bits(latestOfStep(syncRate(upstream))),
  Reason: dsl('retrain_reason_code'),
};

/** Titles of the figures of a retrain, in the order of the log. */
export const figureTitles: readonly string[] = [
  'Back in sync',
  'Down for',
  'Margin before',
  'Margin after',
  '↓ before',
  '↓ after',
  '↑ before',
  '↑ after',
  'CRC before',
  'Reason',
];

/** The figures of the last retrain in each step, one series each, named by the label `figure`. */
export const retrainFigures = (): { before: string; ofSync: string } => ({
  before: `last_over_time(((${union(figuresBefore)}) and on (job, instance) (${retrainMinutes()}))[$__interval:1m])`,
  ofSync: `(${union(figuresOfSync)}) and on (job, instance) ${retrainsPerStep()}`,
});
