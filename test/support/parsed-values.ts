import type { CollectorData, Parsed } from '../../modem/src/collectors/collector.ts';
import { ModemFormatError } from '../../modem/src/errors.ts';

/** The data of a text; none when the parser rejects it. Other errors are passed on. */
export function dataBy(parse: (output: string) => Parsed, output: string): CollectorData {
  try {
    return parse(output).data;
  } catch (error) {
    if (error instanceof ModemFormatError) return {};
    throw error;
  }
}

/** Every value, by path. */
export function valuesByPath(data: unknown, path = ''): Map<string, unknown> {
  if (typeof data !== 'object' || data === null) return new Map([[path, data]]);
  return new Map(Object.entries(data).flatMap(([key, part]) => [...valuesByPath(part, `${path}.${key}`)]));
}

/** The values of one reading that are not the same in another. */
export function differingValues(part: CollectorData, whole: CollectorData): [string, unknown][] {
  const all = valuesByPath(whole);
  return [...valuesByPath(part)].filter(([path, value]) => all.get(path) !== value);
}
