// What became of an update on its way to the customer, as a mark, and why, in words.

/** The mark that an update carries: waiting, held, handedOver, received, opened, notReached, noDevice or failed. */
export function markOf(delivery) {
  if (!delivery) return 'waiting';
  if (delivery.notReached) return 'notReached';
  if (delivery.state === 'pending') return delivery.steps.some(step => step.step === 'held') ? 'held' : 'waiting';
  return { sent: 'handedOver', received: 'received', opened: 'opened', noDevice: 'noDevice', failed: 'failed', overtaken: 'overtaken' }[delivery.state] ?? 'waiting';
}

/** Whether nobody knows yet how its way ends. */
export const isUnsettled = delivery => ['waiting', 'held', 'handedOver', 'received'].includes(markOf(delivery));

/** Whether a mark wants the agent to look. */
export const isBad = mark => mark === 'notReached' || mark === 'failed' || mark === 'noDevice';

/** The names of the sentences that say the cause and what can be done. */
export function whyOf(delivery, customer) {
  const mark = markOf(delivery);
  const devices = customer?.devices;
  if (mark === 'noDevice' || (mark === 'notReached' && devices?.length === 0)) return { cause: 'why.noDevice', advice: 'why.noDevice.do' };
  if (mark === 'notReached') return { cause: 'why.notReached', advice: 'why.notReached.do' };
  if (mark === 'failed') return { cause: 'why.failed', advice: 'why.failed.do' };
  if (mark === 'held') return { cause: 'why.held', advice: 'why.held.do' };
  if (mark === 'waiting') return { cause: (delivery?.attempts ?? 0) > 0 ? 'why.retrying' : 'why.waiting', advice: null };
  if (mark === 'handedOver') return { cause: 'why.handedOver', advice: null };
  return { cause: `why.${mark}`, advice: null };
}
