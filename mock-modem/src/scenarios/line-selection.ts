import { lineKindNames, type LineKindName } from '../simulator/line-kinds.ts';
import { simulatedSource, type SimulatedSource } from '../simulator/source.ts';
import type { Answers, Source } from '../source.ts';
import type { LineSelector } from './playback.ts';

/** The line that is played where nobody has chosen one. */
export const DEFAULT_LINE: LineKindName = 'vdsl2-ginp';
/** Which of all lines of its kind that is. */
export const DEFAULT_SEED = 1;

/** What starts the name of a simulated line where a recording could be named as well. */
const SIMULATED = 'simulated:';

/** The lines there are besides recordings, by the names people choose them with. */
export const SIMULATED_LINES: readonly string[] = lineKindNames.map((kind) => SIMULATED + kind);

/** How lines are found. */
export interface LineSelectorOptions {
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

/** A line that has been found: who plays `steady`, if not the simulator, and what kind of line that is. */
interface Line {
  readonly source?: Source;
  readonly kind: LineKindName;
}

const pageOf = ({ page }: Answers): string => page.body.toString('latin1');
const statsOf = ({ telnet }: Answers): string => telnet['xdslcmd info --stats'] ?? '';
const isUp = (answers: Answers): boolean =>
  pageOf(answers).includes('"Up"') || /^Status: Showtime/m.test(statsOf(answers));
const isTraining = (answers: Answers): boolean => /^Status: G\.99[23]/m.test(statsOf(answers));

/**
 * The kind of simulated line that comes nearest to what is told. A line that is up says it, one that trains says by
 * which standard, and one without a signal says nothing.
 */
function kindLike(frames: readonly Answers[]): LineKindName {
  const answers = frames.find(isUp) ?? frames.find(isTraining);
  if (!answers) return DEFAULT_LINE;
  const stats = statsOf(answers);
  if (!pageOf(answers).includes('"VDSL2"') && !/VDSL2|G\.993/.test(stats)) return 'adsl2plus';
  if (/^Path:/m.test(stats)) return 'vdsl2-older';
  return stats === '' || stats.includes('Retransmit Counters') ? 'vdsl2-ginp' : 'vdsl2-interleaved';
}

/** The kind of simulated line that a name stands for; undefined when it names a recording. Without a name: VDSL2. */
export function simulatedKind(name: string | undefined): LineKindName | undefined {
  return name === undefined ? DEFAULT_LINE : lineKindNames.find((kind) => name === SIMULATED + kind);
}

/** Loads what a name stands for; a simulated line needs no loading. */
async function findLine({ recordings, line }: LineSelectorOptions): Promise<Line> {
  if (typeof line === 'object') return { source: line, kind: kindLike([line.answersAt(0)]) };
  const kind = simulatedKind(line);
  if (kind || line === undefined) return { kind: kind ?? DEFAULT_LINE };
  // Reading YAML takes as much memory as all the rest: only who replays a recording pays for it.
  const [{ findRecording }, { replay }] = await Promise.all([
    import('../recordings/load.ts'),
    import('../recordings/replay.ts'),
  ]);
  const recording = await findRecording(recordings, line, SIMULATED_LINES);
  return { source: replay(recording), kind: kindLike(recording.frames.map(({ answers }) => answers)) };
}

/**
 * Finds who plays what. `steady` is played by the chosen line. All other scenarios are played by the simulator: the
 * simulated line goes on from what it is at that moment; for a recording a line of its kind stands in.
 *
 * @throws {RecordingError} when the recording cannot be replayed.
 */
export async function createLineSelector(options: LineSelectorOptions): Promise<LineSelector> {
  const { source, kind } = await findLine(options);
  let simulated: SimulatedSource | undefined;

  return ({ scenario, parameters }, elapsedSeconds) => {
    if (source && scenario.name === 'steady') {
      simulated = undefined;
      return source;
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
