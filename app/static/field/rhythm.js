// @ts-check
/** How long things last, in milliseconds. One object, so that a test may play the same piece faster. */
export const rhythm = {
  /** An answer that takes longer is none. */
  patience: 20_000,
  /** The page looks for work while somebody looks at it. */
  beat: 60_000,
  /** The first wait after a failure; each further one is twice as long. */
  firstWait: 2_000,
  longestWait: 300_000,
  /** Another tab is sending; look again. */
  otherTab: 2_000,
  /** A database that does not open in this time is blocked by another tab. */
  opening: 1_500,
  /** Unsent work older than this is shown in amber, in red. */
  amber: 4 * 3_600_000,
  red: 24 * 3_600_000,
  /** Receipts stay so long. */
  receipts: 7 * 24 * 3_600_000,
  /** A clock that is further off is said. */
  skew: 5 * 60_000,
};

/** The wait after so many failures in a row, with half of it left to chance so that tablets do not come back together. @param {number} failures */
export function waitAfter(failures) {
  const whole = Math.min(rhythm.longestWait, rhythm.firstWait * 2 ** (failures - 1));
  return whole / 2 + (Math.random() * whole) / 2;
}
