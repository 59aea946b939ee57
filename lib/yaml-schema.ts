import * as v from 'valibot';
import { nearest } from './nearest.ts';

/** Longer names are cut before the nearest known one is looked for. */
const MAX_NAME = 80;

/** Any mapping; a list, which is an object in JavaScript too, is not one. */
export const anyMapping = (expected: string) =>
  v.custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    expected,
  );

/** A mapping with these fields. Any other field is a problem, each of them reported. */
export const mapping = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.pipe(
    anyMapping('a mapping'),
    v.looseObject(fields),
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (typeof value !== 'object' || value === null) return;
      const input = value as Record<string, unknown>;
      for (const key of Object.keys(input)) {
        if (Object.hasOwn(fields, key)) continue;
        addIssue({
          message: `unknown field; did you mean ${nearest(key.slice(0, MAX_NAME), Object.keys(fields))}?`,
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        });
      }
    }),
    v.transform((value): v.InferOutput<v.ObjectSchema<Fields, undefined>> => value),
  );
