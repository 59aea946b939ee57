import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder. Disposing of it removes it with what is in it. */
export type TemporaryFolder = Awaited<ReturnType<typeof mkdtempDisposable>>;

/** Creates an empty folder. */
export const temporaryFolder = (): Promise<TemporaryFolder> => mkdtempDisposable(join(tmpdir(), 'hg612-'));
