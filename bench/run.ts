/** `npm run bench`: runs every benchmark, one after the other, each in a process of its own. `-- model okta` runs some. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Name → what it measures. */
const BENCHMARKS: Readonly<Record<string, string>> = {
  model: "the compiler, the proof, the matrix and decisions per second",
  cli: "the start of the built `access` command, and the difference of two large access files (needs `npm run build`)",
  combinations: "many groups: derived groups, time, memory and tokens of a company's file, and how they grow",
  authorizer: "size, cold start and verifications per second of the authorizer, beside the usual libraries",
  handlers: "size and cold start of the product's handlers, with the first call on the local Lambda",
  gateway: "requests per second of the local gateway, with and without its authorizers, beside another emulator",
  okta: "tokens per second of the local Okta, beside a bare signer and two other servers",
  orgs: "how long `access adopt` and `access verify` take in a large org at Okta's rate limits (needs `npm run build`)",
  up: "what the program costs in `pulumi up` (needs `npm run engine`)",
  restApi: "what a REST API of 280 routes costs in `pulumi up` and `pulumi destroy` (needs `npm run engine`)",
};

function main(): number {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown.length > 0) {
    process.stderr.write(
      `there is no benchmark ${unknown.join(", ")}; there are ${Object.keys(BENCHMARKS).join(", ")}\n`,
    );
    return 2;
  }
  const failed = Object.entries(BENCHMARKS)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .filter(([name, title]) => {
      process.stdout.write(`\n## ${name}: ${title}\n\n`);
      // As this process was started: with the loader, and with the condition that leads to the sources.
      const args = [...process.execArgv, join(__dirname, `${name}.ts`)];
      return spawnSync(process.execPath, args, { stdio: "inherit" }).status !== 0;
    });
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = main();
