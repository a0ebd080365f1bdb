// One durable request after the other in bpmn-engine: its whole state as JSON in a file, read and written per step.
// Usage: node steps.mjs DIAGRAM FOLDER ROUNDS; prints the CPU seconds of each request as a JSON list.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import { Engine } from 'bpmn-engine';

const [diagram, folder, rounds] = process.argv.slice(2);
const source = readFileSync(diagram, 'utf8')
  // its expressions are written ${…}, and it calls functions of its own table
  .replace('amount &gt; 1000', '${environment.variables.isLarge}')
  .replace('gx:adapter="book"', 'implementation="${environment.services.book}"');
const services = {
  book(_scope, done) {
    done(null, { booked: true });
  },
};
const file = join(folder, 'state.json');

async function save(engine) {
  const text = JSON.stringify(await engine.getState());
  const out = openSync(file, 'w');
  writeSync(out, text);
  fsyncSync(out);
  closeSync(out);
}

// Resolves when the user task `last` waits; whatever waits before it is signalled.
function runUntil(last, begin) {
  return new Promise((resolve, reject) => {
    const listener = new EventEmitter();
    listener.on('activity.wait', (activity) => {
      if (activity.id === last) resolve();
      else activity.signal({ opinion: 'fine' });
    });
    begin({ listener }).catch(reject);
  });
}

async function started() {
  const engine = new Engine({ name: 'bench', source, services, variables: { amount: 2000, isLarge: true } });
  await runUntil('review', (options) => engine.execute(options));
  await save(engine);
  await engine.stop();
}

async function completed() {
  const engine = new Engine({ name: 'bench', services });
  engine.recover(JSON.parse(readFileSync(file, 'utf8')));
  await runUntil('confirm', (options) => engine.resume(options));
  await save(engine);
  await engine.stop();
}

const taken = [];
for (let round = 0; round < Number(rounds); round++) {
  await started();
  const before = process.cpuUsage();
  await completed();
  const used = process.cpuUsage(before);
  taken.push((used.user + used.system) / 1e6);
}
console.log(JSON.stringify(taken));
