import type { CheckContext } from '../../scripts/ops/production-check/context/check-context.ts';
import type { Template } from '../../scripts/ops/production-check/context/repository.ts';
import type { Json } from '../../scripts/ops/production-check/context/target-server.ts';
import type { Alteration, Answered, ProxiedRequest } from './altering-proxy.ts';

/** How long a simple answer may take here: long enough for a busy machine. */
export const promptMs = 5_000;

/** One way for an item to be broken, and nothing else. */
export interface Break {
  readonly item: string;
  readonly when: string;
  readonly server?: () => Alteration;
  readonly context?: (context: CheckContext) => Partial<CheckContext>;
  readonly file?: readonly [name: string, edit: (text: string) => string];
}

/** Changes the answer to every request whose body contains `part`. */
function answering(
  part: string,
  change: (answered: Answered, request: ProxiedRequest) => void,
): () => Alteration {
  return () => ({
    after(answered, request) {
      if (request.body.includes(part) || (request.path !== '/mcp' && request.path.includes(part)))
        change(answered, request);
    },
  });
}

/** Changes the JSON inside a resource's answer. */
function resource(uri: string, change: (content: Json) => void): () => Alteration {
  return answering(uri, (answered) => {
    const body = JSON.parse(answered.body);
    const [content] = body.result?.contents ?? [];
    if (!content) return;
    const json = JSON.parse(content.text);
    change(json);
    content.text = JSON.stringify(json);
    answered.body = JSON.stringify(body);
  });
}

/** Changes the result of a call of a tool. */
function result(part: string, change: (result: Json) => void): () => Alteration {
  return answering(part, (answered) => {
    const body = JSON.parse(answered.body);
    if (!body.result) return; // a refusal, such as that of a request without a token
    change(body.result);
    answered.body = JSON.stringify(body);
  });
}

function template(change: (resources: Json) => void): NonNullable<Break['context']> {
  return ({ template }) => ({
    async template() {
      const changed = (await template()) as Template;
      change(changed.Resources);
      return changed;
    },
  });
}

function testFile(name: string, failed: number): NonNullable<Break['context']> {
  return ({ testReport }) => ({
    async testReport() {
      const report = await testReport();
      return { ...report, files: [...report.files, { name, passed: 3, failed }] };
    },
  });
}

function notRun(name: string): NonNullable<Break['context']> {
  return ({ testReport }) => ({
    async testReport() {
      const report = await testReport();
      return { ...report, expected: [...report.expected, name] };
    },
  });
}

