import type { Model, ModelTurn } from './model.ts';

/** A stand-in that needs no key: it chooses one tool by the words of the question, and repeats its result. */
export const scripted: Model = {
  name: 'scripted',
  async next(turns) {
    const last = turns.at(-1)!;
    if (last.from === 'tools') return say(last.results.map(({ text }) => text).join('\n'));
    const question = last.from === 'person' ? last.text : '';
    if (/ticket|티켓/i.test(question) && /file|등록/i.test(question)) {
      return call('create_ticket', { title: question.slice(0, 200), body: question.slice(0, 2_000) });
    }
    if (/ticket|티켓/i.test(question)) return call('list_tickets', {});
    if (/stock|left|laptop|monitor|재고|노트북|남았/i.test(question)) {
      const category = /laptop|노트북/i.test(question) ? 'laptop' : undefined;
      return call('lookup_inventory', category ? { category, limit: 3 } : { query: question.slice(0, 100) });
    }
    return call('search_policy', { query: question.slice(0, 200), limit: 1 });
  },
};

function call(name: string, args: Record<string, unknown>): ModelTurn {
  return { from: 'model', text: '', calls: [{ id: 'call-1', name, arguments: args }] };
}

function say(text: string): ModelTurn {
  return { from: 'model', text, calls: [] };
}
