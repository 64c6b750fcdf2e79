// @ts-check
export function serve() {}
