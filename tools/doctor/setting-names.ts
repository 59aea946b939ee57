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

/** The names in `.env` that nothing in the stack reads. */
export const unknownNames = ({ used, known }: Pick<SettingNames, 'used' | 'known'>): string[] =>
  used.filter((name) => !known.includes(name) && !DOCKER.test(name));
