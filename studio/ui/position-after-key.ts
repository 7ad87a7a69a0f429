/** Seconds that an arrow key moves. */
const keyStepSeconds = 1;

/** Returns the position to which a key moves, in seconds, or null for other keys. */
export function positionAfterKey(key: string, position: number, seconds: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return position - keyStepSeconds;
    case 'ArrowRight':
    case 'ArrowUp':
      return position + keyStepSeconds;
    case 'Home':
      return 0;
    case 'End':
      return seconds;
    default:
      return null;
  }
}