export const breaks: readonly Break[] = [
  {
    item: '1-1',
    when: 'a misspelt argument is dropped',
    server: () => ({
      before(request) {
        request.body = request.body.replace('"quary":', '"query":');
      },
    }),
  },
  {
    item: '1-1',
    when: 'a foreign web page is let in',
    server: () => ({
      before({ headers }) {
        delete headers.origin;
      },
    }),
  },
  {
    item: '1-1',
    when: 'a body may have any size',
    server: answering('xxxxxxxxxx'.repeat(50_000), (a) => {
      a.status = 200;
    }),
  },
  {
    item: '1-2',
    when: 'a resource is read from the disk',
    server: answering('policy://../../etc/passwd', (answered) => {
      answered.body = '{"jsonrpc":"2.0","id":1,"result":{"contents":[{"text":"root:x:0:0"}]}}';
    }),
  },
  {
    item: '1-2',
    when: 'a path in the address leads out',
    server: answering('..%2f..%2f', (answered) => {
      answered.status = 200;
      answered.body = 'root:x:0:0:root:/root:/bin/bash';
    }),
  },
  {
    item: '1-3',
    when: 'a 401 does not say where to sign in',
    server: () => ({
      after(answered) {
        if (answered.status === 401) delete answered.headers['www-authenticate'];
      },
    }),
  },
  {
    item: '1-3',
    when: 'an expired token is accepted',
    context: ({ identities }) => ({
      identities: { token: (role) => identities.token(role === 'expired' ? 'worker' : role) },
    }),
  },
  {
    item: '1-4',
    when: "another person's ticket is told apart from a missing one",
    server: () => ({
      after(answered, { body }) {
        if (body.includes('get_ticket') && !body.includes('999999999'))
          answered.body = answered.body.replace('There is no', 'You may not see');
      },
    }),
  },
  {
    item: '1-4',
    when: 'a missing scope is let through',
    server: () => ({
      after(answered, { headers }) {
        if (headers['mcp-name'] !== 'create_ticket') return;
        answered.status = 200;
        answered.body = '{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"status":"created"}}}';
      },
    }),
  },
  {
    item: '1-4',
    when: 'every caller reads the audit log',
    server: answering('ops://audit/recent', (a) => {
      a.status = 200;
    }),
  },
  {
    item: '1-5',
    when: 'an error shows its stack',
    server: answering('"name":"constructor"', (answered) => {
      answered.body += '    at callTool (file:///var/task/index.js:1:77)';
    }),
  },
  {
    item: '1-5',
    when: 'a key lies in the repository',
    file: ['README.md', (text) => `${text}\n${['AKIA', 'QWERTYUIOPASDFGH'].join('')}\n`],
  },
  {
    item: '1-5',
    when: 'the template holds the value of a secret',
    context: template((resources) => {
      for (const { Properties } of Object.values<Json>(resources)) {
        const { Variables } = Properties?.Environment ?? {};
        if (Variables && 'TABLE_NAME' in Variables) Variables.SIGNING_SECRETS = 'written-down';
      }
    }),
  },
  {
    item: '2-1',
    when: 'an error has no words',
    server: answering('no/such/method', (answered) => {
      answered.body = '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Error"}}';
    }),
  },
  {
    item: '2-1',
    when: 'a refusal takes its time',
    server: () => ({
      async before({ method, path }) {
        if (method === 'GET' && path === '/mcp')
          await new Promise((resolve) => setTimeout(resolve, promptMs + 100));
      },
    }),
  },
  {
    item: '2-2',
    when: 'a refusal names no time to wait',
    server: () => ({
      after(answered) {
        if (answered.status === 429) delete answered.headers['retry-after'];
      },
    }),
  },
  {
    item: '2-2',
    when: 'a tool counts the calls of all callers together',
    server: () => {
      let calls = 0;
      return result('"query":"vpn"', (answer) => {
        calls += 1;
        if (calls <= 20) return;
        answer.isError = true;
        answer.content = [
          {
            type: 'text',
            text: '{"error":{"code":"RATE_LIMITED","message":"Full","hint":"Try again in 9 seconds."}}',
          },
        ];
      })();
    },
  },
  {
    item: '2-3',
    when: 'nothing ends a request',
    server: resource('ops://deadline', (content) => {
      content.ended_by = 'nothing';
    }),
  },
  {
    item: '2-3',
    when: 'the deadline comes too late',
    server: resource('ops://deadline', (content) => {
      content.ended_after_ms += 5_000;
    }),
  },
  {
    item: '3-1',
    when: 'a log line has no request id',
    server: resource('ops://trace/', ({ record }) => void delete record.request_id),
  },
  {
    item: '3-1',
    when: 'a log line does not tell how long the call took',
    server: resource('ops://trace/', ({ record }) => void delete record.ms),
  },
  {
    item: '3-2',
    when: 'a metric has another name than the dashboard',
    server: resource('ops://trace/', (content) => {
      content.metrics.Duration = 1;
    }),
  },
  {
    item: '3-2',
    when: 'calls are not counted',
    server: resource('ops://metrics', ({ by_tool }) => {
      by_tool.lookup_inventory = { Calls: 1 };
    }),
  },
  {
    item: '3-2',
    when: 'an alarm has no recipient',
    context: template((resources) => {
      for (const [id, { Type }] of Object.entries<Json>(resources)) {
        if (Type === 'AWS::SNS::Subscription') delete resources[id];
      }
    }),
  },
  {
    item: '3-2',
    when: 'an alarm watches a metric that no code emits',
    context: template((resources) => {
      const text = JSON.stringify(resources).replaceAll(
        '"MetricName":"LimiterDegraded"',
        '"MetricName":"Cails"',
      );
      Object.assign(resources, JSON.parse(text));
    }),
  },
  {
    item: '3-3',
    when: 'a call has no spans',
    server: resource('ops://trace/', (content) => {
      content.spans = content.spans.slice(0, 1);
    }),
  },
  {
    item: '3-3',
    when: 'a deployed server sends its spans nowhere',
    context: ({ configuration }) => ({
      configuration: async () => ({ ...(await configuration()), ...inContainer }),
    }),
  },
  {
    item: '4-1',
    when: 'the container runs as root',
    context: ({ configuration }) => ({
      configuration: async () => ({
        ...(await configuration()),
        ...inContainer,
        traces_go_to: 'otlp',
        user_id: 0,
      }),
    }),
  },
  {
    item: '4-1',
    when: 'the server can change its own code',
    context: ({ configuration }) => ({
      configuration: async () => ({
        ...(await configuration()),
        ...inContainer,
        traces_go_to: 'otlp',
        code_is_writable: true,
      }),
    }),
  },
  {
    item: '4-1',
    when: 'the image starts a file that is not there',
    file: ['infra/container/Dockerfile', (text) => text.replace(', "index.js"]', ', "main.js"]')],
  },
  {
    item: '4-2',
    when: 'the server was given another address',
    server: resource('ops://configuration', (content) => {
      content.mcp_url = 'http://127.0.0.1:1/mcp';
    }),
  },
  {
    item: '4-2',
    when: 'a variable is not documented',
    file: ['.env.example', (text) => text.replace(/^SIGNING_SECRETS=$/m, '')],
  },
  {
    item: '4-2',
    when: 'a bad value does not stop the start',
    file: [
      'lambda/config/read-config.ts',
      (text) =>
        text.replace(
          'if (!parsed.success) throw new ConfigError([{',
          'if (subject === "none") throw new ConfigError([{',
        ),
    ],
  },
  {
    item: '4-3',
    when: 'the table cannot be reached',
    server: () => ({
      after(answered, { path }) {
        if (path === '/health?deep=1') answered.status = 503;
      },
    }),
  },
  {
    item: '4-3',
    when: 'health tells another version than the server',
    server: answering('/health', (answered) => {
      answered.body = answered.body.replace(/"version":"[^"]+"/, '"version":"0.0.9"');
    }),
  },
  { item: '5-1', when: 'a unit test fails', context: testFile('test/words.test.ts', 1) },
  { item: '5-1', when: 'a unit test was not run', context: notRun('test/words.test.ts') },
  {
    item: '5-1',
    when: 'the server runs other tools than the tested code',
    server: result('"tools/list"', ({ tools }) => {
      const [tool] = tools?.filter(({ name }: Json) => name === 'search_policy') ?? [];
      if (tool) tool.description = 'Something else';
    }),
  },
  {
    item: '5-2',
    when: 'an integration test fails',
    context: testFile('test/protocol/front-door.test.ts', 1),
  },
  {
    item: '5-2',
    when: 'the conformance suite was not run',
    context: notRun('test/protocol/conformance.test.ts'),
  },
  {
    item: '5-2',
    when: 'each request for a ticket is taken for a new one',
    server: () => {
      let number = 0;
      return {
        before(request) {
          request.body = request.body.replace(
            /"idempotency_key":"[^"]+"/,
            () => `"idempotency_key":"${number++}"`,
          );
        },
      };
    },
  },
  { item: '5-3', when: 'a security test fails', context: testFile('test/security/scopes.test.ts', 1) },
  { item: '5-3', when: 'a security test was not run', context: notRun('test/security/scopes.test.ts') },
  {
    item: '5-3',
    when: 'an operator passes for a query',
    server: () => ({
      before(request) {
        request.body = request.body.replace('{"$ne":null}', '"laptop"');
      },
    }),
  },
  {
    item: '6-1',
    when: 'a tool is missing in the reference',
    file: ['docs/api-reference.md', (text) => text.replace('### `get_policy`', '### Policies')],
  },
  {
    item: '6-1',
    when: 'the server offers a tool that the reference does not know',
    server: result(
      '"tools/list"',
      ({ tools }) => void tools?.push({ name: 'drop_tables', inputSchema: { type: 'object' } }),
    ),
  },
  {
    item: '6-1',
    when: 'an argument is missing in the reference',
    file: ['docs/api-reference.md', (text) => text.replaceAll('`idempotency_key`', 'a key')],
  },
  {
    item: '6-2',
    when: 'the guide has no answer to 429',
    file: ['docs/operating.md', (text) => text.replace('\n### 429\n', '\n### Too many\n')],
  },
  {
    item: '6-2',
    when: 'the guide names a command that there is not',
    file: ['docs/operating.md', (text) => `${text}\n\`npm run rescue\`\n`],
  },
  {
    item: '6-2',
    when: 'the Korean guide lacks a section',
    file: ['docs/ko/operating.md', (text) => text.replace(/^### 404.*$/m, '').replace(/^## .*$/m, '')],
  },
  {
    item: '7-1',
    when: 'a record does not tell who called',
    server: resource('ops://trace/', ({ record }) => void delete record.sub),
  },
  {
    item: '7-1',
    when: 'a refused call is not on record',
    server: answering('ops://trace/', (answered) => {
      if (answered.body.includes('\\"outcome\\":\\"denied\\"')) {
        answered.body = '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"There is no resource."}}';
      }
    }),
  },
  {
    item: '7-2',
    when: 'a record holds a phone number',
    server: resource('ops://trace/', ({ record }) => {
      record.note = '010-2345-6789';
    }),
  },
  {
    item: '7-2',
    when: 'a record holds a password in free text',
    server: resource('ops://trace/', ({ record }) => {
      record.note = 'hunter2-horse';
    }),
  },
];

const inContainer = { deployment: 'container', stage: 'prod', user_id: 1000, code_is_writable: false };
