// Copies the libraries of the tablet, minified, into app/static/vendor, with their licences, and writes down
// what was copied: `make vendor`. Versions stand in package.json; npm checks each package against package-lock.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "terser";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "..", "..", "app", "static", "vendor");
const LOCK = JSON.parse(readFileSync(join(HERE, "package-lock.json"), "utf8")).packages;

/** What is taken: package, its file, and what is changed in it besides white space and names. */
const TAKEN = [
  { name: "idb", from: "build/index.js", changes: [], prepare: (/** @type {string} */ text) => text },
  {
    name: "jsqr",
    from: "dist/jsQR.js",
    changes: [
      "given as an ES module (export default)",
      "without its table of Shift-JIS characters: a ticket holds letters and digits, and the table is two thirds of the file",
    ],
    prepare: withoutKanji,
  },
];

/** jsQR as a module, and without the table that only Japanese text in a code needs. @param {string} text */
function withoutKanji(text) {
  const shorter = text.replace(/exports\.shiftJISTable = \{[^}]*\}/, "exports.shiftJISTable = {}");
  if (shorter === text) throw new Error("the table of Shift-JIS characters was not found in jsqr");
  return `${shorter}\nexport default self.jsQR;\n`;
}

mkdirSync(TARGET, { recursive: true });
const manifest = [];
for (const { name, from, changes, prepare } of TAKEN) {
  const folder = join(HERE, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { code } = await minify(prepare(readFileSync(join(folder, from), "utf8")), {
    module: true,
    ecma: 2020,
    compress: { passes: 3 },
    format: { comments: false, preamble: `/*! ${name} ${about.version} ${about.license}, see ${name}.LICENSE */` },
  });
  if (!code) throw new Error(`nothing is left of ${name}`);
  const bytes = Buffer.from(`${code}\n`);
  writeFileSync(join(TARGET, `${name}.js`), bytes);
  writeFileSync(join(TARGET, `${name}.LICENSE`), readFileSync(join(folder, "LICENSE")));
  manifest.push({
    name,
    version: about.version,
    licence: about.license,
    file: `${name}.js`,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    notice: `${name}.LICENSE`,
    taken_from: from,
    package_integrity: LOCK[`node_modules/${name}`].integrity,
    changes: ["minified", ...changes],
  });
}
writeFileSync(join(TARGET, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(manifest.map((one) => `${one.name} ${one.version} ${one.sha256}`).join("\n"));
