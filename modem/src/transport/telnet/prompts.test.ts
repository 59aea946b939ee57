import { describe, expect, it } from 'vitest';
import { isGatewayPrompt, isLoginPrompt, isPasswordPrompt, isShellPrompt } from './prompts.ts';

describe('prompts', () => {
  it.each([
    {
      name: 'login',
      is: isLoginPrompt,
      lines: ['Login:', 'login: ', 'HG612 login:', 'Username:', 'User name: '],
    },
    { name: 'password', is: isPasswordPrompt, lines: ['Password:', 'password: ', 'admin Password:'] },
    { name: 'gateway', is: isGatewayPrompt, lines: ['ATP>', 'ATP> ', 'WAP>'] },
    {
      name: 'shell',
      is: isShellPrompt,
      lines: ['# ', '#', '$ ', '~ # ', '/var # ', 'root@modem:~# ', 'WAP(Dopra Linux) # '],
    },
  ])('recognises $lines as a $name prompt', ({ is, lines }) => {
    for (const line of lines) expect([line, is(line)]).toEqual([line, true]);
  });

  it.each([
    {
      name: 'login',
      is: isLoginPrompt,
      lines: ['', 'Last login: ', 'Login: admin', 'Please log in', 'Login'],
    },
    {
      name: 'password',
      is: isPasswordPrompt,
      lines: ['', 'Password:*****', 'Wrong password', 'The password is: '],
    },
    { name: 'gateway', is: isGatewayPrompt, lines: ['', '>', 'ATP>sh', 'a b>', '2>', `${'A'.repeat(64)}>`] },
    { name: 'shell', is: isShellPrompt, lines: ['', '##', '# ls', '# #', 'cost: $ 5', `${'x'.repeat(64)}#`] },
  ])('does not take $lines for a $name prompt', ({ is, lines }) => {
    for (const line of lines) expect([line, is(line)]).toEqual([line, false]);
  });
});
