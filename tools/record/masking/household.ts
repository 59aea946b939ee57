import { isIP } from 'node:net';
import type { ModemTarget } from '../../../modem/src/target.ts';
import { knownText, maskRules, type MaskRule } from './rules.ts';

/** All that is to be masked for one household: what it told the recorder itself, and what looks like it. */
export function householdRules({ url, telnet }: ModemTarget, ownHostname: string): MaskRule[] {
  // An IP address has a rule, and a stand-in of its form.
  const modemNames = [url.hostname, telnet?.host ?? ''].filter((host) => isIP(host) === 0);
  const known = [
    { kind: 'telnet password', text: telnet?.password ?? '', replacement: 'password' },
    { kind: 'telnet user name', text: telnet?.username ?? '', replacement: 'user' },
    ...modemNames.map((text) => ({ kind: "the modem's name", text, replacement: 'modem' })),
    { kind: "this machine's name", text: ownHostname, replacement: 'host' },
  ];
  // A user name may be part of the modem's name.
  const longestFirst = known.toSorted((a, b) => b.text.length - a.text.length);
  return [
    ...longestFirst.flatMap(({ kind, text, replacement }) => knownText(kind, text, replacement)),
    ...maskRules,
  ];
}
