import type { Answers } from '../../source.ts';

/** A value of the line with its unit; undefined where the modem does not report it. */
export interface Figure {
  readonly label: string;
  readonly downstream: string | undefined;
  readonly upstream: string | undefined;
}

/** The line's main values, taken from the modem's answers without any calculation. */
export interface LineSummary {
  /** The status on the page, or undefined if the page is not a status page. */
  readonly pageStatus: string | undefined;
  /** The status in the shell's output. */
  readonly telnetStatus: string | undefined;
  readonly mode: string | undefined;
  /** Seconds in showtime. */
  readonly linkSeconds: number | undefined;
  readonly figures: readonly Figure[];
}

const STATS = 'xdslcmd info --stats';

function megabits(kilobits: string | undefined): string | undefined {
  return kilobits === undefined ? undefined : `${(Number(kilobits) / 1000).toFixed(2)} Mbit/s`;
}

type Row = [down: string | undefined, up: string | undefined];

/** The first row `label: downstream upstream`. */
function tableRow(text: string, label: string): Row | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${label}:`));
  const [downstream, upstream] =
    line
      ?.slice(label.length + 1)
      .trim()
      .split(/\s+/) ?? [];
  return downstream !== undefined && upstream !== undefined ? [downstream, upstream] : undefined;
}

/** An attenuation of 0.0 means: not measured. */
const measured = (row: Row | undefined): Row | undefined =>
  row?.map((value) => (value === '0.0' ? undefined : value)) as Row | undefined;

function rates(text: string, line: RegExp): [down: string, up: string] | undefined {
  const found = line.exec(text);
  return found?.[1] !== undefined && found[2] !== undefined ? [found[2], found[1]] : undefined;
}

const withUnit = (value: string | undefined, unit: string): string | undefined =>
  value === undefined ? undefined : `${value} ${unit}`.trimEnd();

const pair = (label: string, unit: string, row: Row | undefined): Figure => ({
  label,
  downstream: withUnit(row?.[0], unit),
  upstream: withUnit(row?.[1], unit),
});

function telnetFigures(stats: string): Figure[] {
  const total = stats.slice(Math.max(0, stats.indexOf('Total time')));
  const rate = rates(stats, /^(?:Bearer|Path):\s+0, Upstream rate = (\d+) Kbps, Downstream rate = (\d+)/m);
  const attainable = rates(stats, /^Max:\s+Upstream rate = (\d+) Kbps, Downstream rate = (\d+)/m);
  return [
    { label: 'Sync rate', downstream: megabits(rate?.[0]), upstream: megabits(rate?.[1]) },
    { label: 'Attainable', downstream: megabits(attainable?.[0]), upstream: megabits(attainable?.[1]) },
    pair('SNR margin', 'dB', tableRow(stats, 'SNR (dB)')),
    pair('Attenuation', 'dB', measured(tableRow(stats, 'Attn(dB)'))),
    pair('Transmit power', 'dBm', tableRow(stats, 'Pwr(dBm)')),
    pair('FEC, total', '', tableRow(total, 'FEC')),
    pair('CRC, total', '', tableRow(total, 'CRC')),
    pair('Errored seconds, total', '', tableRow(total, 'ES')),
  ];
}

/** Without telnet: the page's slots by number, since their meaning depends on the line. */
function pageFigures(fields: readonly string[]): Figure[] {
  const tenths = (index: number, unit: string): string | undefined =>
    fields[index] === undefined ? undefined : `${(Number(fields[index]) / 10).toFixed(1)} ${unit}`;
  return [
    { label: 'Sync rate', downstream: megabits(fields[5]), upstream: megabits(fields[4]) },
    { label: 'Attainable', downstream: megabits(fields[9]), upstream: megabits(fields[8]) },
    { label: 'Slots 10, 11', downstream: tenths(11, 'dB'), upstream: tenths(10, 'dB') },
    { label: 'Slots 12, 13', downstream: tenths(13, 'dB'), upstream: tenths(12, 'dB') },
    { label: 'Slots 14, 15', downstream: tenths(15, 'dBm'), upstream: tenths(14, 'dBm') },
  ];
}

/** Summarises answers. A value that is not found is undefined; it never fails. */
export function summarise({ page, telnet }: Answers): LineSummary {
  const call = /new stDsl\(([^)]*)\)/.exec(page.body.toString('latin1'))?.[1];
  const fields = Array.from(call?.matchAll(/"([^"]*)"/g) ?? [], ([, field]) => field ?? '');
  const stats = telnet[STATS];
  const uptime = stats === undefined ? undefined : /^AS:\s+(\d+)/m.exec(stats)?.[1];
  const isUp = fields[1] === 'Up';
  const figures = stats?.includes('SNR (dB)') ? telnetFigures(stats) : pageFigures(fields);
  return {
    pageStatus: fields[1],
    telnetStatus: stats === undefined ? undefined : /^Status:\s+(.+)$/m.exec(stats)?.[1],
    mode: (stats === undefined ? undefined : /^Mode:\s+(.+)$/m.exec(stats)?.[1]) ?? fields[2],
    linkSeconds: uptime === undefined ? undefined : Number(uptime),
    figures: isUp ? figures : [],
  };
}
