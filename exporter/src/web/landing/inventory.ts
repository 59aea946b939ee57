import { html } from '../../../../lib/html.ts';
import type { FileConfig, InventoryEntry } from '../../config-file/file-config.ts';
import { targetText } from '../../config-file/target.ts';
import { htmlDocument } from '../document.ts';
import { style } from './style.ts';

/** A page with thousands of lines would be useless. */
const MAX_LINES = 200;

/** The landing page of an exporter without a line of its own: what it can read, and where. It reads no modem. */
export function renderInventoryPage({ inventory, modules, targets }: FileConfig): string {
  const shown = inventory.slice(0, MAX_LINES);
  const rest = inventory.length - shown.length;
  const rows = shown.map(
    (entry) =>
      html`<tr>
        <th scope="row"><a href="${probePath(entry)}">${entry.name}</a></th>
        <td>${entry.site ?? ''}</td>
        <td>${targetText(entry.target)}</td>
        <td>${entry.module}</td>
      </tr> `,
  );
  return htmlDocument({
    title: html`HG612 exporter`,
    style,
    body: html`<header class="neutral">
        <h1>HG612 exporter</h1>
        <p>
          <code>/probe?target=&hellip;</code> reads a modem. <a href="/metrics">/metrics</a> has the metrics
          of the exporter itself, and none of a line, since MODEM_URL is not set.
        </p>
      </header>
      <p class="quiet">
        Modules: ${[...modules.keys()].join(', ')}. Allowed targets besides the lines below:
        ${targets.length === 0 ? 'none' : targets.slice(0, MAX_LINES).join(', ')}.
      </p>
      <section>
        <h2>Lines</h2>
        ${
          inventory.length === 0
            ? html`<p>The configuration file has no inventory.</p>`
            : html`<table class="lines">
                <thead>
                  <tr>
                    <th scope="col">Line</th>
                    <th scope="col">Site</th>
                    <th scope="col">Target</th>
                    <th scope="col">Module</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows}
                </tbody>
              </table>`
        }
        ${rest > 0 ? html`<p>${rest} more: <a href="/targets">all targets</a>.</p>` : undefined}
      </section>
      <nav>
        <a href="/targets">Targets</a> <a href="/config">Configuration</a> <a href="/runbook">Runbook</a>
        <a href="/metrics">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a>
      </nav>`,
  });
}

/** A probe of the line with its log, for a person. */
function probePath({ target, module, auth }: InventoryEntry): string {
  const query = new URLSearchParams({
    target: targetText(target),
    module,
    ...(auth !== undefined && { auth }),
  });
  return `/probe?${query.toString()}&debug=true`;
}
