import { checklist } from './checklist.ts';
import { judge, type Verdict } from './context/check.ts';
import type { Given } from './context/check-context.ts';
import { closeTicket } from './context/check-ticket.ts';

/** Judges every item, one after the other, and then tidies up behind itself. */
export async function* walkChecklist(given: Given): AsyncGenerator<Verdict> {
  let filed: Awaited<ReturnType<Given['ticket']>> | undefined;
  const watched: Given = {
    ...given,
    async ticket() {
      filed = await given.ticket();
      return filed;
    },
  };
  try {
    for (const item of checklist) yield await judge(item, watched);
  } finally {
    if (filed) await closeTicket(given.site, given.people, filed).catch(() => {});
  }
}
