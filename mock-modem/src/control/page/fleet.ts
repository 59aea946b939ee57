import { EVENT_PARAMETERS, FLEET_EVENTS, type FleetEvent, type Occurrence } from '../../fleet/events.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import { sitesOf } from '../../fleet/inventory.ts';
import { html, type Html } from '../../../../lib/html.ts';
import { field } from './field.ts';

function eventForm({ name, description }: FleetEvent): Html {
  const fields = EVENT_PARAMETERS.map((parameter) => field(parameter, parameter.default));
  return html`<form class="fault" method="post" action="/-/fleet/events/${name}">
    <button>${name}</button>
    <p>${description}</p>
    <label><span>site, empty for all</span><input name="site" list="sites" /></label>
    ${name === 'normal' ? undefined : fields}
  </form>`;
}

const running = ({ event, site, share, until }: Occurrence): Html =>
  html`<p class="notice">
    <strong>${event}</strong> at ${site ?? 'all sites'}${share === 100 ? '' : `, ${share} % of the lines`},
    until ${new Date(until * 1000).toISOString().slice(0, 19)}Z.
  </p>`;

/** The events of the fleet's sites; undefined without a fleet. */
export function renderFleet(fleet: Fleet): Html | undefined {
  const { size } = fleet.settings;
  if (size === 0) return undefined;
  const sites = sitesOf(fleet.settings);
  const [first] = fleet.modems();
  return html`<h2>The fleet</h2>
    <p class="quiet">
      ${size} further modems, the first at ${first?.address}. Sites: ${sites.length}, listed with their sizes
      by
      <a href="/-/fleet"><code>GET /-/fleet</code></a
      >.
    </p>
    ${fleet.events().map(running)}
    <datalist id="sites">${sites.map((site) => html`<option>${site}</option>`)}</datalist>
    <div class="scenarios">${FLEET_EVENTS.map(eventForm)}</div>`;
}
