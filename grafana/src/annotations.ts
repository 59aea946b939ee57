import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { palette } from './palette.ts';
import { withoutPlacement } from './placement.ts';
import { dataSource, prometheusQuery } from './queries.ts';
import { retrainsPerStep } from './retrains.ts';
import { firing } from './states.ts';

/** Annotations of the dashboards of one line. Later ones are drawn over earlier ones. @param ids panels with alerts */
export const lineAnnotations = (ids: number[]): AnnotationQuery[] => [
  builtInAnnotations(),
  startAnnotations(ids, firingInStep, '{{alertname}}', '{{severity}}'),
  retrainAnnotations(),
];

/** Annotations of the dashboard of many lines: outages of sites. @param ids panels with alerts */
export const fleetAnnotations = (ids: number[]): AnnotationQuery[] => [
  builtInAnnotations(),
  startAnnotations(ids, siteDownInStep, '{{site}}', 'Many lines are down.'),
];

/** Annotations that users add in Grafana. A dashboard without this entry does not accept any. */
const builtInAnnotations = (): AnnotationQuery =>
  withoutPlacement(
    new AnnotationQueryBuilder()
      .name('Annotations & Alerts')
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .builtIn(1)
      .type('dashboard')
      .enable(true)
      .hide(true)
      .iconColor(palette.downstream)
      .build(),
  );

const eventAnnotations = (
  name: string,
  color: string,
  expr: string,
  title: string,
  text: string,
): AnnotationQuery =>
  withoutPlacement(
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(dataSource())
      .enable(true)
      .iconColor(color)
      .target(prometheusQuery({ expr, refId: 'Anno' }, 0))
      .titleFormat(title)
      .textFormat(text)
      .build(),
  );

const retrainAnnotations = () =>
  eventAnnotations('Retrains', palette.unclear, retrainsPerStep(), 'Retrain', 'The line is in sync again.');

/** Alerts that fired in a step, which may be shifted by an offset. */
type FiringInStep = (offset?: string) => string;

const firingInStep: FiringInStep = (offset = '') =>
  `max_over_time(${firing('severity=~"critical|warning"')}[$__interval]${offset})`;

const siteDownInStep: FiringInStep = (offset = '') =>
  `max_over_time(ALERTS{alertstate="firing", alertname="HG612SiteDown", job=~"$job", site=~"$site"}[$__interval]${offset})`;

/**
 * Marks the end of each step in which an alert started to fire, so that an alert of one minute is visible on a range of
 * a month. Grafana would draw an alert that is marked in several steps as a region, over the event that caused it.
 */
const startAnnotations = (
  ids: number[],
  inStep: FiringInStep,
  title: string,
  text: string,
): AnnotationQuery => ({
  ...eventAnnotations(
    'Alerts',
    palette.bad,
    `${inStep()} unless ${inStep(' offset $__interval')}`,
    title,
    text,
  ),
  filter: { exclude: false, ids },
});
