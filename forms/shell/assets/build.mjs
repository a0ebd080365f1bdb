// Builds forms/shell/static/dist/: content-hashed bundles, the icon table and manifest.json.
// Run by `make assets`; needs `npm ci --ignore-scripts` before. Nothing is fetched, nothing is committed.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { tabler } from './tabler.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const dist = join(here, '..', 'static', 'dist');
const next = `${dist}.next`;

const entries = {
  app: join(here, 'js', 'app.js'),
  viewer: join(here, 'js', 'viewer.js'),
  modeler: join(here, 'js', 'modeler.js'),
  charts: join(here, 'js', 'charts.js'),
  style: join(here, 'css', 'app.css'),
  bpmn: join(here, 'css', 'bpmn.css'),
};

await rm(next, { recursive: true, force: true });
await mkdir(next, { recursive: true });

const result = await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: next,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Baseline 2024: light-dark(), @scope and popover are used as they are.
  target: ['chrome123', 'firefox128', 'safari18'],
  loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'text' },
  supported: { nesting: true },
  plugins: [tabler(root)],
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (!output.entryPoint) continue;
  const file = basename(path);
  const name = file.replace(/-[A-Z0-9]{8}(?=\.)/, '');
  manifest[name] = { file, bytes: output.bytes };
}
await copyFile(join(root, 'node_modules/@tabler/icons/tabler-nodes-outline.json'), join(next, 'icons.json'));
await writeFile(join(next, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

// The old bundles go only when the new ones are complete.
await rm(dist, { recursive: true, force: true });
await rename(next, dist);
for (const [name, { bytes }] of Object.entries(manifest)) console.log(`${String(Math.round(bytes / 1024)).padStart(6)} KiB  ${name}`);
console.log(`${(await readdir(dist)).length} files in ${relative(root, dist)}`);
