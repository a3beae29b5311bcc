// A transpiler for ts-node, in the form that ts-node asks for. What it has made is kept beside the packages, by the content
// that it was made from, so that only a changed file is transpiled again.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { version, transformSync } = require("esbuild");

const CACHE = join(__dirname, "../../node_modules/.cache/okta-api-access");

exports.create = () => {
  mkdirSync(CACHE, { recursive: true });
  return { transpile: (input, { fileName }) => kept(input, fileName) ?? transpile(input, fileName) };
};

function fileFor(input, fileName) {
  const id = createHash("sha256").update(`${version}\0${fileName}\0${input}`).digest("hex");
  return join(CACHE, `${id}.json`);
}

function kept(input, fileName) {
  try {
    return JSON.parse(readFileSync(fileFor(input, fileName), "utf8"));
  } catch {
    return undefined;
  }
}

function transpile(input, fileName) {
  const { code, map } = transformSync(input, {
    loader: "ts",
    format: "cjs",
    target: "node20",
    platform: "node",
    sourcemap: true,
    sourcefile: fileName,
    tsconfigRaw: { compilerOptions: {} },
  });
  const output = { outputText: code, sourceMapText: map };
  const file = fileFor(input, fileName);
  // Two processes may make the same file at once: each writes its own and moves it into place whole.
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, JSON.stringify(output));
  renameSync(scratch, file);
  return output;
}
