import type { Answers, Source } from '../source.ts';
import type { Recording } from './load.ts';

/**
 * Replays a recording. Without `loop` the last frame stays: starting over would decrease counters and uptime.
 */
export function replay(recording: Recording): Source {
  const ends: number[] = [];
  let total = 0;
  for (const { seconds } of recording.frames) ends.push((total += seconds));
  const frames = recording.frames.map(({ answers }) => answers);

  return {
    name: recording.name,
    answersAt(elapsedSeconds: number): Answers {
      const moment = recording.loop ? elapsedSeconds % total : elapsedSeconds;
      const index = ends.findIndex((end) => moment < end);
      const answers = frames.at(index);
      if (!answers) throw new Error(`recording ${recording.name} has no answers`);
      return answers;
    },
  };
}
