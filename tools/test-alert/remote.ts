import * as v from 'valibot';
import { RequestError } from '../../lib/http.ts';
import { type RunInExporter, whyNotRun } from '../stack/in-exporter.ts';
import { ENDPOINTS } from '../stack/services.mjs';
import type { TestResult } from './send.ts';

/** A test message and its result. */
export interface Sent {
  /** Label value of the test alert. */
  readonly run: string;
  readonly result: TestResult;
}

/** The message was not sent from the exporter's container. The message is shown to users. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

const OutcomeSchema = v.variant('kind', [
  v.object({ kind: v.literal('accepted') }),
  v.object({ kind: v.literal('pending'), attempts: v.number() }),
  v.object({ kind: v.literal('failed'), attempts: v.number(), reason: v.string() }),
]);

const DeliverySchema = v.pipe(
  v.object({ receiver: v.string(), firing: OutcomeSchema, resolved: v.optional(OutcomeSchema) }),
  v.transform(({ resolved, ...rest }) => ({ ...rest, resolved })),
);

const SentSchema = v.object({
  run: v.string(),
  result: v.variant('kind', [
    v.object({ kind: v.literal('sent'), deliveries: v.array(DeliverySchema) }),
    v.object({ kind: v.picklist(['no-receiver', 'silenced', 'lost', 'no-receiver-names']) }),
  ]),
});

/** Above the time that the program takes if a receiver does not respond. */
const IN_EXPORTER_MS = 90_000;

/**
 * Sends the test message from the exporter's container, which can reach Alertmanager without a published port.
 *
 * @throws {NotSentError}
 * @throws {RequestError} if Alertmanager does not respond
 */
export async function sendFromExporter(runInExporter: RunInExporter): Promise<Sent> {
  const result = await runInExporter(['test-alert', '--json'], IN_EXPORTER_MS);
  const sent = readSent(result.stdout);
  if (sent !== undefined) return sent;
  // Docker Compose's own errors have other exit statuses.
  if (result.code === 2) throw new RequestError(result.stderr.trim().split('\n')[0] ?? '');
  throw new NotSentError(
    "Alertmanager's port is not published, and the message cannot be sent from the exporter's container: " +
      `${whyNotRun(result)}\n` +
      `Run \`npm start\` to start the stack, or set ALERTMANAGER_PORT=${ENDPOINTS.alertmanager.port} in .env to publish the port ` +
      '(docs/security.md). For another Alertmanager: ALERTMANAGER_URL=… npm run test-alert',
  );
}

/** @returns undefined if this is not the JSON of the program */
function readSent(text: string): Sent | undefined {
  try {
    return v.parse(SentSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
