// @ts-check
/** The first module of the page: the heart begins to beat, and the screens are shown. */
import { beat } from './heart.js';
import { show } from './screens/main.js';

void beat();
void show().then(() => performance.mark('shown'));
