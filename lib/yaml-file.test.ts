import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseYamlFile, type YamlOptions } from './yaml-file.ts';
import { mapping } from './yaml-schema.ts';

const schema = mapping({
  name: v.optional(v.string('a name')),
  limits: v.nullish(
    mapping({ size: v.number('a number'), unit: v.optional(v.picklist(['kB', 'MB'], 'kB or MB')) }),
  ),
  sites: v.optional(v.array(mapping({ name: v.string('a name') }), 'a list')),
  password: v.optional(v.string('a password')),
});

const parse = (text: string, options?: YamlOptions) => parseYamlFile('test.yml', text, schema, options);

describe('a file that matches its schema', () => {
  it.each([
    { text: '', value: {} },
    { text: '# only a comment\n', value: {} },
    { text: 'limits:\n', value: { limits: null } },
    {
      text: 'name: a\nlimits: { size: 3, unit: kB }\n',
      value: { name: 'a', limits: { size: 3, unit: 'kB' } },
    },
  ])('$text', ({ text, value }) => {
    expect(parse(text)).toMatchObject({ value, problems: [] });
  });

  it('takes later problems at the position of a value', () => {
    const file = parse('name: a\nsites:\n  - name: b\n');
    file.report(['sites', 0, 'name'], 'is not known');
    file.report(['sites', 0, 'missing'], 'is missing');
    expect(file.problems).toEqual([
      'test.yml:3:11: sites[0].name: is not known',
      'test.yml:3:5: sites[0].missing: is missing',
    ]);
  });
});

describe('a hostile file', () => {
  it('has problems with the names that every object has', () => {
    expect(parse('toString: 2\nlimits: { size: 1, hasOwnProperty: 3 }\n').problems).toEqual([
      expect.stringMatching(/^test\.yml:1:1: toString: unknown field; did you mean /),
      expect.stringMatching(/^test\.yml:2:20: limits\.hasOwnProperty: unknown field; did you mean /),
    ]);
    expect(parse('limits: { size: 1, constructor: 3 }\n__proto__: {}\nprototype: 1\n').problems).toEqual([
      'test.yml:2:1: __proto__ is a reserved name',
      'test.yml:3:1: prototype is a reserved name',
      'test.yml:1:20: constructor is a reserved name',
    ]);
  });

  it.each([
    { name: 'lists', text: `sites:\n  ${'['.repeat(500_000)}`, position: '2:103' },
    { name: 'mappings', text: `sites: ${'{a: '.repeat(200_000)}`, position: '1:408' },
    { name: 'items', text: `\nsites:\n${'- '.repeat(500_000)}a`, position: '3:1' },
    { name: 'keys', text: `sites:\n${'? '.repeat(500_000)}a`, position: '2:1' },
  ])('may not nest $name deeply', ({ text, position }) => {
    expect(parse(text).problems).toEqual([`test.yml:${position}: nested more than 100 levels deep`]);
  });

  it('may not expand aliases to a huge document', () => {
    const level = (at: number) => `l${at}: &l${at} [${`*l${at - 1}, `.repeat(9)}]\n`;
    const text = `l0: &l0 [x]\n${[1, 2, 3, 4, 5, 6, 7, 8].map(level).join('')}`;
    expect(parse(text).problems).toEqual([
      'test.yml:1:1: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it('is read in a time that grows with its size, and its problems are bounded', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `key${at}: 1\n`).join('');
    const startedAt = performance.now();
    const { problems, report } = parse(text);
    // With a comparison of each key with each other it takes 30 s.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    report(['key1'], 'one more');
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(/^test\.yml:\S+ key100: there are more problems$/);
  });

  it.each([
    'password: *hunter2',
    'password: !hunter2 x',
    'password: "a\\hunter2"',
    'password: x\n]hunter2',
    'password: "x" "hunter2"',
    'password: @hunter2',
    'password: &hunter2',
    'password: |\n   x\n hunter2',
    'password: x\n hunter2: y',
    'password: `hunter2`',
    'password: %hunter2\n%hunter2',
  ])('does not quote a secret that is not YAML: %j', (text) => {
    const { problems } = parse(text, { isSecret: () => true });
    expect(problems.join('\n')).not.toContain('hunter');
  });

  it('is quoted in part, without invisible characters', () => {
    const { problems } = parse(
      `? "${'x'.repeat(10_000)}"\n: 1\n"\\e[31m\\u202e": 1\nname: !${'y'.repeat(10_000)} z\n`,
    );
    expect(Math.max(...problems.map(({ length }) => length))).toBeLessThan(500);
    expect(parse('"\\e[31m\\u202e\\u2028": 1').problems).toEqual([
      'test.yml:1:1: \\u001b[31m\\u202e\\u2028: unknown field; did you mean name?',
    ]);
  });
});

describe('problems name file, line, column and field', () => {
  it.each([
    { name: 'not a mapping', text: 'junk', problems: ['test.yml:1:1: expected a mapping, found "junk"'] },
    {
      name: 'not YAML',
      text: 'name: [\n',
      problems: [expect.stringMatching(/^test\.yml:2:1: Flow sequence/)],
    },
    {
      name: 'a repeated key',
      text: 'name: a\nname: b\n',
      problems: ['test.yml:2:1: Map keys must be unique'],
    },
    { name: 'a missing field', text: 'limits: {}\n', problems: ['test.yml:1:9: limits.size: missing'] },
    {
      name: 'every unknown field, and a wrong value',
      text: 'nam: a\nlimits:\n  size: many\n  Unit: kB\n  other: 1\n',
      problems: [
        'test.yml:1:1: nam: unknown field; did you mean name?',
        'test.yml:3:9: limits.size: expected a number, found "many"',
        'test.yml:4:3: limits.Unit: unknown field; did you mean unit?',
        'test.yml:5:3: limits.other: unknown field; did you mean size?',
      ],
    },
    {
      name: 'a wrong item of a list',
      text: 'sites:\n  - name: a\n  - 3\n',
      problems: ['test.yml:3:5: sites[1]: expected a mapping, found 3'],
    },
    {
      name: 'a huge alias expansion',
      text: `a: &a [${'x,'.repeat(200)}]\nb: &b [${'*a,'.repeat(200)}]\nc: [${'*b,'.repeat(200)}]\n`,
      problems: [expect.stringContaining('Excessive alias count')],
    },
  ])('$name', ({ text, problems }) => {
    expect(parse(text)).toMatchObject({ value: undefined, problems });
  });

  it('does not quote a secret', () => {
    const { problems } = parse('password: 123456\n', { isSecret: ([key]) => key === 'password' });
    expect(problems).toEqual(['test.yml:1:11: password: expected a password']);
  });
});
