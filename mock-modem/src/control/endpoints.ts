import type { Router } from '@koa/router';
import type { StatisticsRecorder } from '../protocols/statistics.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import type { Playback, ScenarioSelection } from '../scenarios/playback.ts';
import { respondToChange } from './change-request.ts';

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
  router.register('/-/scenario/:name', ['PUT', 'POST'], (context) =>
    respondToChange(
      context,
      (name, values) => playback.set(name, values),
      () => stateJson(playback),
    ),
  );
  router.get('/-/requests', (context) => {
    context.body = statistics.snapshot();
  });
  router.delete('/-/requests', (context) => {
    statistics.reset();
    context.body = statistics.snapshot();
  });
}
