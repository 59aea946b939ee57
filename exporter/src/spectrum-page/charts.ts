import { type ChartOption, renderChart } from '../../../lib/chart.ts';
import { Html, html } from '../../../lib/html.ts';
import { type PerTone, type ToneTable, toneTables } from '../../../modem/src/line/spectrum.ts';
import {
  axisBounds,
  type ChartContext,
  curve,
  directionalCurves,
  HEIGHT,
  lines,
  type Mark,
  type NumberedFinding,
  optionOf,
  WIDTH,
} from './chart-option.ts';

/** What is drawn of a table. */
interface TableChart {
  readonly title: string;
  readonly unit: string;
  /** What the values mean, in a sentence. */
  readonly meaning: string;
  /** Distance of the lines of the value axis. */
  readonly step: number;
  /** Bounds that the axis has at least. */
  readonly bounds: readonly [number, number] | undefined;
  /** Whether the area below the curve is filled. */
  readonly isFilled: boolean;
}

const tableCharts: Readonly<Record<ToneTable, TableChart>> = {
  bits: {
    title: 'Bits',
    unit: 'per tone',
    meaning: 'Data that each tone carries per symbol. Tones at 0 carry nothing.',
    step: 5,
    bounds: [0, 15],
    isFilled: true,
  },
  snr: {
    title: 'SNR',
    unit: 'dB',
    meaning: 'Signal-to-noise ratio now. A tone with a low ratio carries few bits.',
    step: 10,
    bounds: [0, 10],
    isFilled: true,
  },
  qln: {
    title: 'QLN',
    unit: 'dBm/Hz',
    meaning: 'Quiet line noise when the line trained. Peaks are interference.',
    step: 10,
    bounds: undefined,
    isFilled: false,
  },
  hlog: {
    title: 'Hlog',
    unit: 'dB',
    meaning:
      'Transfer function of the line when it trained: 0 is no loss. Regular dips indicate a bridged tap.',
    step: 20,
    bounds: [-20, 0],
    isFilled: false,
  },
};

/** The charts of the tables that there are, and of the change of SNR when there is a reference. */
export function spectrumCharts(context: ChartContext): Html[] {
  const tables = toneTables.filter(
    (table) => context.spectrum[table] !== undefined || context.reference?.[table] !== undefined,
  );
  const charts = tables.map((table) => tableFigure(table, context));
  const change = changeFigure(context);
  return change === undefined ? charts : charts.toSpliced(tables.indexOf('snr') + 1, 0, change);
}

function tableFigure(table: ToneTable, context: ChartContext): Html {
  const { spectrum, reference } = context;
  const { title, unit, meaning, step, bounds, isFilled } = tableCharts[table];
  const all = [...(spectrum[table] ?? []), ...(reference?.[table] ?? [])].filter(
    (value) => value !== undefined,
  );
  const [low, high] = axisBounds(all, step, bounds);
  const id = `chart-${table}`;
  const before = reference?.[table];
  const series = [
    ...(before === undefined ? [] : [curve(before, context, () => true, lines.reference)]),
    ...directionalCurves(id, spectrum[table] ?? [], context, isFilled),
  ];
  const option = optionOf(id, context, series, { low, high, step }, marks(table, context.findings));
  return figure(id, { title, unit, meaning }, option, describe(title, unit, spectrum[table], before));
}

/** How far SNR lies above and below the reference. */
function changeFigure(context: ChartContext): Html | undefined {
  const [now, before] = [context.spectrum.snr, context.reference?.snr];
  if (now === undefined || before === undefined) return undefined;
  const change = now.map((value, tone) => {
    const old = before[tone];
    return value === undefined || old === undefined ? undefined : value - old;
  });
  const known = change.filter((value) => value !== undefined);
  const [low, high] = axisBounds(known, 10, [-10, 10]);
  const id = 'chart-change';
  const series = directionalCurves(id, change, context, false);
  const option = optionOf(id, context, series, { low, high, step: 10 }, []);
  const words = {
    title: 'Change of SNR',
    unit: 'dB',
    meaning: 'SNR now minus SNR of the reference: below 0 there is more noise than then, or more loss.',
  };
  return figure(id, words, option, describe('Change of SNR', 'dB', change, undefined));
}

/** What the findings are marked with in the chart of a table. */
function marks(table: ToneTable, findings: readonly NumberedFinding[]): Mark[] {
  return findings.flatMap(({ number, finding }): Mark[] => {
    if (finding.kind === 'bridged_tap') {
      return table === 'hlog' ? finding.dips.slice(0, 8).map((at) => ({ at, label: String(number) })) : [];
    }
    const isNoise = finding.kind === 'interferer' || finding.kind === 'broad_noise';
    return isNoise && table !== 'hlog' ? [{ at: finding.peak.kilohertz / 1000, label: String(number) }] : [];
  });
}

/** What a chart shows, in a sentence. */
function describe(
  title: string,
  unit: string,
  now: PerTone | undefined,
  before: PerTone | undefined,
): string {
  const known = now?.filter((value) => value !== undefined) ?? [];
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ${unit}`;
  const current =
    known.length === 0
      ? `${title} against frequency: no values.`
      : `${title} against frequency: ${range(known)} on ${known.length} tones.`;
  return `${current}${before === undefined ? '' : ' The reference is a grey line.'} The table of bands has the values.`;
}

function figure(
  id: string,
  { title, unit, meaning }: { title: string; unit: string; meaning: string },
  option: ChartOption,
  description: string,
): Html {
  const chart = renderChart({
    id,
    title,
    description,
    width: WIDTH,
    height: HEIGHT,
    option,
    definitions: html`${hatch(`${id}-hatch`, 'var(--chart-upstream)', 4)}
    ${hatch(`${id}-upstream`, 'var(--band-upstream)', 8)}`,
  });
  return html`<figure>
    <figcaption><strong>${title}</strong> (${unit}). ${meaning}</figcaption>
    ${chart}
  </figure>`;
}

const hatch = (id: string, colour: string, distance: number): Html =>
  new Html(
    `<pattern id="${id}" width="${distance}" height="${distance}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V${distance}" stroke="${colour}" stroke-width="2"/></pattern>`,
  );
