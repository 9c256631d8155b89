import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { spawn } from 'node:child_process';
import { Refusal } from './fail.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { node26, nodeEnvironment } from './node26.mjs';
import { say, startProgress } from './progress.mjs';

const sources = ['renderer', 'shared', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'];

/** A hash over everything the screens are built from. Test files are not part of it. */
export function rendererStamp(root) {
  const hash = createHash('sha256');
  for (const name of sources) for (const path of filesUnder(join(root, name))) hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return [path];
  }
  const sorted = entries.map((entry) => entry.name).sort();
  return sorted.filter((name) => !/\.test\.tsx?$/.test(name)).flatMap((name) => filesUnder(join(path, name)));
}

/**
 * Builds the screens into dist/renderer unless they are built from the same sources already.
 * The new build replaces the old one when it is complete, so a running desk never serves half of each.
 * @param {{ force?: boolean, quiet?: boolean }} [options]
 * @throws {Refusal} when the build fails; what it wrote has been shown.
 */
export async function buildRenderer(root, { force = false } = {}) {
  const target = join(root, 'dist', 'renderer');
  const stampFile = join(target, '.stamp');
  const stamp = rendererStamp(root);
  const isFresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === stamp;
  if (!force && isFresh()) return;
  const wait = (pid) => say(`Another start (process ${pid}) is building the screens; waiting for it ...`);
  await withFolderLock(join(root, '.chairside', 'build.lock'), wait, async () => {
    if (!force && isFresh()) return;
    const draft = `${target}.new`;
    await runVite(root, draft);
    writeFileSync(join(draft, '.stamp'), `${stamp}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  });
}

async function runVite(root, outDir) {
  const progress = startProgress('Building the screens');
  const args = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(node26(root), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: nodeEnvironment(root) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) {
    progress.done();
    return;
  }
  progress.fail();
  process.stderr.write(output);
  throw new Refusal('The screens could not be built (the reason is above).');
}
