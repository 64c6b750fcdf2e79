// Reads {name: [one text, another]} and prints the names whose two texts are not the same program.
import { readFileSync } from "node:fs";
import { minify } from "terser";

/** @param {string} text */
const bare = async (text) =>
  (await minify(text, { module: true, compress: false, mangle: false, format: { comments: false } })).code;

const pairs = Object.entries(JSON.parse(readFileSync(0, "utf8")));
const different = [];
for (const [name, [one, other]] of pairs) {
  if ((await bare(one)) !== (await bare(other))) different.push(name);
}
console.log(JSON.stringify(different));
