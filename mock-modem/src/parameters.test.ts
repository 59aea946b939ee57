import { describe, expect, it } from 'vitest';
import { ParameterError, readParameters, type Parameter } from './parameters.ts';

const parameters: Parameter[] = [
  { name: 'margin', description: 'dB', default: 0.5, minimum: -3, maximum: 12 },
  { name: 'at', description: 'where', default: 'login', choices: ['login', 'command'] },
];

describe('readParameters', () => {
  it.each([
    { raw: {}, values: { margin: 0.5, at: 'login' } },
    { raw: { margin: '', at: '' }, values: { margin: 0.5, at: 'login' } },
    { raw: { margin: '-1.5', at: 'command' }, values: { margin: -1.5, at: 'command' } },
    { raw: { margin: 12 }, values: { margin: 12, at: 'login' } },
  ])('reads $raw', ({ raw, values }) => {
    expect(readParameters(parameters, raw)).toEqual(values);
  });

  it.each([
    { raw: { margin: '13' }, message: 'margin: expected a number from -3 to 12, found "13"' },
    { raw: { margin: 'low' }, message: 'margin: expected a number from -3 to 12, found "low"' },
    { raw: { margin: ['1', '2'] }, message: 'margin: expected a number from -3 to 12, found ["1","2"]' },
    { raw: { margin: Number.NaN }, message: 'margin: expected a number from -3 to 12, found null' },
    { raw: { at: 'home' }, message: 'at: expected one of login, command, found "home"' },
    { raw: { colour: 1 }, message: 'colour: unknown parameter, expected margin, at' },
    {
      raw: { colour: 1, at: 2 },
      message: 'colour: unknown parameter, expected margin, at\nat: expected one of login, command, found 2',
    },
  ])('rejects $raw', ({ raw, message }) => {
    expect(() => readParameters(parameters, raw)).toThrow(new ParameterError(message.split('\n')));
  });
});
