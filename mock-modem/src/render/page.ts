import { toTenths, uint32 } from './numbers.ts';
import type { LineSnapshot, PerDirection } from './snapshot.ts';
import { pageStatus, standardNames } from './states.ts';

/**
 * The content of the page's slots. `documented`: as named (ADSL). `shifted`: as the firmware fills them on VDSL2, one
 * row off, with framing parameters in place of the error counters.
 */
type PageLayout = 'documented' | 'shifted';

/** The firmware's layout for a line of this standard. */
export const layoutOf = ({ standard }: Pick<LineSnapshot, 'standard'>): PageLayout =>
  standard === 'vdsl2' ? 'shifted' : 'documented';

const domain = 'InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig';
const zero: PerDirection = { downstream: 0, upstream: 0 };

const upDown = ({ upstream, downstream }: PerDirection): number[] => [upstream, downstream];
const downUp = ({ upstream, downstream }: PerDirection): number[] => [uint32(downstream), uint32(upstream)];
const inTenths = (pair: PerDirection): number[] => upDown(pair).map(toTenths);

/** Fields 10 to 15: three pairs, up before down. */
function levels({ snrMargin, attenuation, transmitPower }: LineSnapshot, layout: PageLayout): number[] {
  const rows =
    layout === 'documented'
      ? [snrMargin, attenuation, transmitPower]
      : [attenuation, transmitPower, transmitPower];
  return rows.flatMap(inTenths);
}

/** Counters 1 to 12: six pairs, down before up. */
function counters({ bearers, periods }: LineSnapshot, layout: PageLayout): number[] {
  const [first, second] = bearers;
  const { fec, crc } = periods.sinceLink.errors;
  const rows =
    layout === 'documented'
      ? [
          first.counts.hec,
          crc,
          fec,
          second?.counts.hec,
          second?.counts.overheadFrameErrors,
          second?.counts.rsCorrected,
        ]
      : [
          second?.framing.msgc,
          first.framing.i,
          zero,
          second?.framing.i,
          second === undefined ? zero : first.framing.ginpFraming,
          zero,
        ];
  return rows.flatMap((row) => downUp(row ?? zero));
}

/**
 * The body of `GET /html/status/xdslStatus.asp`: four statements, LF between, none at the end. Outside showtime the
 * modulation and data path are empty and the last numbers remain, as on the modem.
 */
export function renderXdslStatus(line: LineSnapshot, { layout }: { layout: PageLayout }): string {
  const up = line.state === 'showtime';
  const [first, second] = line.bearers;
  const configuration = [
    domain,
    pageStatus[line.state],
    up ? standardNames[line.standard].page : '',
    up ? line.dataPath : '',
    ...upDown(first.rate),
    ...upDown(second?.rate ?? zero),
    ...upDown(line.attainableRate),
    ...levels(line, layout),
    'Unknown Mode',
  ];
  const statistics = [`${domain}.Stats.Showtime`, ...counters(line, layout)];
  return [
    `var DSLCfg = new Array(new stDsl(${quoted(configuration)}),null);`,
    `var DSLStats = new Array(new stStats(${quoted(statistics)}),null);`,
    'var DslUpTime = "0";',
    'var time = 0;',
  ].join('\n');
}

const quoted = (values: readonly (string | number)[]): string =>
  values.map((value) => `"${value}"`).join(',');
