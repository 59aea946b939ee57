import type { Frame, Source } from '../source.ts';
import type { Recording } from './load.ts';

/**
 * Replays a recording frame by frame. One that does not loop holds its last frame for ever, since starting over would
 * show a line whose counters and uptime run backwards.
 */
export function replay(recording: Recording): Source {
  const ends: number[] = [];
  let total = 0;
  for (const { seconds } of recording.frames) ends.push((total += seconds));
  const frames = recording.frames.map(({ frame }) => frame);

  return {
    name: recording.name,
    frameAt(elapsedSeconds: number): Frame {
      const moment = recording.loop ? elapsedSeconds % total : elapsedSeconds;
      const index = ends.findIndex((end) => moment < end);
      const frame = frames.at(index);
      if (!frame) throw new Error(`recording ${recording.name} has no frame`);
      return frame;
    },
  };
}
