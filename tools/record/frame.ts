import { isDeepStrictEqual } from 'node:util';
import type { Collector } from '../../modem/src/collectors/collector.ts';
import { collectorNamed, isCommand } from '../../modem/src/collectors/index.ts';
import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { parseText } from '../../modem/src/parse.ts';
import { maskHeaders } from './masking/headers.ts';
import { mask } from './masking/mask.ts';
import type { MaskRule } from './masking/rules.ts';
import type { MaskSummary } from './masking/summary.ts';
import type { Replies } from './read.ts';

/** A text that becomes a file. */
export interface FrameText {
  /** `page`, `stats`, …: part of the file name. */
  readonly kind: string;
  /** One character per byte (Latin-1). */
  readonly text: string;
}

/** One read as it goes into a recording: masked. */
export interface Frame {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly page: FrameText;
  /** By command line. A command without a response is missing. */
  readonly outputs: ReadonlyMap<string, FrameText>;
  /** Missing responses and values that masking changed; these become comments. */
  readonly remarks: readonly string[];
}

/** Stands for a page without a response, since the format has no other way to say so. */
export const NO_RESPONSE_STATUS = 504;

const PAGE = 'the status page';

/** Masks a read. Adds what was masked to the summary. */
export function createFrame(replies: Replies, rules: readonly MaskRule[], summary: MaskSummary): Frame {
  const remarks: string[] = [];
  const outputs = new Map<string, FrameText>();
  const maskText = (collector: Collector, where: string, text: string): string => {
    const masked = mask(text, rules);
    summary.add(where, masked.matches);
    if (!hasSameData(collector, text, masked.text)) {
      remarks.push(`masking changed a value that the exporter reads from ${where}`);
    }
    return masked.text;
  };

  for (const [name, reply] of replies) {
    const collector = collectorNamed(name);
    if (!isCommand(collector)) continue;
    const { command } = collector.source;
    if (reply.ok) {
      const text = maskText(collector, command, reply.text);
      outputs.set(command, { kind: name.replace(/^xdslcmd_/, ''), text });
    } else remarks.push(`no response to ${command}: ${mask(reply.error.message, rules).text}`);
  }

  const reply = replies.get(xdslStatus.name);
  if (reply?.ok && reply.page !== undefined) {
    const { status, rawHeaders, body } = reply.page;
    const { headers, matches } = maskHeaders(rawHeaders, rules);
    summary.add(PAGE, matches);
    const text = maskText(xdslStatus, PAGE, body.toString('latin1'));
    return { status, headers, page: { kind: 'page', text }, outputs, remarks };
  }
  const reason = mask(reply?.ok === false ? reply.error.message : 'not read', rules).text;
  return {
    status: NO_RESPONSE_STATUS,
    headers: {},
    page: { kind: 'no-response', text: `The modem did not send this page.\n${reason}\n` },
    outputs,
    remarks: [`no response to the page request: ${reason}`, ...remarks],
  };
}

/** Whether two texts have the same data, or fail for the same reason. */
function hasSameData(collector: Collector, one: string, other: string): boolean {
  if (one === other) return true;
  const [before, after] = [one, other].map((text) => {
    const outcome = parseText(collector, text);
    return outcome.ok ? outcome.parsed.data : outcome.error.reason;
  });
  return isDeepStrictEqual(before, after);
}
