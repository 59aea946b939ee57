import * as units from '@grafana/grafana-foundation-sdk/units';
import * as ownUnits from '../../../../grafana/src/units.ts';
import { allPanels } from '../dashboard.ts';
import { deep, type Rule, visiblePanels, withQueries } from './rule.ts';

const knownUnits = new Set<unknown>([...Object.values(units), ...Object.values(ownUnits)]);

/** Rules on the texts, units and colours of panels. */
export const panelRules: Readonly<Record<string, Rule>> = {
  'has a title and a description on every panel': (dashboard) =>
    visiblePanels(dashboard).flatMap(({ title, description = '' }) =>
      title.length > 2 && description.length > 30 ? [] : [`${title}: title or description`],
    ),

  'has a unit known to Grafana on every panel': (dashboard) =>
    withQueries(dashboard).flatMap((panel) => {
      const own = panel.fieldConfig?.defaults.unit;
      const overridden = panel.fieldConfig?.overrides.flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
      );
      return [own, ...(overridden ?? [])]
        .filter((unit) => !knownUnits.has(unit))
        .map((unit) => `${panel.title}: ${String(unit)}`);
    }),

  'has a text for missing values on every panel': (dashboard) =>
    withQueries(dashboard).flatMap(({ title, fieldConfig }) =>
      /[a-z]{3}/i.test(fieldConfig?.defaults.noValue ?? '') ? [] : [`${title}: noValue`],
    ),

  // Grafana also shows the text for an empty panel in every empty cell and in the tooltip of every gap.
  'has a short text for a single missing value': (dashboard) =>
    withQueries(dashboard)
      .filter(({ type }) => type !== 'stat')
      .filter(({ fieldConfig }) => {
        const [first] = fieldConfig?.overrides ?? [];
        const text = first?.properties.find(({ id }) => id === 'noValue')?.value;
        return first?.matcher.options !== '/.*/' || typeof text !== 'string' || !/^\D{1,20}$/.test(text);
      })
      .map(({ title }) => title),

  'uses no unit that Grafana shows as "c/m", and no seconds for milliseconds': (dashboard) =>
    withQueries(dashboard)
      .filter(
        ({ title, fieldConfig }) =>
          fieldConfig?.defaults.unit === 'cpm' ||
          (/delay/i.test(title) && fieldConfig?.defaults.unit !== 'ms'),
      )
      .map(({ title }) => title),

  'has colours by meaning, not by the hash of a name': (dashboard) =>
    withQueries(dashboard)
      .filter(({ fieldConfig }) => fieldConfig?.defaults.color?.mode.startsWith('palette-classic'))
      .map(({ title }) => title),

  'shows dates in one format': (dashboard) =>
    [
      ...deep(dashboard, 'unit'),
      ...[...deep(dashboard, 'properties')].flatMap((list) =>
        (list as { id: string; value: unknown }[])
          .filter(({ id }) => id === 'unit')
          .map(({ value }) => value),
      ),
    ]
      .filter((unit): unit is string => typeof unit === 'string' && /^(?:dateTime|time:)/.test(unit))
      .filter((unit) => unit !== units.DatetimeLocal && unit !== ownUnits.calendarDay),

  'shows gaps where nothing was measured': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries' || type === 'state-timeline')
      .filter(({ fieldConfig }) => fieldConfig?.defaults.custom?.['spanNulls'] !== false)
      .map(({ title }) => title),

  // Otherwise Grafana reports a missing time field.
  'shows the text for missing values in an empty timeline': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'state-timeline')
      .filter(({ transformations }) => transformations?.[0]?.id !== 'filterFieldsByName')
      .map(({ title }) => title),

  'has unique panel ids and query refIds': (dashboard) => {
    const ids = allPanels(dashboard).map(({ id }) => id);
    const repeated = ids.filter((id, index) => !Number.isInteger(id) || id < 1 || ids.indexOf(id) !== index);
    const refIds = withQueries(dashboard).filter(
      ({ targets }) => new Set(targets!.map(({ refId }) => refId)).size < targets!.length,
    );
    return [...repeated.map((id) => `panel ${id}`), ...refIds.map(({ title }) => `${title}: refId`)];
  },
};
