import { lineKindNames, type LineKindName } from '../simulator/line-kinds/kind.ts';
import { simulatedSource, type SimulatedSource } from '../simulator/source.ts';
import type { Answers, Source } from '../source.ts';
import type { LineSelector } from './playback.ts';

/** The simulated line that is used if no other is configured. */
const DEFAULT_LINE: LineKindName = 'vdsl2-ginp';
/** The seed that is used if no other is configured. */
export const DEFAULT_SEED = 1;

/** Prefix of a simulated line's name where a recording can be named as well. */
const SIMULATED = 'simulated:';

/** The names of the simulated lines, as `RECORDING` takes them. */
const SIMULATED_LINES: readonly string[] = lineKindNames.map((kind) => SIMULATED + kind);

interface LineSelectorOptions {
  /** Folder of the shipped recordings. */
  readonly recordings: string;
  /**
   * The line of `steady`: the name or path of a recording, `simulated:` and a kind of line, or a source. By default the
   * simulated VDSL2 line with G.INP.
   */
  readonly line?: string | Source;
  /** Any whole number: the same seed gives the same simulated line. */
  readonly seed: number;
  /** Whether the simulated line starts with weeks of `everyday` history. */
  readonly past: boolean;
  /** Wall clock in Unix seconds. */
  readonly wallClock: () => number;
}

interface Line {
  /** The source of `steady` if that is not the simulator. */
  readonly source?: Source;
  /** The kind of simulated line for all other scenarios. */
  readonly kind: LineKindName;
}

const pageOf = ({ page }: Answers): string => page.body.toString('latin1');
const statsOf = ({ telnet }: Answers): string => telnet['xdslcmd info --stats'] ?? '';
const isUp = (answers: Answers): boolean =>
  pageOf(answers).includes('"Up"') || /^Status: Showtime/m.test(statsOf(answers));
const isTraining = (answers: Answers): boolean => /^Status: G\.99[23]/m.test(statsOf(answers));

/** The kind of simulated line that is closest to recorded answers. Without a signal they do not show any. */
function closestKind(recorded: readonly Answers[]): LineKindName {
  const answers = recorded.find(isUp) ?? recorded.find(isTraining);
  if (!answers) return DEFAULT_LINE;
  const stats = statsOf(answers);
  if (!pageOf(answers).includes('"VDSL2"') && !/VDSL2|G\.993/.test(stats)) return 'adsl2plus';
  if (/^Path:/m.test(stats)) return 'vdsl2-older';
  return stats === '' || stats.includes('Retransmit Counters') ? 'vdsl2-ginp' : 'vdsl2-interleaved';
}

/** The kind of simulated line with this name; undefined for the name of a recording. Without a name: the default. */
export function simulatedKind(name: string | undefined): LineKindName | undefined {
  return name === undefined ? DEFAULT_LINE : lineKindNames.find((kind) => name === SIMULATED + kind);
}

async function findLine({ recordings, line }: LineSelectorOptions): Promise<Line> {
  if (typeof line === 'object') return { source: line, kind: closestKind([line.answersAt(0)]) };
  const kind = simulatedKind(line);
  if (kind || line === undefined) return { kind: kind ?? DEFAULT_LINE };
  // The YAML reader takes as much memory as the rest of the program and is needed for recordings only.
  const [{ findRecording }, { replay }] = await Promise.all([
    import('../recordings/load.ts'),
    import('../recordings/replay.ts'),
  ]);
  const recording = await findRecording(recordings, line, SIMULATED_LINES);
  return { source: replay(recording), kind: closestKind(recording.frames.map(({ answers }) => answers)) };
}

/**
 * Selects the source of each line scenario. `steady` uses the configured line, all other scenarios the simulator: a
 * simulated line continues from its state at that moment, a recording is replaced by a simulated line of its kind.
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
