// @ts-check
/** Hands a file to the browser to keep. */
import { exportFile } from '../export.js';

/** Save what is unsent to a file; how many events it holds. */
export async function keepFile() {
  const { name, blob, count } = await exportFile();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return count;
}
