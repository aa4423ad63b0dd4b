// Run as a process of its own: files alice's ticket `times` times at once, as soon as it is told to go.
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';
import { openTable } from './table.ts';
import { alice, draftOf } from './tickets.ts';

const [endpoint = '', tableName = '', times = '1'] = process.argv.slice(2);
const db = openTable(endpoint, tableName);

process.once('message', async () => {
  const creations = Array.from({ length: Number(times) }, (_, at) =>
    createTicket(db, draftOf(), { caller: alice, requestId: `${process.pid}-${at}`, now: new Date() }),
  );
  process.send!(await Promise.all(creations), () => process.disconnect());
});
process.send!('ready');
