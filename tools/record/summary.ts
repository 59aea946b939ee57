import type { MaskSummary } from './masking/summary.ts';

/** What the final message reports. */
interface RecordingResult {
  /** Path of the recording as a user would type it. */
  readonly path: string;
  readonly frames: number;
  /** Reads that were identical to the one before. */
  readonly merged: number;
  readonly bytes: number;
  /** Whether it ended before its time. */
  readonly incomplete: boolean;
  readonly masked: MaskSummary;
}

/** The final message, in lines. */
export function summarise({ path, frames, merged, bytes, incomplete, masked }: RecordingResult): string[] {
  const identical =
    merged === 0 ? '' : `, ${merged} more ${merged === 1 ? 'read' : 'reads'} without a change`;
  const counts = `${frames} ${frames === 1 ? 'frame' : 'frames'}${identical}, ${Math.ceil(bytes / 1024)} KiB`;
  return [
    `${incomplete ? 'Stopped early; recorded' : 'Recorded'}: ${path} (${counts}).`,
    ...(masked.total === 0
      ? ['Nothing had to be masked.']
      : ['Masked or left out of the recording:', ...masked.lines().map((line) => `  ${line}`)]),
    'Check the files before you share them: the recorder masks only what it recognises.',
    `Replay it:  RECORDING=${path} npm run demo`,
    'Share it:   docs/recording.md',
  ];
}

/** Origin of the values, for the key `numbers` of the recording; without hints at what was masked. */
export function describeNumbers(masked: MaskSummary): string {
  const lines = masked.lines().map((line) => line.replace(/ \([^)]*\)$/, ''));
  const what = lines.length === 0 ? 'Nothing had to be masked' : `Masked or left out: ${lines.join('; ')}`;
  return `Recorded from a modem. ${what}.`;
}
