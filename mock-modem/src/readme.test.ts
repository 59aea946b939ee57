import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FLEET_EVENTS } from './fleet/events.ts';
import { RECORDINGS_FOLDER } from './mock-modem.ts';
import { listRecordings } from './recordings/load.ts';
import { SCENARIOS } from './scenarios/catalogue.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const aboutRecordings = await readFile(new URL('../recordings/README.md', import.meta.url), 'utf8');
const recordings = await listRecordings(RECORDINGS_FOLDER);

it.each(SCENARIOS)('the README documents scenario $name and its parameters', ({ name, kind, parameters }) => {
  expect(readme).toContain(`\`${name}\``);
  if (kind === 'line') return;
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
  for (const parameter of parameters) expect(row).toContain(`\`${parameter.name}\``);
});

it.each(FLEET_EVENTS)('the README documents event $name of the fleet', ({ name }) => {
  expect(readme).toContain(`| \`${name}\` |`);
});

it.each(recordings)('the README of the recordings documents %s', (name) => {
  expect(aboutRecordings).toContain(`| \`${name}\` |`);
});
