import { StoreUnavailable } from '../dynamodb/errors.ts';
import { requestContext } from '../observability/request-context.ts';

/** Starts work that later requests share: it has no deadline, although a request starts it. */
export function startShared<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = requestContext.getStore();
  if (!context) return work();
  const withoutDeadline = {
    ...context,
    deadline: Number.POSITIVE_INFINITY,
    get storeRequests() {
      return context.storeRequests;
    },
    set storeRequests(count) {
      context.storeRequests = count;
    },
  };
  return requestContext.run(withoutDeadline, work);
}

/** Waits until the deadline of the current request, then throws {@link StoreUnavailable}; the work continues. */
export async function untilDeadline<Result>(work: Promise<Result>): Promise<Result> {
  const context = requestContext.getStore();
  if (!context) return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new StoreUnavailable(new Error('The data are still being loaded'))),
    context.deadline - Date.now(),
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
