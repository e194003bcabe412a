// What both peers share: the clients, the clock and the line the benchmark reads.
//
//   DATABASE_URL=… SETUP=1 node FILE                        makes the engine's own tables, nothing else
//   DATABASE_URL=… CLIENTS=16 CASES=200 WARMUP=20 node FILE prints {cases, seconds, steps_ms, finished_seconds}
//
// The schema hand (../handwritten/rows.sql) must be there.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { newCase, STEPS } from './rows.mjs';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);

/**
 * Runs a peer: {processes, open({pool, url}), start(case), act(case, n), finished(case), close()}. start and act answer
 * once the rows of the step are committed; finished, once the engine itself has no more to do for that case. A peer
 * that is held up by its one thread may have several processes, which share the clients among themselves.
 */
export async function main(peer) {
  const clients = number('CLIENTS', 1);
  const processes = Math.min(peer.processes, clients);
  if (process.send || process.env.SETUP || processes === 1) return worker(peer, clients);
  const share = (total, i) => Math.floor(total / processes) + (i < total % processes ? 1 : 0);
  const children = Array.from({ length: processes }, (_, i) => fork(process.argv[1], { env: { ...process.env,
    CLIENTS: share(clients, i), CASES: share(number('CASES', 50), i), WARMUP: share(number('WARMUP', 0), i) } }));
  children.forEach((child) => child.on('exit', (code) => code && process.exit(code)));
  const heard = () => Promise.all(children.map(async (child) => (await once(child, 'message'))[0]));
  await heard(); // all are warm
  const figures = heard();
  children.forEach((child) => child.send('go'));
  print((await figures).reduce((sum, one) => ({
    cases: sum.cases + one.cases,
    seconds: Math.max(sum.seconds, one.seconds),
    steps_ms: [...sum.steps_ms, ...one.steps_ms],
    finished_seconds: Math.max(sum.finished_seconds, one.finished_seconds),
  })));
}

async function worker(peer, clients) {
  const url = process.env.DATABASE_URL;
  // Statements of one transaction travel together instead of each waiting for the one before.
  const pool = new pg.Pool({ connectionString: url, max: clients, pipeline: true });
  await peer.open({ pool, url });
  try {
    if (process.env.SETUP) return;
    await round(peer, clients, number('WARMUP', 0));
    if (process.send) {
      process.send('warm');
      await once(process, 'message');
    }
    const figures = await round(peer, clients, number('CASES', 50));
    if (process.send) process.send(figures);
    else print(figures);
  } finally {
    await peer.close();
    await pool.end();
    if (process.send) process.disconnect();
  }
}

const print = (figures) => process.stdout.write(JSON.stringify(figures) + '\n');

/**
 * A transaction around work, which gets the connection and returns the statements it has under way. Unless one of them
 * may be refused, the commit goes out with them: a failed statement turns it into a roll-back.
 */
export async function transaction(pool, refusable, work) {
  const db = await pool.connect();
  try {
    const begun = db.query('BEGIN');
    const sent = [begun, ...(await work(db))];
    if (refusable) await all(sent);
    sent.push(db.query('COMMIT'));
    await all(sent);
  } catch (err) {
    await db.query('ROLLBACK');
    throw err;
  } finally {
    db.release();
  }
}

/** Waits for all, also when one fails: nothing may still be under way when the connection is given back. */
async function all(sent) {
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

async function round(peer, clients, cases) {
  const latencies = [];
  const ends = [];
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  const timed = async (step) => {
    const from = performance.now();
    await step();
    latencies.push(performance.now() - from);
  };
  let next = 0;
  const client = async () => {
    while (next < cases) {
      const c = newCase(next++);
      await timed(() => peer.start(c));
      for (let n = 1; n < STEPS.length; n++) await timed(() => peer.act(c, n));
      ends.push(peer.finished(c));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = since();
  await Promise.all(ends);
  return { cases, seconds, steps_ms: latencies, finished_seconds: since() };
}
