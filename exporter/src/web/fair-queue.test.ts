import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

function drain(queue: FairQueue<string>): string[] {
  const items = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

it('takes the items of one client in order', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  expect(drain(queue)).toEqual(['a1', 'a2', 'a3']);
  expect(drain(queue)).toEqual([]);
});

it('takes an item that was put first before others of its client', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2']) queue.push('a', item);
  queue.push('b', 'b1');
  queue.unshift('b', 'b0');
  expect(drain(queue)).toEqual(['a1', 'b0', 'a2', 'b1']);
});

it('takes an item of each client in turn', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  for (const item of ['b1', 'b2']) queue.push('b', item);
  queue.push('c', 'c1');
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('lets a client that comes later wait for at most one item of each other client', () => {
  const queue = new FairQueue<string>();
  for (let index = 0; index < 1000; index += 1) queue.push('flood', `flood ${index}`);
  expect(queue.shift()).toBe('flood 0');
  queue.push('late', 'late');
  expect([queue.shift(), queue.shift()]).toEqual(['flood 1', 'late']);
});

it('counts the items of a client', () => {
  const queue = new FairQueue<string>();
  expect(queue.isEmpty).toBe(true);
  queue.push('a', 'a1');
  queue.push('a', 'a2');
  queue.push('b', 'b1');
  expect([queue.count('a'), queue.count('b'), queue.count('c'), queue.isEmpty]).toEqual([2, 1, 0, false]);
  drain(queue);
  expect([queue.count('a'), queue.isEmpty]).toEqual([0, true]);
});
