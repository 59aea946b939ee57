import { editDistance, nearest } from '../../lib/nearest.ts';
import type { SettingNames } from './check.ts';

/**
 * Names of settings in `.env.example` (`NAME=`, commented out or not) or in a compose file (`${NAME…}`).
 */
export const namesIn = (text: string): string[] =>
  Array.from(
    text.matchAll(/^#?([A-Z][A-Z\d_]*)=|\$\{([A-Z][A-Z\d_]*)/gm),
    ([, set, used]) => set ?? used ?? '',
  );

/** Variables of Docker's own programs. */
const DOCKER = /^(?:COMPOSE|DOCKER|BUILDKIT|BUILDX)_/;

/** The settings in `.env` that nothing in the stack reads, each with a suggestion if a known name is similar. */
export const unknownNames = ({ used, known }: SettingNames): { name: string; suggestion: string }[] =>
  used
    .filter((name) => !known.includes(name) && !DOCKER.test(name))
    .map((name) => {
      const suggestion = nearest(name, known);
      const isSimilar = editDistance(name, suggestion) <= Math.max(2, name.length / 4);
      return { name, suggestion: isSimilar ? suggestion : '' };
    });
