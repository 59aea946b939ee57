import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { ParameterError } from '../parameters.ts';
import type { StatisticsRecorder } from '../protocols/statistics.ts';
import { SCENARIOS, UnknownScenarioError } from '../scenarios/catalogue.ts';
import type { Playback, ScenarioSelection } from '../scenarios/playback.ts';
import { BadBodyError, readValues } from './request-values.ts';

const selectionJson = ({ scenario, parameters }: ScenarioSelection): object => ({
  scenario: scenario.name,
  parameters,
});

/** The current scenario and line, for programs. */
const stateJson = (playback: Playback): object => ({
  ...selectionJson(playback.selection),
  line: {
    ...selectionJson(playback.line),
    source: playback.line.source.name,
    elapsedSeconds: Math.floor(playback.elapsedSeconds()),
  },
});

/** A form is redirected back to the page; programs get the new state. */
const isForm = (context: Context): boolean => Boolean(context.is('application/x-www-form-urlencoded'));

async function switchScenario(context: Context, playback: Playback): Promise<void> {
  const name = String((context['params'] as Record<string, string>)['name']);
  try {
    const values = { ...context.query, ...(await readValues(context.req)) };
    await playback.set(name, values);
  } catch (error) {
    const isExpected =
      error instanceof UnknownScenarioError ||
      error instanceof ParameterError ||
      error instanceof BadBodyError;
    if (!isExpected) throw error;
    context.status = error instanceof UnknownScenarioError ? 404 : 400;
    context.body = {
      error: error.message,
      ...(error instanceof UnknownScenarioError ? { scenarios: error.known } : {}),
    };
    return;
  }
  if (isForm(context)) {
    context.status = 303;
    context.redirect('/');
  } else context.body = stateJson(playback);
}

/** Adds the endpoints that control the mock modem and report its statistics. They respond in every scenario. */
export function addEndpoints(router: Router, playback: Playback, statistics: StatisticsRecorder): void {
  router.get('/-/healthy', (context) => {
    context.body = 'healthy\n';
  });
  router.get('/-/scenarios', (context) => {
    context.body = {
      current: stateJson(playback),
      scenarios: SCENARIOS.map((scenario) => ({
        ...scenario,
        current: scenario === playback.selection.scenario,
      })),
    };
  });
  router.put('/-/scenario/:name', (context) => switchScenario(context, playback));
  router.post('/-/scenario/:name', (context) => switchScenario(context, playback));
  router.get('/-/requests', (context) => {
    context.body = statistics.snapshot();
  });
  router.delete('/-/requests', (context) => {
    statistics.reset();
    context.body = statistics.snapshot();
  });
}
