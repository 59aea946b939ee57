import { styleText } from 'node:util';
import type { CheckStatus } from './check.ts';
import type { Result } from './run.ts';

/** Appearance of a report. */
interface ReportStyle {
  readonly colours: boolean;
  /** Columns at which lines wrap; `undefined`: never. */
  readonly width: number | undefined;
}

const COLOURS = { ok: 'green', note: 'yellow', failed: 'red', skipped: 'gray' } as const;
const STATUS_WIDTH = 9;
const NAME_WIDTH = 18;
const INDENT = 2 + STATUS_WIDTH + NAME_WIDTH;

/** One result, preceded by the heading of its group if `before` is of another one. Ends with a line break. */
export function renderResult(result: Result, before: Result | undefined, style: ReportStyle): string {
  const { group, name, status, code, message, advice } = result;
  const heading = before?.group === group ? '' : `${before === undefined ? '' : '\n'}${bold(group, style)}\n`;
  const label = status.padEnd(STATUS_WIDTH);
  const first = `  ${paint(label, status, style)}${name.padEnd(NAME_WIDTH)}`;
  const text = status === 'note' || status === 'failed' ? `${message} [${code}]` : message;
  const lines = [
    ...text.split('\n').flatMap((line) => wrap(line, style)),
    ...(advice?.split('\n') ?? []).flatMap((line) => wrap(`→ ${line}`, style)),
  ];
  return `${heading}${first}${lines.join(`\n${' '.repeat(INDENT)}`)}\n`;
}

/** Findings that together mean that the whole stack is down. */
const STACK_DOWN = ['exporter-unreachable', 'prometheus-unreachable', 'alertmanager-unreachable'];

/** The last line: the number of results by status, and where to start. */
export function renderSummary(results: readonly Result[], style: ReportStyle): string {
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  const counts = (['failed', 'note', 'skipped', 'ok'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status === 'note' && count(status) > 1 ? 'notes' : status}`)
    .join(', ');
  const first = results.find(({ status }) => status === 'failed');
  const isStackDown = STACK_DOWN.every((code) => results.some((result) => result.code === code));
  let verdict = paint('No problems found', 'ok', style);
  if (isStackDown)
    verdict = paint('The stack is not running: run `npm start` or `docker compose up -d`', 'failed', style);
  else if (first !== undefined) verdict = paint(`Start with "${first.name}"`, 'failed', style);
  return `\n${verdict} (${counts}).\n`;
}

/** The report for programs. */
export function renderJson(results: readonly Result[]): string {
  return `${JSON.stringify({ ok: hasNoFailure(results), checks: results }, undefined, 2)}\n`;
}

/** Whether no check failed. */
export const hasNoFailure = (results: readonly Result[]): boolean =>
  results.every(({ status }) => status !== 'failed');

const paint = (text: string, status: CheckStatus, { colours }: ReportStyle): string =>
  colours ? styleText(COLOURS[status], text, { validateStream: false }) : text;
const bold = (text: string, { colours }: ReportStyle): string =>
  colours ? styleText('bold', text, { validateStream: false }) : text;

/** Breaks a line between words. A word that is longer than the line is not broken. */
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
