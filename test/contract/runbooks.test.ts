import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allPanels, readDashboards } from '../support/dashboards/dashboard.ts';
import { alerts, readPrometheusFile, recordings } from '../support/rules.ts';

const base = 'https://github.com/hg612-observability/hg612-observability/blob/main/docs/runbooks/README.md';
const runbooks = readFileSync(new URL('../../docs/runbooks/README.md', import.meta.url), 'utf8');
const [, ...sectionTexts] = runbooks.split(/^## /m);
const sections = new Map(
  sectionTexts.map((text) => {
    const end = text.indexOf('\n');
    return [text.slice(0, end), text.slice(end)] as const;
  }),
);

/** Titles of panels on all dashboards. */
const panelTitles = new Set(
  [...readDashboards().values()].flatMap((dashboard) => allPanels(dashboard).map(({ title }) => title)),
);

describe.each(alerts.map(({ alert, annotations }) => [alert, annotations] as const))(
  '%s',
  (name, annotations) => {
    it('has a runbook_url with the anchor of its heading', () => {
      // GitHub's anchors are the headings in lower case.
      expect(annotations['runbook_url']).toBe(`${base}#${name.toLowerCase()}`);
      expect([...sections.keys()]).toContain(name);
    });

    it('has the parts Meaning, Impact, Diagnosis and Mitigation', () => {
      const parts = [...sections.get(name)!.matchAll(/^\*\*(.+)\.\*\* \S/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
    });
  },
);

it('has no section for an alert that does not exist', () => {
  const explained = [...sections.keys()].filter((heading) => heading !== 'Tuning');
  expect(explained.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
});

it('names only panels that exist', () => {
  const diagnoses = [...sections.values()].flatMap(
    (text) => /^\*\*Diagnosis\.\*\*([^]*?)\n\n/m.exec(text)?.[1] ?? [],
  );
  const named = diagnoses.flatMap((text) =>
    [...text.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, title]) => title!.replaceAll('\n', ' ')),
  );
  expect(named.length).toBeGreaterThan(30);
  const notPanels = new Set(['HG612 line', 'HG612 exporter & modem', 'HG612 fleet', 'Rules']);
  expect(named.filter((title) => !panelTitles.has(title) && !notPanels.has(title))).toEqual([]);
});

it('has no broken links to its own headings', () => {
  const anchors = new Set([...sections.keys()].map((heading) => heading.toLowerCase()));
  const links = [...runbooks.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

it('lists every threshold with its value', () => {
  const rows = [...sections.get('Tuning')!.matchAll(/^\| `(\w+)` \| ([\d.]+) \| \S/gm)];
  const documented = rows.map(([, name, value]) => `hg612:threshold:${name} vector(${value})`);
  const actual = recordings
    .filter(({ file }) => file === 'thresholds.yml')
    .map(({ record, expr }) => `${record} ${expr}`);
  expect(documented.toSorted()).toEqual(actual.toSorted());
});

it('gives the source of every threshold', () => {
  const lines = readPrometheusFile('rules/thresholds.yml').split('\n');
  const unexplained = lines.filter(
    (line, at) => line.includes('- record:') && !/^ +#|^ +expr:/.test(lines[at - 1]!),
  );
  expect(unexplained).toEqual([]);
});
