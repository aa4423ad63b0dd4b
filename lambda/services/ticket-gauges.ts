import type { Services } from './services.ts';

type GaugeServices = Pick<Services, 'db' | 'metrics' | 'log'> & {
  readonly config: Pick<Services['config'], 'metrics' | 'ticketDueHours'>;
};

const usualIntervalMs = 300_000;

/**
 * Sends the numbers of unfinished and overdue tickets, every five minutes at most, and not before an instance is five
 * minutes old, to keep starts fast. Called after an answer; never rejects.
 */
export function createTicketGauges(
  { db, config, metrics, log }: GaugeServices,
  intervalMs = usualIntervalMs,
): () => Promise<void> {
  let sentAt = Date.now();
  return async () => {
    const now = Date.now();
    if (config.metrics === 'core' || now - sentAt < intervalMs) return;
    sentAt = now;
    try {
      const [{ readUnfinished }, { overdueOf }] = await Promise.all([
        import('../tickets/unfinished-tickets.ts'),
        import('../tickets/ticket-report.ts'),
      ]);
      const { tickets } = await readUnfinished(db);
      const count = (priority: string) => tickets.filter((ticket) => ticket.priority === priority).length;
      metrics.emit({
        TicketsUnfinishedCritical: count('critical'),
        TicketsUnfinishedHigh: count('high'),
        TicketsUnfinishedMedium: count('medium'),
        TicketsUnfinishedLow: count('low'),
        TicketsOverdue: overdueOf(tickets, config, new Date(now)).length,
      });
    } catch (error) {
      log.warn('The tickets could not be counted', { error: String(error) });
    }
  };
}
