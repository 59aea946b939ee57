import * as v from 'valibot';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { parseDuration } from '../../../lib/duration.ts';
import { BOUNDS } from '../../../lib/recording-format.ts';
import { RecordingError, type Problem } from './problem.ts';

const Text = v.pipe(v.string('expected a text'), v.trim(), v.nonEmpty('expected a text that is not empty'));

const Seconds = v.pipe(
  v.string('expected a duration such as 30s or 1m30s'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const seconds = parseDuration(dataset.value);
    if (seconds !== undefined && seconds > 0) return seconds;
    addIssue({
      message: `expected a duration above zero such as 30s or 1m30s, found ${JSON.stringify(dataset.value)}`,
    });
    return NEVER;
  }),
);

const BodyPath = v.pipe(
  Text,
  v.check(
    (path) => !/^[/\\]|\\|\0|^[a-z]:/i.test(path) && !path.split('/').includes('..'),
    ({ input }) => `expected a file inside the recording's folder, found ${JSON.stringify(input)}`,
  ),
);

const PageDescription = v.strictObject({
  status: v.optional(
    v.pipe(
      v.number('expected an HTTP status'),
      v.integer('expected an HTTP status'),
      v.minValue(200, 'expected an HTTP status from 200 to 599'),
      v.maxValue(599, 'expected an HTTP status from 200 to 599'),
    ),
    200,
  ),
  headers: v.optional(
    v.record(
      v.pipe(
        v.string(),
        v.regex(/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/, 'expected a header name'),
        v.check(
          (name) => !/^(?:content-length|transfer-encoding)$/i.test(name),
          'expected another header: Content-Length is added, and the body is not sent in chunks',
        ),
      ),
      v.pipe(
        v.string('expected a header value as text; quote numbers'),
        v.regex(/^[\t\x20-\x7e]*$/, 'expected a header value on one line'),
      ),
    ),
    {},
  ),
  body: BodyPath,
});

const FrameDescription = v.strictObject({
  for: Seconds,
  page: PageDescription,
  telnet: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.regex(/^[\x21-\x7e][\x20-\x7e]*$/, 'expected a command line')), BodyPath),
      v.check(
        (commands) => Object.keys(commands).length <= BOUNDS.commands,
        `expected at most ${BOUNDS.commands} commands`,
      ),
    ),
    {},
  ),
});

const Description = v.strictObject({
  title: Text,
  about: Text,
  numbers: Text,
  driver: v.picklist(['newer', 'older', 'unknown'], 'expected driver newer, older or unknown'),
  loop: v.optional(v.boolean('expected true or false'), false),
  frames: v.pipe(
    v.array(FrameDescription, 'expected a list of frames'),
    v.minLength(1, 'expected at least one frame'),
    v.maxLength(BOUNDS.frames, `expected at most ${BOUNDS.frames} frames`),
  ),
});

/** A validated `recording.yaml`; `for` is in seconds, files are not yet loaded. */
export type RecordingDescription = v.InferOutput<typeof Description>;

/** Returns the line number of the innermost existing value on a path of keys. */
type LineOf = (path: readonly (string | number)[]) => number;

function lineFinder(document: Document, counter: LineCounter): LineOf {
  return (path) => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  };
}

/** valibot's messages name types; these say what to write. */
function reasonOf(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue);
  const key = issue.path?.at(-1)?.key;
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${where}: unknown key, expected none`;
  if (issue.type === 'strict_object' && issue.received === 'undefined')
    return `${where}: missing key ${JSON.stringify(key)}`;
  const isMapping = issue.type === 'strict_object' || issue.type === 'record';
  const message = isMapping ? `expected keys with values, found ${issue.received}` : issue.message;
  return where ? `${where}: ${message}` : message;
}

/**
 * Reads the text of a `recording.yaml`.
 *
 * @param file The file name for problems.
 * @returns The description, and the line numbers of its values for problems found later.
 * @throws {RecordingError} with every problem found, each with its line.
 */
export function parseDescription(
  file: string,
  text: string,
): { description: RecordingDescription; lineOf: LineOf } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new RecordingError(
      document.errors.map((error): Problem => {
        const { line } = counter.linePos(error.pos[0]);
        return { file, line, reason: `no valid YAML: ${error.message}` };
      }),
    );
  }
  const lineOf = lineFinder(document, counter);
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: BOUNDS.frames });
  } catch (error) {
    throw new RecordingError([{ file, line: 1, reason: `no valid YAML: ${String(error)}` }]);
  }
  const result = v.safeParse(Description, content);
  if (result.success) return { description: result.output, lineOf };
  throw new RecordingError(
    result.issues.slice(0, 20).map((issue): Problem => {
      const path = (issue.path ?? []).map(({ key }) => key as string | number);
      return { file, line: lineOf(path), reason: reasonOf(issue) };
    }),
  );
}
