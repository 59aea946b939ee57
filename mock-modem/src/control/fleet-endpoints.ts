import type { Router } from '@koa/router';
import { EVENT_PARAMETERS, FLEET_EVENTS } from '../fleet/events.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { formatNetwork, type FleetModem } from '../fleet/inventory.ts';
import { respondToChange } from './change-request.ts';

/** The ports of a modem of the fleet, the same for all. */
export interface FleetPorts {
  readonly http: number;
  readonly telnet: number;
}

/** The number of lines of each site. */
function siteSizes(modems: readonly FleetModem[]): { site: string; lines: number }[] {
  const sizes = new Map<string, number>();
  for (const { site } of modems) sizes.set(site, (sizes.get(site) ?? 0) + 1);
  return Array.from(sizes, ([site, lines]) => ({ site, lines }));
}

/** A configuration file for the exporter (`--config.file`) whose inventory is the fleet. JSON strings are YAML. */
function exporterConfig(fleet: Fleet, { http, telnet }: FleetPorts): string {
  const lines = fleet.modems().map(({ line, address, site }) => {
    const [name, target, of] = [line, address, site].map((text) => JSON.stringify(text));
    return `  - { name: ${name}, target: ${target}, site: ${of} }`;
  });
  return [
    '# The simulated modems of the mock modem.',
    'modules:',
    `  default: { telnet: true, port: ${http}, telnet_port: ${telnet} }`,
    `targets: [${formatNetwork(fleet.settings.network)}]`,
    lines.length === 0 ? 'inventory: []' : 'inventory:',
    ...lines,
    '',
  ].join('\n');
}

/** Adds the endpoints that list the modems of the fleet and let something happen to a site. */
export function addFleetEndpoints(router: Router, fleet: Fleet, ports: () => FleetPorts): void {
  const state = (): object => ({
    size: fleet.settings.size,
    network: formatNetwork(fleet.settings.network),
    ports: ports(),
    sites: siteSizes(fleet.modems()),
    running: fleet.events().map(({ from, until, ...occurrence }) => ({
      ...occurrence,
      from: new Date(from * 1000).toISOString(),
      until: new Date(until * 1000).toISOString(),
    })),
    events: FLEET_EVENTS,
    parameters: [{ name: 'site', description: 'one of the sites; all by default' }, ...EVENT_PARAMETERS],
  });

  router.get('/-/fleet', (context) => {
    context.body = state();
  });
  // Prometheus' HTTP service discovery.
  router.get('/-/fleet/targets', (context) => {
    context.body = fleet.modems().map(({ address, line, site }) => ({
      targets: [`${address}:${ports().http}`],
      labels: { line, site },
    }));
  });
  router.get('/-/fleet/hg612.yml', (context) => {
    context.type = 'application/yaml';
    context.body = exporterConfig(fleet, ports());
  });
  router.register('/-/fleet/events/:name', ['PUT', 'POST'], (context) =>
    respondToChange(context, (name, values) => fleet.start(name, values), state),
  );
}
