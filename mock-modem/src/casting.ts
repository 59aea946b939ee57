import { lineKindNames, type LineKindName } from './simulator/line-kinds.ts';
import { simulatedSource, type SimulatedSource } from './simulator/source.ts';
import type { Frame, Source } from './source.ts';
import type { Casting } from './stage.ts';

/** The line that is played where nobody has chosen one. */
export const DEFAULT_LINE: LineKindName = 'vdsl2-ginp';
/** Which of all lines of its kind that is. */
export const DEFAULT_SEED = 1;

/** What starts the name of a simulated line where a recording could be named as well. */
const SIMULATED = 'simulated:';

/** The lines there are besides recordings, by the names people choose them with. */
export const SIMULATED_LINES: readonly string[] = lineKindNames.map((kind) => SIMULATED + kind);

/** How lines are found. */
export interface CastingOptions {
  /** Folder of the shipped recordings. */
  readonly recordings: string;
  /**
   * What plays `steady`: the name or path of a recording, `simulated:` and a kind of line, a source of the caller's
   * own. By default the simulated VDSL2 line with G.INP.
   */
  readonly line?: string | Source;
  /** Any whole number: the same seed is the same simulated line. */
  readonly seed: number;
  /** Has the simulated line lived for weeks before it is seen? */
  readonly past: boolean;
  /** Wall clock in Unix seconds. */
  readonly wallClock: () => number;
}

/** The kind of simulated line that comes nearest to what a source tells. */
function kindLike({ page, telnet }: Frame): LineKindName {
  const stats = telnet['xdslcmd info --stats'] ?? '';
  if (!page.body.toString('latin1').includes('"VDSL2"') && !stats.includes('VDSL2')) return 'adsl2plus';
  if (/^Path:/m.test(stats)) return 'vdsl2-older';
  return stats === '' || stats.includes('Retransmit Counters') ? 'vdsl2-ginp' : 'vdsl2-interleaved';
}

/** The kind of simulated line that a name stands for; undefined when it names a recording. Without a name: VDSL2. */
export function simulatedKind(name: string | undefined): LineKindName | undefined {
  return name === undefined ? DEFAULT_LINE : lineKindNames.find((kind) => name === SIMULATED + kind);
}

/** Loads what a name stands for; a simulated line needs no loading. */
async function findLine({ recordings, line }: CastingOptions): Promise<LineKindName | Source> {
  if (typeof line === 'object') return line;
  const kind = simulatedKind(line);
  if (kind || line === undefined) return kind ?? DEFAULT_LINE;
  // Reading YAML takes as much memory as all the rest: only who replays a recording pays for it.
  const [{ findRecording }, { replay }] = await Promise.all([
    import('./recording/load.ts'),
    import('./recording/replay.ts'),
  ]);
  return replay(await findRecording(recordings, line, SIMULATED_LINES));
}

/**
 * Finds who plays what. `steady` is played by the chosen line. All other scenarios are played by the simulator: the
 * simulated line goes on from what it is at that moment; for a recording a line of its kind stands in.
 *
 * @throws {RecordingError} when the recording cannot be replayed.
 */
export async function createCasting(options: CastingOptions): Promise<Casting> {
  const chosen = await findLine(options);
  const isRecorded = typeof chosen !== 'string';
  const kind = isRecorded ? kindLike(chosen.frameAt(0)) : chosen;
  let simulated: SimulatedSource | undefined;

  return ({ scenario, parameters }, elapsedSeconds) => {
    if (isRecorded && scenario.name === 'steady') {
      simulated = undefined;
      return chosen;
    }
    simulated =
      simulated?.switchTo(scenario.name, parameters, elapsedSeconds) ??
      simulatedSource({
        seed: options.seed,
        line: kind,
        scenario: scenario.name,
        parameters,
        startedAt: options.wallClock(),
        past: options.past,
      });
    return simulated;
  };
}
