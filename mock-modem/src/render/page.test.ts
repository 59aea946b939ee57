import { describe, expect, it } from 'vitest';
import { layoutOf, renderXdslStatus } from './page.ts';
import { adslLine, ginpLine, olderLine } from '../../../test/support/lines/sample-lines.ts';

const domain = 'InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig';

/** The page with these values in its two calls. */
const page = (configuration: string, statistics: string): string =>
  [
    `var DSLCfg = new Array(new stDsl("${domain}",${configuration}),null);`,
    `var DSLStats = new Array(new stStats("${domain}.Stats.Showtime",${statistics}),null);`,
    'var DslUpTime = "0";',
    'var time = 0;',
  ].join('\n');

describe('renderXdslStatus', () => {
  it.each([
    {
      what: 'VDSL2 with G.INP, shifted: attenuation where the margin should be, power twice, framing for errors',
      line: ginpLine,
      layout: 'shifted' as const,
      configuration:
        '"Up","VDSL2","","9998","54997","0","0","11040","58212","0","172","-69","128","-69","128","Unknown Mode"',
      statistics: '"90","4294967290","244","130","0","0","32","0","18","0","0","0"',
    },
    {
      what: 'VDSL2 on one bearer, shifted: nothing stands where the second bearer would',
      line: olderLine(),
      layout: 'shifted' as const,
      configuration:
        '"Up","VDSL2","","9998","54997","0","0","11040","58212","0","0","-69","128","-69","128","Unknown Mode"',
      statistics: '"0","0","244","130","0","0","0","0","0","0","0","0"',
    },
    {
      what: 'ADSL2+, documented: margin, attenuation, power, then HEC, CRC and FEC since the last resync',
      line: adslLine(),
      layout: 'documented' as const,
      configuration:
        '"Up","ADSL_2plus","Interleaved","1087","12286","0","0","1200","13880","-12","87","171","325","123","186","Unknown Mode"',
      statistics: '"3","1","41","7","4294967290","1204","0","0","0","0","0","0"',
    },
  ])('writes $what', ({ line, layout, configuration, statistics }) => {
    expect(renderXdslStatus(line, { layout })).toBe(page(configuration, statistics));
  });

  it('wraps counters at 2³²', () => {
    const { errors, seconds } = adslLine().periods.sinceLink;
    const sinceLink = { seconds, errors: { ...errors, fec: { downstream: 2 ** 32 + 7, upstream: 2 ** 32 } } };
    const line = { ...adslLine(), periods: { ...ginpLine.periods, sinceLink } };

    expect(renderXdslStatus(line, { layout: 'documented' })).toContain('"3","1","41","7","7","0",');
  });

  it.each([
    ['idle', 'NoSignal'],
    ['handshake', 'Initializing'],
    ['started', 'Initializing'],
    ['channel-analysis', 'EstablishingLink'],
    ['message-exchange', 'EstablishingLink'],
    ['error', 'Error'],
    ['disabled', 'Disabled'],
  ] as const)('%s: shows %s, no modulation, no data path, and the previous numbers', (state, status) => {
    const up = renderXdslStatus(adslLine(), { layout: 'documented' });
    const down = renderXdslStatus({ ...adslLine(), state }, { layout: 'documented' });

    expect(down).toBe(up.replace('"Up","ADSL_2plus","Interleaved"', `"${status}","",""`));
  });
});

describe('layoutOf', () => {
  it('is shifted on VDSL2 only', () => {
    expect(layoutOf(ginpLine)).toBe('shifted');
    expect(layoutOf(adslLine())).toBe('documented');
  });
});
