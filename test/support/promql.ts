import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A PromQL expression that does not parse. The message shows the position and the text around it. */
export class PromqlSyntaxError extends Error {
  override name = 'PromqlSyntaxError';
  /** Offset of the first character that does not fit; the length of the expression when it ends too early. */
  readonly position: number;

  constructor(expression: string, position: number) {
    const before = expression.slice(Math.max(0, position - 40), position);
    const after = expression.slice(position, position + 20);
    const found = after === '' ? 'unexpected end' : `unexpected ${JSON.stringify(after)}`;
    super(`character ${position + 1}: ${found} after ${JSON.stringify(before)}`);
    this.position = position;
  }
}

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** An instant or range selector, e.g. `hg612_up{job="hg612"}[5m]`. */
export interface Selector {
  /** Empty where the selector has braces only. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** The text between the square brackets of a range selector, e.g. `5m` or `$__rate_interval`. */
  readonly range: string | undefined;
  /** The function that the selector is a direct argument of, e.g. `rate`. */
  readonly call: string | undefined;
  /** Offsets in the expression, range included. */
  readonly from: number;
  readonly to: number;
}

/**
 * Parses a PromQL expression. Checks syntax and function names, not types: `rate(hg612_up)` passes, and only promtool
 * rejects it.
 *
 * @throws {PromqlSyntaxError}
 */
export function parsePromql(expression: string): Tree {
  const tree = parser.parse(expression);
  const error = nodes(tree).find(({ type }) => type.isError);
  if (error !== undefined) throw new PromqlSyntaxError(expression, error.from);
  return tree;
}

/**
 * Replaces Grafana's interval variables by a duration, so that a panel's query parses. The length stays the same, and
 * with it the positions in errors.
 */
export const fillIntervals = (query: string): string =>
  query.replaceAll(/\$__(?:rate_interval|interval|range)\b/g, (name) => '5m'.padEnd(name.length));

/**
 * The selectors of an expression or of a panel's query, from left to right.
 *
 * @throws {PromqlSyntaxError}
 */
export function selectorsOf(expression: string): Selector[] {
  const text = (node: SyntaxNode) => expression.slice(node.from, node.to);
  return nodesNamed(parsePromql(fillIntervals(expression)), 'VectorSelector').map((selector) => {
    const metric = selector.getChild('Identifier');
    const matrix = selector.parent?.name === 'MatrixSelector' ? selector.parent : null;
    const whole = matrix ?? selector;
    return {
      metric: metric === null ? '' : text(metric),
      matchers: matchersOf(selector, text),
      // As written: in the tree an interval variable is a padded duration.
      range: matrix === null ? undefined : rangeIn(expression.slice(selector.to, matrix.to)),
      call: callAround(whole, text),
      from: whole.from,
      to: whole.to,
    };
  });
}

/**
 * Names of the metrics and recorded series that an expression reads, each once.
 *
 * @throws {PromqlSyntaxError}
 */
export const metricNamesOf = (expression: string): string[] => [
  ...new Set(selectorsOf(expression).flatMap(({ metric }) => (metric === '' ? [] : [metric]))),
];

/**
 * Names of the functions and aggregations that an expression uses, each once.
 *
 * @throws {PromqlSyntaxError}
 */
export const functionsOf = (expression: string): string[] => [
  ...new Set(
    nodes(parsePromql(expression))
      .filter(({ name }) => name === 'FunctionIdentifier' || name === 'AggregateOp')
      .map(({ from, to }) => expression.slice(from, to)),
  ),
];

/**
 * The number literals of an expression, as written; without the durations of ranges and offsets.
 *
 * @throws {PromqlSyntaxError}
 */
export const numbersOf = (expression: string): string[] =>
  nodesNamed(parsePromql(expression), 'NumberDurationLiteral').map(({ from, to }) =>
    expression.slice(from, to),
  );

/** `[5m]` → `5m` */
const rangeIn = (brackets: string): string =>
  brackets.slice(brackets.indexOf('[') + 1, brackets.lastIndexOf(']')).trim();

function matchersOf(selector: SyntaxNode, text: (node: SyntaxNode) => string): Matcher[] {
  const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return matchers.map((matcher) => {
    const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) =>
      text(matcher.getChild(name)!),
    );
    return {
      label: label!,
      operator: operator as Matcher['operator'],
      value: value!.slice(1, -1),
    };
  });
}

function callAround(node: SyntaxNode, text: (node: SyntaxNode) => string): string | undefined {
  // `increase(x[1h] offset 1d)`: the offset is between the call and the selector.
  let outer = node;
  while (outer.parent?.name === 'OffsetExpr') outer = outer.parent;
  const body = outer.parent;
  const call = body?.name === 'FunctionCallBody' ? body.parent : null;
  const name = call?.getChild('FunctionIdentifier');
  return name ? text(name) : undefined;
}

const nodesNamed = (tree: Tree, name: string) => nodes(tree).filter((node) => node.name === name);

/** Every node of a tree, parents before children. */
function nodes(tree: Tree): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: ({ node }) => {
      found.push(node);
    },
  });
  return found;
}
