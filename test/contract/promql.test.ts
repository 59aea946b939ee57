import { describe, expect, it } from 'vitest';

import {
  fillIntervals,
  functionsOf,
  metricNamesOf,
  numbersOf,
  parsePromql,
  PromqlSyntaxError,
  selectorsOf,
} from '../support/promql.ts';
import { alerts, recordings } from '../support/rules.ts';
import { queriesOf, readDashboards } from '../support/dashboards/dashboard.ts';

const rules = [...alerts, ...recordings].map((rule) => ({
  place: `prometheus/rules/${rule.file}: ${'alert' in rule ? rule.alert : rule.record}`,
  expression: rule.expr,
}));

const queries = [...readDashboards()].flatMap(([file, dashboard]) =>
  queriesOf(dashboard).map(({ where, expr }) => ({
    place: `grafana/dashboards/${file}: ${where}`,
    expression: fillIntervals(expr),
  })),
);

/** File, rule and position of every expression that does not parse. */
const syntaxErrors = (expressions: readonly { place: string; expression: string }[]): string[] =>
  expressions.flatMap(({ place, expression }) => {
    try {
      parsePromql(expression);
      return [];
    } catch (error) {
      if (!(error instanceof PromqlSyntaxError)) throw error;
      return [`${place}: ${error.message}`];
    }
  });

it('finds no syntax error in the rules', () => {
  expect(rules.length).toBeGreaterThan(40);
  expect(syntaxErrors(rules)).toEqual([]);
});

it('finds no syntax error in the dashboards', () => {
  expect(queries.length).toBeGreaterThan(40);
  expect(syntaxErrors(queries)).toEqual([]);
});

describe('parsePromql', () => {
  it.each([
    ['hg612_up ==', 'character 12: unexpected end after "hg612_up =="'],
    ['rate(x[5m]', 'character 11: unexpected end after "rate(x[5m]"'],
    ['nosuch(x)', 'character 7: unexpected "(x)" after "nosuch"'],
    ['up{job="a"} up', 'character 13: unexpected "up" after "up{job=\\"a\\"} "'],
    ['', 'character 1: unexpected end after ""'],
  ])('rejects %j: %s', (expression, message) => {
    expect(() => parsePromql(expression)).toThrow(message);
    expect(() => parsePromql(expression)).toThrow(PromqlSyntaxError);
  });

  it('names file, rule and position', () => {
    expect(syntaxErrors([{ place: 'rules/x.yml: HG612X', expression: 'sum(up' }])).toEqual([
      'rules/x.yml: HG612X: character 7: unexpected end after "sum(up"',
    ]);
  });

  it('accepts the interval variables of Grafana, at unchanged positions', () => {
    const query = 'rate(x[$__rate_interval]) + max_over_time(y[$__range]) +';
    expect(fillIntervals(query)).toHaveLength(query.length);
    expect(() => parsePromql(fillIntervals(query))).toThrow(`character ${query.length + 1}: unexpected end`);
  });
});

describe('selectorsOf', () => {
  it('lists metric, matchers, range and enclosing function', () => {
    const expression =
      'sum by (job) (rate(a_total{job="x",b!~"y|z"}[5m])) / on (job) group_left c offset 1h > 3';
    expect(selectorsOf(expression)).toEqual([
      {
        metric: 'a_total',
        matchers: [
          { label: 'job', operator: '=', value: 'x' },
          { label: 'b', operator: '!~', value: 'y|z' },
        ],
        range: '5m',
        call: 'rate',
        from: expression.indexOf('a_total'),
        to: expression.indexOf('))'),
      },
      {
        metric: 'c',
        matchers: [],
        range: undefined,
        call: undefined,
        from: expression.indexOf('c offset'),
        to: expression.indexOf(' offset'),
      },
    ]);
  });

  it('gives the interval variables of Grafana as they are written', () => {
    expect(selectorsOf('rate(x_total[$__rate_interval]) + rate(y_total[ 5m ])')).toMatchObject([
      { metric: 'x_total', range: '$__rate_interval', call: 'rate' },
      { metric: 'y_total', range: '5m', call: 'rate' },
    ]);
  });

  it('does not take the range of a subquery for that of its selector', () => {
    expect(selectorsOf('max_over_time(x[7d:1m])')).toMatchObject([{ metric: 'x', range: undefined }]);
  });

  it('reads a selector without a metric name', () => {
    expect(selectorsOf('{__name__="x"}')).toMatchObject([{ metric: '', matchers: [{ value: 'x' }] }]);
  });
});

it('lists metric names, functions and numbers, and neither labels nor durations', () => {
  const expression = 'avg by (le) (rate(x[5m])) > 2 and absent(y{z="w"} offset 10m) or hg612:q:r * 1e3 + x';
  expect(metricNamesOf(expression)).toEqual(['x', 'y', 'hg612:q:r']);
  expect(functionsOf(expression)).toEqual(['avg', 'rate', 'absent']);
  expect(numbersOf(expression)).toEqual(['2', '1e3']);
});
