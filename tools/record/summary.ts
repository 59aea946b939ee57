import type { MaskTally } from './masking/tally.ts';

/** What there is to say about a recording when it is over. */
export interface SummaryFacts {
  /** How a person would name the folder. */
  readonly path: string;
  readonly frames: number;
  readonly merged: number;
  readonly bytes: number;
  /** Whether it ended before its time. */
  readonly cutShort: boolean;
  readonly tally: MaskTally;
}

/** The last words of the recorder. */
export function summarise({ path, frames, merged, bytes, cutShort, tally }: SummaryFacts): string[] {
  const same =
    merged === 0 ? '' : `, ${merged} more ${merged === 1 ? 'reading' : 'readings'} said the same as before`;
  const counted = `${frames} ${frames === 1 ? 'frame' : 'frames'}${same}, ${Math.ceil(bytes / 1024)} KiB`;
  return [
    `${cutShort ? 'Kept what was recorded by then' : 'Recorded'}: ${path} (${counted}).`,
    ...(tally.total === 0
      ? ['Nothing was found that had to be masked.']
      : [
          'Left out or masked; nothing of it stands in the recording:',
          ...tally.lines().map((line) => `  ${line}`),
        ]),
    'Look through the files before you share them: what it does not know, the recorder cannot mask.',
    `Replay it:  RECORDING=${path} npm run demo`,
    'Share it:   docs/recording.md',
  ];
}

/** What a recording says about its own numbers, for whoever replays it: the same without the hints. */
export function sayNumbers(tally: MaskTally): string {
  const masked = tally.lines().map((line) => line.replace(/ \([^)]*\)$/, ''));
  const what =
    masked.length === 0
      ? 'Nothing was found that had to be masked'
      : `Left out or masked: ${masked.join('; ')}`;
  return `A real modem's, as it sent them. ${what}.`;
}
