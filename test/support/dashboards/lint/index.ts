import { layoutRules } from './layout.ts';
import { panelRules } from './panels.ts';
import { queryRules } from './queries.ts';

/** The rules by title. */
export const rules = { ...queryRules, ...panelRules, ...layoutRules };
