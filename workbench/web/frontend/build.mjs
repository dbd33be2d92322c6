// Bundles source/*.js into the folder that is named, and writes what every bundled package is licensed under.
// The same lock file gives the same bytes: `npm run check` holds that.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

const target = path.resolve(process.argv[2] ?? "../static/vendor");
const bundles = ["editor", "vega"];
await mkdir(target, { recursive: true });

const made = await build({
  entryPoints: bundles.map((name) => `source/${name}.js`),
  outdir: target,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none", // all of them stand in LICENCES.txt
  metafile: true,
});

const packages = new Map();
for (const input of Object.keys(made.metafile.inputs)) {
  const found = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.set(found[1], true);
}
const notices = [];
for (const folder of [...packages.keys()].sort()) {
  const told = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((name) => /^(licen[sc]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), "utf8")));
  if (!told.license && texts.length === 0) throw new Error(`${told.name} names no licence`); // other spelling
  const licence = typeof told.license === "string" ? told.license : (told.license?.type ?? "see below"); // other spelling
  notices.push(
    [`${told.name} ${told.version}`, `Licence: ${licence}`, "", ...texts.map((text) => text.trim())].join("\n"),
  );
}
const line = "\n\n" + "-".repeat(80) + "\n\n";
const head = `The files ${bundles.map((name) => `${name}.js`).join(" and ")} hold these packages, built from the npm registry:`;
await writeFile(path.join(target, "LICENCES.txt"), [head, ...notices].join(line) + "\n");
console.log(`${bundles.length} bundles of ${notices.length} packages in ${target}`);
