import { fileURLToPath } from 'node:url';

/** The project's directory. Only for programs that run from a checkout: in an image there is none. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
