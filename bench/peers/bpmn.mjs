// The purchase as a BPMN process of user tasks, conducted by bpmn-engine. Its engine lives in memory and leaves keeping
// to the program: a step is one transaction that locks the case's saved state, recovers the engine from it, signals the
// user task, writes the rows and saves the new state (getState, recover, resume: the way its documentation shows).
//
// In its favour: the source is parsed once and not kept with every state, nothing is logged, and it has a process for
// every core, because conducting keeps its thread busy (two processes were 1.4 times as fast as one on two cores).
import { availableParallelism } from 'node:os';
import * as elements from 'bpmn-elements';
import { Engine } from 'bpmn-engine';
import BpmnModdle from 'bpmn-moddle';
import serializer, { TypeResolver } from 'moddle-context-serializer';
import { main, transaction } from './harness.mjs';
import { mayBeRefused, STEPS, writeStep } from './rows.mjs';

const tasks = STEPS.slice(1).map(({ step }) => step);
const flow = ['start', ...tasks, 'end']
  .map((to, i, all) => `<sequenceFlow id="to-${to}" sourceRef="${all[i - 1]}" targetRef="${to}"/>`).slice(1);
const SOURCE = `<?xml version="1.0" encoding="UTF-8"?>
<definitions id="purchases" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
  <process id="purchase" isExecutable="true">
    <startEvent id="start"/>
    ${tasks.map((id) => `<userTask id="${id}"/>`).join('\n    ')}
    <endEvent id="end"/>
    ${flow.join('\n    ')}
  </process>
</definitions>`;

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS bpmn;
  CREATE TABLE IF NOT EXISTS bpmn.engines (case_id text PRIMARY KEY, state text NOT NULL)`;
const LOAD = 'SELECT state FROM bpmn.engines WHERE case_id = $1 FOR UPDATE';
const CREATE = 'INSERT INTO bpmn.engines (case_id, state) VALUES ($1, $2)';
const SAVE = 'UPDATE bpmn.engines SET state = $2 WHERE case_id = $1';

const quiet = () => {};
const Logger = () => ({ debug: quiet, error: quiet, warn: quiet });
const sourceContext = serializer(await new BpmnModdle().fromXML(SOURCE), TypeResolver(elements));
const newEngine = () => new Engine({ name: 'purchase', sourceContext, Logger });

/** The engine's state without the source, which every engine is given anew. */
async function stateOf(engine) {
  const state = await engine.getState();
  for (const definition of state.definitions) delete definition.source;
  return JSON.stringify(state);
}

/** The engine must have come to the step that the rows say. */
function mustWaitFor(engine, step) {
  const tasks = engine.execution.getPostponed().filter(({ type }) => type === 'bpmn:UserTask');
  const waiting = tasks.map(({ id }) => id).join();
  if (waiting !== (step === 'end' ? '' : step)) throw new Error(`the engine waits for ${waiting}, not for ${step}`);
}

let pool;

await main({
  processes: availableParallelism(),
  async open(given) {
    pool = given.pool;
    await pool.query(SCHEMA);
  },
  async start(c) {
    const engine = newEngine();
    await engine.execute();
    mustWaitFor(engine, STEPS[0].next);
    const state = await stateOf(engine);
    await transaction(pool, mayBeRefused(0), async (db) => [
      ...writeStep(db, c, 0),
      db.query({ name: 'create', text: CREATE, values: [c.id, state] }),
    ]);
  },
  act: (c, n) => transaction(pool, mayBeRefused(n), async (db) => {
    const { rows: [saved] } = await db.query({ name: 'load', text: LOAD, values: [c.id] });
    const engine = newEngine().recover(JSON.parse(saved.state));
    await engine.resume();
    engine.execution.signal({ id: STEPS[n].step, outcome: STEPS[n].outcome });
    mustWaitFor(engine, STEPS[n].next);
    const state = await stateOf(engine);
    return [...writeStep(db, c, n), db.query({ name: 'save', text: SAVE, values: [c.id, state] })];
  }),
  // The engine has come as far as the rows in the same transaction.
  finished: async () => {},
  close: async () => {},
});
