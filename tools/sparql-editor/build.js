// Makes ../../loader/ijb_graph/site/static/sparql-editor.js, and beside it the licences of what went into it.
"use strict";

const { buildSync } = require("esbuild");
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const target = process.argv[2] ?? join(__dirname, "../../loader/ijb_graph/site/static");
const { metafile } = buildSync({
  absWorkingDir: __dirname,
  bundle: true,
  charset: "utf8",
  entryPoints: ["editor.js"],
  format: "iife",
  legalComments: "none",
  metafile: true,
  minify: true,
  outfile: join(target, "sparql-editor.js"),
  target: "es2021",
});

const packages = new Set(
  Object.keys(metafile.inputs)
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter(Boolean),
);
const licences = [...packages].sort().map((name) => {
  const folder = dirname(require.resolve(`./node_modules/${name}/package.json`));
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  // The project publishes no e-mail address; who holds the rights is named all the same.
  const text = readFileSync(join(folder, file), "utf8").replace(/ <[^<>\s]+@[^<>\s]+>/g, "").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(target, "sparql-editor.LICENCES.txt"), licences.join("\n----\n\n"));
