/** The service of `tests/fixtures/service` as the code of a function: one ES module, bundled as the real ones are. */
import { join } from "node:path";
import { buildSync } from "esbuild";

let text: string | undefined;

export function serviceModule(): string {
  text ??= buildSync({
    entryPoints: [join(__dirname, "../../fixtures/service/index.ts")],
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "silent",
  }).outputFiles[0]!.text;
  return text;
}
