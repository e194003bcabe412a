// The purchase as DBOS's documentation has it for work that waits for people: a durable workflow receives each
// person's message (DBOS.send, DBOS.recv with a timeout) and writes the rows of the step in a transaction of a data
// source, which commits them together with the step's checkpoint.
//
// In its favour: the client is in the same process and is told in memory that its step has committed, instead of
// reading an event back (setEvent, getEvent) or asking the database.
import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS } from '@dbos-inc/dbos-sdk';
import {
  DBOSStepAlreadyRecordedError, isPGKeyConflictError, isPGRetriableTransactionError, migrateDataSourcePG,
  registerDataSource, replayRecordedStep, runTransaction,
} from '@dbos-inc/dbos-sdk/datasource';
import { main, transaction } from './harness.mjs';
import { mayBeRefused, STEPS, writeStep } from './rows.mjs';

process.noDeprecation = true; // the SDK's own pool asks in a way that the next pg will refuse

const PATIENCE = 7 * 24 * 3600; // seconds; the documentation wants a timeout, and people take days
const SOURCE = 'rows';
const SCHEMA = 'dbos';

/**
 * The data source for node-postgres. Those published beside the SDK ask for exports that 5.3.0 has no more, so this
 * one is written to its documented interface, in the optimistic manner: it does not look first whether the step was
 * done, the checkpoint's key says so.
 */
class PoolDataSource {
  name = SOURCE;
  #current = new AsyncLocalStorage();

  constructor(pool) {
    this.pool = pool;
  }

  get client() {
    return this.#current.getStore();
  }

  async initialize() {
    await transaction(this.pool, true, async (db) => {
      await migrateDataSourcePG(async (sql) => (await db.query(sql)).rows, SCHEMA);
      return [];
    });
  }

  async destroy() {}

  async invokeTransactionFunction({ refusable }, target, func, ...args) {
    const { workflowID, stepID } = DBOS;
    for (;;) {
      try {
        return await transaction(this.pool, refusable, async (db) => {
          const sent = await this.#current.run(db, () => func.call(target, ...args));
          return [...sent, this.#record(db, workflowID, stepID)];
        });
      } catch (err) {
        if (err instanceof DBOSStepAlreadyRecordedError) return this.#replay(workflowID, stepID);
        if (!isPGRetriableTransactionError(err)) throw err;
      }
    }
  }

  async #record(db, workflowID, stepID) {
    try {
      await db.query({
        name: 'record',
        text: `INSERT INTO ${SCHEMA}.transaction_completion (workflow_id, function_num) VALUES ($1, $2)`,
        values: [workflowID, stepID],
      });
    } catch (err) {
      throw isPGKeyConflictError(err) ? new DBOSStepAlreadyRecordedError(workflowID, stepID) : err;
    }
  }

  async #replay(workflowID, stepID) {
    const { rows: [recorded] } = await this.pool.query(
      `SELECT output, error FROM ${SCHEMA}.transaction_completion WHERE workflow_id = $1 AND function_num = $2`,
      [workflowID, stepID]);
    return replayRecordedStep(recorded);
  }
}

let source;
const workflows = new Map(); // case → the handle of its workflow
const clients = new Map(); // case → who waits for the answer to the step under way

const purchase = DBOS.registerWorkflow(async (c) => {
  await take(c, 0);
  for (let n = 1; n < STEPS.length; n++) {
    const message = await DBOS.recv(undefined, PATIENCE);
    if (!message) throw new Error(`nobody came for ${STEPS[n].step}`);
    await take(c, message.n);
  }
}, { name: 'purchase' });

async function take(c, n) {
  const config = { refusable: mayBeRefused(n) };
  try {
    await runTransaction(async () => writeStep(source.client, c, n), STEPS[n].step, { dsName: SOURCE, config });
    clients.get(c.id)?.resolve();
  } catch (err) {
    clients.get(c.id)?.reject(err);
    throw err;
  }
}

const answer = (c) => new Promise((resolve, reject) => clients.set(c.id, { resolve, reject }));

await main({
  processes: 1, // two were no faster: it waits for PostgreSQL, not for its thread
  async open({ pool, url }) {
    source = new PoolDataSource(pool);
    registerDataSource(source);
    // More connections of DBOS's own (40) made it no faster at 16 clients, fewer (10, its default) no slower.
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, systemDatabasePoolSize: 20, logLevel: 'error' });
    await DBOS.launch();
  },
  async start(c) {
    const answered = answer(c);
    workflows.set(c.id, await DBOS.startWorkflow(purchase, { workflowID: c.id })(c));
    await answered;
  },
  async act(c, n) {
    const answered = answer(c);
    await DBOS.send(c.id, { n, outcome: STEPS[n].outcome }, undefined, `${c.id}-${n}`);
    await answered;
  },
  async finished(c) {
    await workflows.get(c.id).getResult();
    workflows.delete(c.id);
    clients.delete(c.id);
  },
  async close() {
    await DBOS.shutdown();
  },
});
