import { selectorsOf } from '../../promql.ts';
import { allPanels, type PanelJson } from '../dashboard.ts';
import { deep, isFleet, isLimit, type Rule, visiblePanels } from './rule.ts';

/** Width of a panel in pixels, in a window of this width with Grafana's menu docked. */
const panelWidth = (columns: number, window: number): number => (columns * (window - 290 - 32 + 8)) / 24 - 8;

/** Width of a title in pixels, with the padding of the panel and the icon of its description. */
const titleWidth = (title: string): number => title.length * 7.5 + 56;

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Rules on the position, size and look of panels. */
export const layoutRules: Readonly<Record<string, Rule>> = {
  'marks alerts on few panels, and retrains over them': ({ uid, annotations: { list } }) => {
    const names = list.map(({ name }) => name);
    const alerts = list.find(({ name }) => name === 'Alerts');
    return [
      ...(alerts?.filter?.exclude === false ? [] : ['alerts on every panel']),
      ...(alerts?.target?.expr.includes(' unless ') ? [] : ['alerts as regions']),
      ...(isFleet(uid) || names.indexOf('Retrains') > names.indexOf('Alerts')
        ? []
        : ['retrains under alerts']),
    ];
  },

  'has titles that fit their panel in a window of 1280 px with the menu docked': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ title, gridPos: { w } }) => titleWidth(title) > panelWidth(w, 1280))
      .map(({ title }) => title),

  'has tiles with texts of a fixed size': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'stat')
      .filter(({ gridPos: { w }, options }) => {
        const { wideLayout, text = {} } = (options ?? {}) as {
          wideLayout?: boolean;
          text?: Record<string, number>;
        };
        return (
          w < 3 || wideLayout !== false || !((text['titleSize'] ?? 0) >= 12 && (text['valueSize'] ?? 0) >= 16)
        );
      })
      .map(({ title }) => title),

  'has short legends without limits': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ title, options, fieldConfig, targets = [], gridPos: { w, h } }) => {
        const legend = options?.['legend'] as { displayMode: string; calcs: string[] } | undefined;
        const hidden = (fieldConfig?.overrides ?? [])
          .filter(({ properties }) => properties.some(({ id }) => id === 'custom.hideFrom'))
          .map(({ matcher }) => new RegExp(String(matcher.options).slice(1, -1)));
        const names = targets.map(({ legendFormat = '' }) => legendFormat);
        const shown = names.filter((name) => !hidden.some((pattern) => pattern.test(name)));
        const limits = targets
          .filter(({ expr }) => selectorsOf(expr).some(({ metric }) => isLimit(metric)))
          .filter(({ legendFormat = '' }) => !hidden.some((pattern) => pattern.test(legendFormat)));
        // A direction stands for two entries.
        const length = shown.reduce(
          (sum, name) =>
            sum +
            (name.includes('{{direction}}') ? 2 : 1) *
              (name.replace('{{direction}}', 'downstream').length * 7 + 30),
          0,
        );
        const rows = Math.ceil(length / panelWidth(w, 1280));
        return [
          ...(legend?.displayMode === 'list' && legend.calcs.length === 0 ? [] : [`${title}: legend table`]),
          ...(rows * 22 <= (h * 38) / 4 ? [] : [`${title}: ${rows} rows of legend`]),
          ...limits.map(({ refId }) => `${title} [${refId}]: a limit in the legend`),
        ];
      }),

  'has tables whose columns fit': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'table')
      .flatMap(({ title, fieldConfig }) => [
        ...(typeof fieldConfig?.defaults.custom?.['minWidth'] === 'number'
          ? []
          : [`${title}: columns of 150 px`]),
        // A fixed width takes the space of the other columns on a phone.
        ...fieldConfig!.overrides
          .flatMap(({ properties }) => properties)
          .filter(({ id }) => id === 'custom.width')
          .map(() => `${title}: a fixed width`),
      ]),

  'shows timelines without page buttons': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type, options }) => type === 'state-timeline' && options?.['perPage'] !== 0)
      .map(({ title }) => title),

  'has no axis below a logarithmic zero and no attenuation from zero': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ title, fieldConfig }) => {
        const { custom = {}, min } = fieldConfig!.defaults;
        const scale = custom['scaleDistribution'] as { type: string } | undefined;
        return [
          ...(scale?.type === 'symlog' || (scale?.type === 'log' && !(min! > 0))
            ? [`${title}: logarithmic axis`]
            : []),
          ...(/attenuation/i.test(title) && (min === 0 || custom['axisSoftMin'] === 0)
            ? [`${title}: from zero`]
            : []),
        ];
      }),

  'fits 24 columns without overlap': (dashboard) =>
    allPanels(dashboard).flatMap((panel, index, panels) => {
      const { x, w, h } = panel.gridPos;
      const fits = x >= 0 && w > 0 && h > 0 && x + w <= 24;
      const over = panels.slice(index + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
      return [
        ...(fits ? [] : [`${panel.title}: outside`]),
        ...over.map((other) => `${panel.title} over ${other.title}`),
      ];
    }),

  'shows links and annotations outside menus': (dashboard) =>
    [...deep(dashboard, 'placement')].filter((placement) => placement === 'inControlsMenu').map(String),
};
