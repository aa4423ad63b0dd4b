import * as z from 'zod';

/** The only tool of the bare servers. */
export const echo = {
  definition: {
    title: 'Echo',
    description: 'Says a message several times.',
    inputSchema: z.object({
      message: z.string().min(1).max(500),
      times: z.number().int().min(1).max(5).default(1),
    }),
  },
  run: ({ message, times }: { message: string; times: number }) => ({
    content: [{ type: 'text' as const, text: message.repeat(times) }],
  }),
};
