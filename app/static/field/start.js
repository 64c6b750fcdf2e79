// @ts-check
/** The first module of the page: the heart begins to beat, then the screens are shown. */

import { beat } from "./heart.js";
import { show } from "./screens/main.js";

await show();
beat();
