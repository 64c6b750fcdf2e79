// @ts-check
/** What goes on while the page is open. */

export function beat() {}
