// A transpiler for ts-node, in the form that ts-node asks for. What it has made is kept beside the packages, by the content
// that it was made from, wherever the file lies: only a changed file is transpiled again, and a copy of it elsewhere is not.
// ts-node itself writes the file's own name into the map of its lines.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { dirname, join } = require("node:path");
const { version, transformSync } = require("esbuild");

// Beside the packages, wherever they are: in this repository, or in the product that has installed this one.
const CACHE = join(dirname(require.resolve("esbuild/package.json")), "../.cache/okta-api-access");

// What lies in a folder for a moment, such as a file of another revision, is hardly asked for again.
const HOME = join(CACHE, "../../..");
const isPassing = (fileName) => fileName.startsWith(`${tmpdir()}/`) && !fileName.startsWith(`${HOME}/`);

const OPTIONS = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  platform: "node",
  sourcemap: true,
  tsconfigRaw: { compilerOptions: {} },
};

const MADE_BY = JSON.stringify([version, OPTIONS]);

exports.create = () => ({
  transpile: (input, { fileName }) => {
    const file = fileFor(input);
    return kept(file) ?? transpile(input, fileName, file);
  },
});

function fileFor(input) {
  const id = createHash("sha256").update(`${MADE_BY}\0${input}`).digest("hex");
  return join(CACHE, `${id}.json`);
}

function kept(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function transpile(input, fileName, file) {
  const { code, map } = transformSync(input, { ...OPTIONS, sourcefile: fileName });
  const output = { outputText: code, sourceMapText: map };
  if (!isPassing(fileName)) keep(file, output);
  return output;
}

// Two processes may make the same file at once: each writes its own and moves it into place whole.
function keep(file, output) {
  const scratch = `${file}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(scratch, JSON.stringify(output));
    renameSync(scratch, file);
  } catch {
    // Packages may lie where nobody may write: then each start transpiles anew.
  }
}
