/** Name of the file that describes a recording. Its folder is the recording. */
export const DESCRIPTION_FILE = 'recording.yaml';

/** Limits of a recording: what the mock modem loads and the recorder writes. They bound memory. */
export const BOUNDS = {
  /** Size of `recording.yaml` in bytes: enough for a day with one frame every ten seconds. */
  descriptionBytes: 6 * 1024 * 1024,
  /** Size of one page or the output of one command in bytes. */
  bodyBytes: 1024 * 1024,
  /** Size of all pages and outputs in bytes. */
  totalBytes: 64 * 1024 * 1024,
  frames: 10_000,
  /** Commands of one frame. */
  commands: 32,
} as const;
