// node scripts/generate-deploy.ts: everything below deploy/ and alertmanager/ that is derived from other files.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say } from '../lib/say.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import {
  CHART,
  chartInhibitRules,
  chartReadme,
  inhibitSnippet,
  manifestFiles,
  PROFILES,
} from './lib/deploy.ts';
import { findHelm } from './lib/helm.mjs';

const at = (file: string): string => path.join(ROOT, file);

writeFileSync(at('alertmanager/inhibit-rules.yml'), inhibitSnippet());
writeFileSync(at(`${CHART}/files/inhibit-rules.yaml`), chartInhibitRules());
const readme = at(`${CHART}/README.md`);
writeFileSync(
  readme,
  chartReadme(readFileSync(readme, 'utf8'), readFileSync(at(`${CHART}/values.yaml`), 'utf8')),
);

const helm = await findHelm();
if (helm === undefined)
  say('manifests', 'not rendered: helm is not installed (set HELM, or put it into PATH)');
else {
  for (const profile of PROFILES) {
    const folder = at(`deploy/manifests/${profile}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of await manifestFiles(helm, profile))
      writeFileSync(path.join(folder, name), text);
  }
}
