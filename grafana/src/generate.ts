import { writeFile } from 'node:fs/promises';
import { dashboards, toJson } from './dashboards.ts';

// npm run generate:dashboards: writes the JSON that Grafana is provisioned with.
const folder = new URL('../dashboards/', import.meta.url);
for (const dashboard of dashboards()) {
  await writeFile(new URL(`${dashboard.uid}.json`, folder), toJson(dashboard));
}
