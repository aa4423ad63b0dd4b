/** This item can't be judged from here; the message says what to give. */
export class CannotTell extends Error {}
