import { describe, expect, it } from 'vitest';
import { parseDescription } from './format.ts';

const GOOD = `title: A line
about: What it is
numbers: Made up
driver: newer
loop: true
frames:
  - for: 1m30s
    page:
      status: 200
      headers:
        Content-Type: text/html
      body: up.asp
    telnet:
      xdslcmd info --stats: stats.txt
`;

describe('parseDescription', () => {
  it('reads a description', () => {
    expect(parseDescription('r.yaml', GOOD).description).toEqual({
      title: 'A line',
      about: 'What it is',
      numbers: 'Made up',
      driver: 'newer',
      loop: true,
      frames: [
        {
          for: 90,
          page: { status: 200, headers: { 'Content-Type': 'text/html' }, body: 'up.asp' },
          telnet: { 'xdslcmd info --stats': 'stats.txt' },
        },
      ],
    });
  });

  it('has defaults for status, headers, loop and telnet', () => {
    const text =
      'title: a\nabout: b\nnumbers: c\ndriver: older\nframes:\n  - for: 1s\n    page: { body: p.asp }\n';
    const { description } = parseDescription('r.yaml', text);
    expect(description.loop).toBe(false);
    expect(description.frames).toEqual([
      { for: 1, page: { status: 200, headers: {}, body: 'p.asp' }, telnet: {} },
    ]);
  });

  it.each([
    {
      what: 'broken YAML',
      text: GOOD.replace('loop: true', 'loop: [true'),
      message: /^r\.yaml:6: no valid YAML: /,
    },
    {
      what: 'a duration without unit',
      text: GOOD.replace('1m30s', '90'),
      message: 'r.yaml:7: frames.0.for: expected a duration such as 30s or 1m30s',
    },
    {
      what: 'a duration of nothing',
      text: GOOD.replace('1m30s', '0s'),
      message: 'r.yaml:7: frames.0.for: expected a duration above zero such as 30s or 1m30s, found "0s"',
    },
    {
      what: 'an impossible status',
      text: GOOD.replace('status: 200', 'status: 700'),
      message: 'r.yaml:9: frames.0.page.status: expected an HTTP status from 200 to 599',
    },
    {
      what: 'a path upwards',
      text: GOOD.replace('up.asp', '../../etc/passwd'),
      message: `r.yaml:12: frames.0.page.body: expected a file inside the recording's folder, found "../../etc/passwd"`,
    },
    {
      what: 'an absolute path',
      text: GOOD.replace('stats.txt', '/etc/passwd'),
      message: `r.yaml:14: frames.0.telnet.xdslcmd info --stats: expected a file inside the recording's folder, found "/etc/passwd"`,
    },
    {
      what: 'an unknown driver',
      text: GOOD.replace('newer', 'newest'),
      message: 'r.yaml:4: driver: expected driver newer, older or unknown',
    },
    {
      what: 'an unknown key',
      text: `${GOOD}colour: red\n`,
      message: 'r.yaml:15: colour: unknown key, expected none',
    },
    {
      what: 'a missing key',
      text: GOOD.replace('      body: up.asp\n', ''),
      message: 'r.yaml:9: frames.0.page.body: missing key "body"',
    },
    {
      what: 'a header that would break the answer',
      text: GOOD.replace('text/html', '"a\\r\\nSet-Cookie: b"'),
      message: 'r.yaml:11: frames.0.page.headers.Content-Type: expected a header value on one line',
    },
    {
      what: 'a header that says where the answer ends',
      text: GOOD.replace('Content-Type: text/html', 'content-length: "5"'),
      message: `r.yaml:11: frames.0.page.headers.content-length: expected another header: Content-Length is added, and the body is not sent in chunks`,
    },
    {
      what: 'a page that is a number',
      text: GOOD.replace(/page:[^]*up.asp/, 'page: 5'),
      message: 'r.yaml:8: frames.0.page: expected keys with values, found 5',
    },
    {
      what: 'commands that are a number',
      text: GOOD.replace(/telnet:[^]*/, 'telnet: 7\n'),
      message: 'r.yaml:13: frames.0.telnet: expected keys with values, found 7',
    },
    {
      what: 'no frames',
      text: `${GOOD.slice(0, GOOD.indexOf('frames'))}frames: []\n`,
      message: 'r.yaml:6: frames: expected at least one frame',
    },
    { what: 'something else altogether', text: '- 1\n- 2\n', message: /^r\.yaml:1: / },
    { what: 'nothing', text: '', message: 'r.yaml:1: expected keys with values, found null' },
  ])('reports file, line and reason of $what', ({ text, message }) => {
    expect(() => parseDescription('r.yaml', text)).toThrow(message);
  });

  it('reports every problem on its own line', () => {
    const text = GOOD.replace('1m30s', 'x').replace('newer', 'x');
    expect(() => parseDescription('r.yaml', text)).toThrow(/^r\.yaml:4: .*\nr\.yaml:7: .*$/);
  });
});
