import { compose } from '../../tools/stack/compose.mjs';

/**
 * The result of a check of the doctor.
 *
 * @typedef {object} Finding
 * @property {string} group
 * @property {string} name
 * @property {'ok' | 'note' | 'failed' | 'skipped'} status
 * @property {string} code
 * @property {string} message
 * @property {string} [advice]
 *
 * @typedef {object} Report
 * @property {[label: string, text: string][]} rows
 * @property {boolean} ok the modem was read from every configured source
 * @property {boolean} isLineKnown it was read from one of them
 */

/** The doctor's bounds on a status page and a telnet session that do not respond, and the rest. */
const DOCTOR_MS = 40_000;

const NO_RESULT = 'could not be checked; `docker compose exec exporter hg612 doctor` checks every part';

/**
 * Reads the modem once, from the exporter's container, and lists the receivers of notifications.
 *
 * @param {import('../../tools/stack/compose.mjs').Stack} stack a running one
 * @returns {Promise<Report>}
 */
export async function readModemOnce(stack) {
  const doctor = ['hg612', 'doctor', '--json', '--only', 'modem', '--only', 'alertmanager'];
  const { stdout } = await compose(['exec', '-T', 'exporter', ...doctor], stack, DOCTOR_MS);
  try {
    const { checks } = /** @type {{ checks: Finding[] }} */ (JSON.parse(stdout));
    return reportOn(checks);
  } catch {
    return { rows: [['Line', NO_RESULT]], ok: false, isLineKnown: false };
  }
}

/**
 * @param {readonly Finding[]} findings of the groups settings, modem and alertmanager
 * @returns {Report}
 */
export function reportOn(findings) {
  const failures = findings.filter(({ group, status }) => status === 'failed' && group !== 'Alertmanager');
  const line = findings.find(({ name }) => name === 'line');
  const isKnown = line !== undefined && line.status !== 'skipped' && line.code !== 'line-unknown';
  const notes = findings.filter(
    ({ group, name, status }) => group !== 'Alertmanager' && name !== 'line' && status === 'note',
  );
  return {
    rows: [
      ['Line', isKnown ? line.message : 'unknown: the modem cannot be read'],
      ...failures.flatMap(rowsOf),
      // Of a page that cannot be read, or of a line that is down.
      ...notes.filter(({ code }) => code !== 'layout-unknown').flatMap(rowsOf),
      ...receivers(findings),
    ],
    ok: failures.length === 0 && isKnown,
    isLineKnown: isKnown,
  };
}

/**
 * @param {Finding} finding
 * @returns {[string, string][]}
 */
const rowsOf = ({ name, message, advice = '' }) => [
  ['', `${name}: ${message.replaceAll('\n', '; ')}`],
  ...(advice === '' ? [] : [/** @type {[string, string]} */ (['', `→ ${advice}`])]),
];

/**
 * @param {readonly Finding[]} findings
 * @returns {[string, string][]}
 */
function receivers(findings) {
  const finding = findings.find(({ name }) => name === 'receivers');
  if (finding === undefined || finding.status === 'skipped') return [];
  if (finding.status === 'ok') return [['Notifications', finding.message]];
  return [
    ['Notifications', finding.message],
    ['', `→ ${finding.advice ?? ''}`],
  ];
}
