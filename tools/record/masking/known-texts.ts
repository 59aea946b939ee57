import { isIP } from 'node:net';
import type { ModemTarget } from '../../../modem/src/target.ts';
import { knownText, maskRules, type MaskRule } from './rules.ts';

/** All rules for one modem: the texts that the recorder knows to be personal, and the patterns of {@link maskRules}. */
export function maskRulesFor({ url, telnet }: ModemTarget, ownHostname: string): MaskRule[] {
  // An IP address is masked by its pattern, with a replacement that is an address too.
  const modemNames = [url.hostname, telnet?.host ?? ''].filter((host) => isIP(host) === 0);
  const known = [
    { kind: 'telnet password', text: telnet?.password ?? '', replacement: 'password' },
    { kind: 'telnet user name', text: telnet?.username ?? '', replacement: 'user' },
    ...modemNames.map((text) => ({ kind: "the modem's name", text, replacement: 'modem' })),
    { kind: "this machine's name", text: ownHostname, replacement: 'host' },
  ];
  // The longest first: a user name may be part of the modem's name.
  const ordered = known.toSorted((a, b) => b.text.length - a.text.length);
  return [
    ...ordered.flatMap(({ kind, text, replacement }) => knownText(kind, text, replacement)),
    ...maskRules,
  ];
}
