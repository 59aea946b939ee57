import { describe, expect, it } from 'vitest';
import { layOut } from './layout.ts';

const panel = (title: string, w: number, h: number) => ({
  type: 'stat',
  title,
  gridPos: { x: 0, y: 0, w, h },
});

const places = (placed: ReturnType<typeof layOut>) =>
  placed.map(({ id, title, gridPos }) => [id, title, gridPos?.x, gridPos?.y, gridPos?.w, gridPos?.h]);

describe('layOut', () => {
  it('stacks rows by the height of their tallest panel and numbers all panels', () => {
    const placed = layOut([
      { rows: [[panel('a', 10, 4), panel('b', 14, 6)], [panel('c', 24, 2)]] },
      { title: 'More', rows: [[panel('d', 24, 3)]] },
    ]);
    expect(places(placed)).toEqual([
      [1, 'a', 0, 0, 10, 4],
      [2, 'b', 10, 0, 14, 6],
      [3, 'c', 0, 6, 24, 2],
      [4, 'More', 0, 8, 24, 1],
      [5, 'd', 0, 9, 24, 3],
    ]);
  });

  it('does not modify its input', () => {
    const given = panel('a', 24, 4);
    layOut([{ rows: [[panel('before', 24, 4)], [given]] }]);
    expect(given).toEqual(panel('a', 24, 4));
  });

  it('rejects a row that is too wide or too narrow, naming its panels', () => {
    expect(() => layOut([{ rows: [[panel('a', 12, 4), panel('b', 13, 4)]] }])).toThrow(
      'the panels of a row must fill 24 columns, found 25: a, b',
    );
    expect(() => layOut([{ rows: [[panel('a', 12, 4)]] }])).toThrow('found 12: a');
  });
});
