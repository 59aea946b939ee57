import { adsl2plus } from './adsl2plus.ts';
import type { LineKind, LineKindName } from './kind.ts';
import { ginp, ginp3db, interleaved, older } from './vdsl2.ts';

const kinds: Readonly<Record<LineKindName, LineKind>> = {
  'vdsl2-ginp': ginp,
  'vdsl2-ginp-3db': ginp3db,
  'vdsl2-interleaved': interleaved,
  'vdsl2-older': older,
  adsl2plus,
};

/** The constants of a kind of line. */
export const lineKind = (name: LineKindName): LineKind => kinds[name];
