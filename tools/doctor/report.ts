import { styleText } from 'node:util';
import type { CheckStatus } from './check.ts';
import type { Result } from './run.ts';

/** How a report is to look. */
export interface ReportStyle {
  readonly colours: boolean;
  /** Columns to wrap at; `undefined`: not at all. */
  readonly width: number | undefined;
}

const colours = { ok: 'green', note: 'yellow', failed: 'red', 'left out': 'gray' } as const;
const STATUS_WIDTH = 10;
const NAME_WIDTH = 18;
const INDENT = 2 + STATUS_WIDTH + NAME_WIDTH;

/** One result, with the heading of its group if it is the first there. Ends with a line end. */
export function renderResult(result: Result, before: Result | undefined, style: ReportStyle): string {
  const { group, name, status, says, advice } = result;
  const heading = before?.group === group ? '' : `${before === undefined ? '' : '\n'}${bold(group, style)}\n`;
  const label = status.padEnd(STATUS_WIDTH);
  const first = `  ${paint(label, status, style)}${name.padEnd(NAME_WIDTH)}`;
  const lines = [
    ...says.split('\n').flatMap((line) => wrap(line, style)),
    ...(advice?.split('\n') ?? []).flatMap((line) => wrap(`→ ${line}`, style)),
  ];
  return `${heading}${first}${lines.join(`\n${' '.repeat(INDENT)}`)}\n`;
}

/** The last line: how many of each, and where to begin. */
export function renderSummary(results: readonly Result[], style: ReportStyle): string {
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  const counted = (['failed', 'note', 'left out', 'ok'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status === 'note' && count(status) > 1 ? 'notes' : status}`)
    .join(', ');
  const first = results.find(({ status }) => status === 'failed');
  const words =
    first === undefined
      ? paint('Nothing is wrong', 'ok', style)
      : paint(`Begin with "${first.name}"`, 'failed', style);
  return `\n${words} (${counted}).\n`;
}

/** The same for a program. */
export function renderJson(results: readonly Result[]): string {
  return `${JSON.stringify({ ok: isWell(results), checks: results }, undefined, 2)}\n`;
}

/** Whether nothing failed. */
export const isWell = (results: readonly Result[]): boolean =>
  results.every(({ status }) => status !== 'failed');

const paint = (text: string, status: CheckStatus, { colours: isOn }: ReportStyle): string =>
  isOn ? styleText(colours[status], text, { validateStream: false }) : text;
const bold = (text: string, { colours: isOn }: ReportStyle): string =>
  isOn ? styleText('bold', text, { validateStream: false }) : text;

/** Breaks a line between words; a word that is too long stands alone. */
function wrap(line: string, { width }: ReportStyle): string[] {
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(width - INDENT, 20);
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > room) {
      lines.push(current);
      current = line.startsWith('→') ? `  ${word}` : word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
