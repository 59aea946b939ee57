import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { SCENARIOS, UnknownScenarioError } from '../scenario/catalogue.ts';
import { ParameterError } from '../scenario/parameters.ts';
import type { Act, Stage } from '../stage.ts';
import type { Counters } from '../stats.ts';
import { BadBodyError, readValues } from './body.ts';

const actJson = ({ scenario, parameters }: Act): object => ({ scenario: scenario.name, parameters });

/** What is on now, for programs. */
const stateJson = (stage: Stage): object => ({
  ...actJson(stage.act),
  line: {
    ...actJson(stage.line),
    source: stage.line.source.name,
    elapsedSeconds: Math.floor(stage.elapsedSeconds()),
  },
});

/** A browser's form comes back to the page; programs get the new state. */
const isForm = (context: Context): boolean => Boolean(context.is('application/x-www-form-urlencoded'));

async function switchScenario(context: Context, stage: Stage): Promise<void> {
  const name = String((context['params'] as Record<string, string>)['name']);
  try {
    const values = { ...context.query, ...(await readValues(context.req)) };
    await stage.set(name, values);
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
  } else context.body = stateJson(stage);
}

/** Adds the endpoints that steer the mock modem and say what it was asked; they answer whatever the scenario. */
export function addControl(router: Router, stage: Stage, counters: Counters): void {
  router.get('/-/healthy', (context) => {
    context.body = 'healthy\n';
  });
  router.get('/-/scenarios', (context) => {
    context.body = {
      current: stateJson(stage),
      scenarios: SCENARIOS.map((scenario) => ({ ...scenario, current: scenario === stage.act.scenario })),
    };
  });
  router.put('/-/scenario/:name', (context) => switchScenario(context, stage));
  router.post('/-/scenario/:name', (context) => switchScenario(context, stage));
  router.get('/-/requests', (context) => {
    context.body = counters.snapshot();
  });
  router.delete('/-/requests', (context) => {
    counters.reset();
    context.body = counters.snapshot();
  });
}
