import { type Html, html } from '../../../../lib/html.ts';
import type { LastDay } from '../../history/last-day.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { formatMoment } from './times.ts';

/** Alerts that are shown; a fault of the line has a few. */
const MAX_SHOWN = 20;

/** Without the recorded retrains no rule is evaluated, so that no alert can fire. */
const NOT_EVALUATED = 'Unknown: Prometheus has not evaluated the rules of this project for this line.';

const SEVERITIES = ['critical', 'warning', 'info'];

/**
 * The firing alerts of this project, most severe first. They are those that the runbook explains and that have a
 * severity, which Watchdog has not.
 */
export function alertSection(
  { alerts, retrains }: Pick<LastDay, 'alerts' | 'retrains'>,
  runbook: Runbook,
  now: Date,
): Html {
  const ours = alerts.flatMap((alert) => {
    const { alertname = '', severity = '' } = alert.labels;
    const path = runbook.pathOf(alertname);
    return path === undefined || !SEVERITIES.includes(severity)
      ? []
      : [{ ...alert, alertname, severity, path }];
  });
  const sorted = ours.toSorted(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      other.activeAt.getTime() - one.activeAt.getTime(),
  );
  const items = sorted.slice(0, MAX_SHOWN).map(
    ({ alertname, severity, path, annotations, labels, activeAt }) =>
      html`<li class="${severity}">
        <strong>${annotations['summary'] ?? alertname}</strong>
        ${labels['direction'] && `(${labels['direction']})`} &ndash; ${severity}, since
        <time datetime="${activeAt.toISOString()}">${formatMoment(activeAt, now)}</time>
        <p>${annotations['description']}</p>
        <p><a href="${path}">What to do: ${alertname}</a></p>
      </li> `,
  );
  const more = sorted.length - items.length;
  return html`<section>
    <h2>Firing alerts</h2>
    ${
      items.length === 0
        ? html`<p>${retrains === undefined ? NOT_EVALUATED : 'None.'}</p>`
        : html`<ul class="alerts">
            ${items}
          </ul>`
    }
    ${more > 0 ? html`<p>${more} more.</p>` : undefined}
  </section>`;
}
