import type { Resource } from '../../mcp/definitions/define-resource.ts';

export const fileATicketSkill: Resource = {
  uri: 'skill://file-a-ticket/SKILL.md',
  name: 'file-a-ticket',
  title: 'Skill: triage and file a ticket',
  description: 'How to triage a problem and file a good ticket, for hosts that load skills.',
  mimeType: 'text/markdown',
  scope: 'read',
  // Loaded on demand: few hosts read it.
  read: async () => (await import('./file-a-ticket-text.ts')).text,
};
