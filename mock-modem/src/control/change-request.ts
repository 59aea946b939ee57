import type { Context } from 'koa';
import { UnknownFleetEventError } from '../fleet/events.ts';
import { ParameterError } from '../parameters.ts';
import { UnknownScenarioError } from '../scenarios/catalogue.ts';
import { BadBodyError, readValues } from './request-values.ts';

/** A form is redirected back to the page; programs get the new state. */
const isForm = (context: Context): boolean => Boolean(context.is('application/x-www-form-urlencoded'));

/** The response to a request that cannot be carried out; undefined for a defect of the mock modem. */
function refusal(error: unknown): { status: number; body: object } | undefined {
  if (error instanceof UnknownScenarioError)
    return { status: 404, body: { error: error.message, scenarios: error.known } };
  if (error instanceof UnknownFleetEventError)
    return { status: 404, body: { error: error.message, events: error.known } };
  if (error instanceof ParameterError || error instanceof BadBodyError)
    return { status: 400, body: { error: error.message } };
  return undefined;
}

/**
 * Carries out a request that changes state: reads its values from query and body, and responds with the new state or
 * with the reason for the refusal.
 *
 * @param change Gets the name in the path and the values.
 */
export async function respondToChange(
  context: Context,
  change: (name: string, values: Record<string, unknown>) => Promise<void> | void,
  state: () => object,
): Promise<void> {
  const name = String((context['params'] as Record<string, string>)['name']);
  try {
    const values = { ...context.query, ...(await readValues(context.req)) };
    await change(name, values);
  } catch (error) {
    const refused = refusal(error);
    if (!refused) throw error;
    context.status = refused.status;
    context.body = refused.body;
    return;
  }
  if (isForm(context)) {
    context.status = 303;
    context.redirect('/');
  } else context.body = state();
}
