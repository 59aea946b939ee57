import { isDeepStrictEqual } from 'node:util';
import type { Parsed } from '../../modem/src/collectors/collector.ts';
import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { ModemError } from '../../modem/src/errors.ts';
import { maskHeaders } from './masking/headers.ts';
import { mask } from './masking/mask.ts';
import type { MaskRule } from './masking/rules.ts';
import type { MaskTally } from './masking/tally.ts';
import type { Reading } from './reading.ts';

/** A part of a frame that becomes a file. */
export interface Part {
  /** What kind of text it is: `page`, `stats`; part of the file's name. */
  readonly kind: string;
  readonly text: string;
}

/** One reading as it goes into a recording: masked, one character per byte. */
export interface MaskedFrame {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly page: Part;
  /** By command line; what failed is not there. */
  readonly outputs: ReadonlyMap<string, Part>;
  /** What the modem failed to answer, and where masking changed a value; a line each. */
  readonly remarks: readonly string[];
}

/** How a page that never came is recorded: the format knows only answers. */
export const NO_ANSWER_STATUS = 504;

const PAGE = 'the status page';

/** Masks a reading. What was masked is added to the tally. */
export function maskReading(reading: Reading, rules: readonly MaskRule[], tally: MaskTally): MaskedFrame {
  const remarks: string[] = [];
  const outputs = new Map<string, Part>();
  const masked = (where: string, text: string): string => {
    const result = mask(text, rules);
    tally.add(where, result.finds);
    return result.text;
  };
  const compare = (where: string, before: string, after: string, parse: (text: string) => Parsed): void => {
    if (before === after || isDeepStrictEqual(tellOf(parse, before), tellOf(parse, after))) return;
    remarks.push(`masking changed a value that the exporter reads from ${where}`);
  };

  for (const [collector, output] of reading.outputs) {
    const { name } = collector;
    const { command } = collector.source;
    if (output instanceof ModemError) {
      remarks.push(`no answer to ${command}: ${mask(output.message, rules).text}`);
      continue;
    }
    const text = masked(command, output);
    compare(command, output, text, (each) => collector.parse(each));
    outputs.set(command, { kind: name.replace(/^xdslcmd_/, ''), text });
  }

  const { page } = reading;
  if (page instanceof ModemError) {
    const reason = mask(page.message, rules).text;
    remarks.unshift(`no answer to the page: ${reason}`);
    return {
      status: NO_ANSWER_STATUS,
      headers: {},
      page: { kind: 'no-answer', text: `No answer came when this was recorded.\n${reason}\n` },
      outputs,
      remarks,
    };
  }
  const { headers, finds } = maskHeaders(page.rawHeaders, rules);
  tally.add(PAGE, finds);
  const before = page.body.toString('latin1');
  const text = masked(PAGE, before);
  compare(PAGE, before, text, (body) => xdslStatus.parse(body));
  return { status: page.status, headers, page: { kind: 'page', text }, outputs, remarks };
}

/** What a text tells the exporter; of one that it cannot read, that. */
function tellOf(parse: (text: string) => Parsed, text: string): unknown {
  try {
    return parse(text).data;
  } catch (error) {
    if (error instanceof ModemError) return error.reason;
    throw error;
  }
}
