/** Takes one client through every step, and prints what came as one line of JSON. */
const [file, mode, url, limitedUrl, token, limitedToken] = process.argv.slice(2);
const { connect } = await import(`./clients/${file}.mjs`);

const questions = [];
const elicit = async (request) => {
  questions.push(request.params?.message ?? 'a question without a message');
  return { action: 'accept', content: { confirm: true } };
};

const draft = { title: `Projector in room ${file}${mode}`, body: 'It shows a blue picture since Monday.' };
const steps = {
  tools: (session) => session.listTools(),
  call: (session) => session.call('lookup_inventory', { query: 'laptop', limit: 1 }),
  error: (session) => session.call('get_ticket', { ticket_id: 'TKT-999' }),
  elicitation: (session) => session.call('create_ticket', draft),
};

const results = {};
await withSession({ url, token }, async (session) => {
  for (const [name, step] of Object.entries(steps)) results[name] = await outcomeOf(() => step(session));
});
results.questions = questions.length;
results.unauthorized = await outcomeOf(() => withSession({ url, token: 'expired' }, steps.tools));
await withSession({ url: limitedUrl, token: limitedToken }, async (session) => {
  for (let calls = 0; calls < 12; calls += 1) {
    results.limited = await outcomeOf(() => steps.call(session));
    if (!results.limited.value?.text?.includes('INV-')) break;
  }
});
console.log(`\nRESULT ${JSON.stringify(results)}`);
process.exit(0);

async function withSession(target, use) {
  const session = await connect({ ...target, mode, elicit });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

async function outcomeOf(step) {
  try {
    return { value: await step() };
  } catch (error) {
    return { thrown: { name: error.constructor.name, message: messageOf(error) } };
  }
}

function messageOf(error) {
  const causes = [error.message, error.cause?.message, ...(error.errors ?? []).map(({ message }) => message)];
  return causes.filter(Boolean).join(' ← ');
}
