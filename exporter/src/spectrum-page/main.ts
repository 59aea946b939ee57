// The program behind GET /spectrum: reads its input as JSON from the standard input and writes the page to the standard
// output. It runs in a process of its own, since charts take more memory than the exporter has.
import { text } from 'node:stream/consumers';
import type { PageInput } from './input.ts';
import { renderSpectrumPage } from './page.ts';

const input = JSON.parse(await text(process.stdin)) as PageInput;
process.stdout.write(renderSpectrumPage(input));
