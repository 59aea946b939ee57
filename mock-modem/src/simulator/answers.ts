import { layoutOf, renderXdslStatus } from '../render/page.ts';
import { renderPbParams } from '../render/pb-params.ts';
import { renderProcUptime } from '../render/proc-uptime.ts';
import type { LineSnapshot } from '../render/snapshot.ts';
import { renderShow, renderState, renderStats } from '../render/stats.ts';
import type { ShellStyle } from '../render/stats.ts';
import { renderBits, renderHlog, renderQln, renderSnr } from '../render/tones.ts';
import type { Answers, Page } from '../source.ts';

const headers = { 'Content-Type': 'text/html' };

const commands: Readonly<Record<string, (line: LineSnapshot, style: ShellStyle) => string>> = {
  'xdslcmd info --stats': renderStats,
  'xdslcmd info --pbParams': renderPbParams,
  'xdslcmd info --Bits': renderBits,
  'xdslcmd info --SNR': renderSnr,
  'xdslcmd info --QLN': renderQln,
  'xdslcmd info --Hlog': renderHlog,
  'xdslcmd info --show': renderShow,
  'xdslcmd info --state': renderState,
  'cat /proc/uptime': renderProcUptime,
};

/** The answers of both protocols for a line. Each is rendered on its first use. */
export function createAnswers(line: LineSnapshot, style: ShellStyle): Answers {
  let page: Page | undefined;
  const telnet: Record<string, string> = {};
  for (const [command, render] of Object.entries(commands)) {
    let output: string | undefined;
    Object.defineProperty(telnet, command, {
      enumerable: true,
      get: () => (output ??= render(line, style)),
    });
  }
  return {
    get page() {
      page ??= { status: 200, headers, body: renderXdslStatus(line, { layout: layoutOf(line) }) };
      return page;
    },
    telnet,
  };
}
