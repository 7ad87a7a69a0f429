/** Fails, after the event's wait. It takes the place of every function of the stack. */
export async function handler({ holdMilliseconds = 0 }) {
  await new Promise((resolve) => setTimeout(resolve, holdMilliseconds));
  throw new Error('The function fails.');
}
