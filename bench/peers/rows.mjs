// The rows of a step, by the statements every hand-written contender shares (../handwritten/statements.sql).
import { readFileSync } from 'node:fs';

const file = readFileSync(new URL('../handwritten/statements.sql', import.meta.url), 'utf8');
const STATEMENTS = new Map([...file.matchAll(/^-- (\w+): .*\n((?:[^-\n].*\n?)+)/gm)]
  .map(([, name, text]) => [name, { name, text: text.trim() }]));

// One thread serves all clients: while it waited for the number it would hold the series' row over fifteen others'
// work. Here the number is taken where the case is inserted.
const SERIES = 'CG-2026';
const padded = "$2::text || '-' || lpad(last::text, greatest(4, length(last::text)), '0')";
const [into, values] = STATEMENTS.get('insert_case').text.split('VALUES ');
STATEMENTS.set('insert_numbered', {
  name: 'insert_numbered',
  text: `WITH number AS (${STATEMENTS.get('number').text.replace('$1', () => '$2::text')}) ${into}
    SELECT ${values.slice(1, -1).replace('$2', () => padded)} FROM number`,
});

/** After the start: what a person did, and which step that opens. */
export const STEPS = [
  { step: 'start', outcome: 'submit', next: 'review', actor: 'head' },
  { step: 'review', outcome: 'approve', next: 'buy', actor: 'director' },
  { step: 'buy', outcome: 'done', next: 'accept', actor: 'buyer' },
  { step: 'accept', outcome: 'accept', next: 'end', actor: 'storekeeper' },
];
const ROLES = { review: 'director', buy: 'buyer', accept: 'storekeeper' };
const DEPARTMENTS = ['jwc', 'dyc', 'gnj', 'znj', 'dnj', 'tyz', 'xxz', 'st'];
const SUBJECT = '30201';
const SUPPLIER = 's1';
const QUANTITY = 2;
const PRICE = 2250; // fen
const TOTAL = QUANTITY * PRICE;
const A_DAY = 24 * 3600 * 1000;

/** The i-th case: the departments and goods the engine's cases go round too. */
export function newCase(i) {
  const item = 'g' + String((i % 10) + 1).padStart(2, '0');
  return { id: crypto.randomUUID(), department: DEPARTMENTS[i % DEPARTMENTS.length], item };
}

function formData(c, n) {
  switch (n) {
    case 0:
      return { reason: '教学用品', urgent: false, subject: SUBJECT, total: TOTAL,
        lines: [{ item: c.item, qty: String(QUANTITY), price: PRICE, amount: TOTAL }] };
    case 2:
      return { supplier: SUPPLIER, total: TOTAL,
        lines: [{ item: c.item, qty: String(QUANTITY), price: PRICE, amount: TOTAL }] };
    case 3:
      return { lines: [{ item: c.item, received: String(QUANTITY), accepted: String(QUANTITY) }] };
    default:
      return { comment: '同意' };
  }
}

/** Only a reservation can be refused: by a row that was not touched, which is known before the commit alone. */
export const mayBeRefused = (n) => STEPS[n].step === 'review';

/** Sends the statements of step n of a case, none waiting for another, and returns what is under way. */
export function writeStep(db, c, n) {
  const { step, outcome, next, actor } = STEPS[n];
  const at = new Date();
  const data = JSON.stringify(formData(c, n));
  const run = (name, ...values) => db.query({ ...STATEMENTS.get(name), values });
  const sent = [
    n === 0
      ? run('insert_numbered', c.id, SERIES, next, actor, c.department, SUBJECT, TOTAL, data, at)
      : run('move_case', c.id, n + 1, next === 'end' ? 'closed' : 'open', next, at),
    run('append', c.id, n + 1, at, actor, step, outcome, data), // its key refuses a step that was written before
  ];
  if (n > 0) sent.push(run('close_task', `${c.id}/${step}`, at, actor));
  if (ROLES[next]) sent.push(run('open_task', `${c.id}/${next}`, c.id, next, ROLES[next], at, new Date(+at + A_DAY)));
  if (step === 'review') {
    sent.push(touched(run('reserve', c.department, SUBJECT, TOTAL), 'over the budget'));
    sent.push(run('budget_entry', c.id, n + 1, c.department, SUBJECT, TOTAL, at));
  }
  if (step === 'accept') {
    sent.push(run('receive', c.item, QUANTITY, TOTAL));
    sent.push(run('stock_entry', c.id, n + 1, c.item, QUANTITY, TOTAL, at));
    sent.push(run('owe', c.id, c.id, SUPPLIER, TOTAL));
    sent.push(run('payable_entry', c.id, n + 1, c.id, TOTAL, at));
  }
  return sent;
}

async function touched(result, otherwise) {
  if ((await result).rowCount === 0) throw new Error(`refused: ${otherwise}`);
}
