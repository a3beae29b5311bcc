/** `npm run plan`: writes `plans/` and the table of operations in `docs/` anew. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AccessError } from "../model/findings";
import { goldenPlans, OPERATIONS_DOC, operationsDoc, PLANS } from "./goldenPlans";

function main(): void {
  const files = goldenPlans();
  mkdirSync(PLANS, { recursive: true });
  for (const stale of readdirSync(PLANS).filter((file) => !files.has(file))) rmSync(join(PLANS, stale));
  for (const [file, text] of files) writeFileSync(join(PLANS, file), text);
  writeFileSync(OPERATIONS_DOC, operationsDoc());
  process.stdout.write(`docs/operations.md, plans/: ${[...files.keys()].join(", ")}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof AccessError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
