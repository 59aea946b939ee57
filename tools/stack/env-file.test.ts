import { describe, expect, it } from 'vitest';
import { cases, ENVIRONMENT, refused } from '../../test/support/env-file-cases.ts';
import { EnvFileError, parseEnvFile } from './env-file.mjs';

describe('parseEnvFile', () => {
  it.each(cases)('reads $file', ({ file, value }) => {
    expect(parseEnvFile(file, ENVIRONMENT)['T']).toBe(value);
  });

  it.each(refused)('refuses $file', ({ file, message }) => {
    expect(() => parseEnvFile(file, ENVIRONMENT)).toThrow(new EnvFileError(message));
  });
});
