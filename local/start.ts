/** `npm start`: the local cloud with the `local` stack applied to it. With `-- --check` it tries the result and exits. */
import "../components/stack/quietSdk";
import { Command, InvalidArgumentError, Option } from "commander";
import colors from "picocolors";
import accessFile from "../access";
import { type Access, loadAccess } from "../model/file";
import { ApplyError, applyStack, chooseApplier, describeApplier, type EngineChoice } from "./apply";
import { selfCheck, type CheckResult } from "./check/selfCheck";
import { startCloud } from "./cloud";
import { removeEnvironment, writeEnvironment, type Environment } from "./environment";
import { explain } from "./explain";
import { personas } from "./okta/personas";
import { createProgress } from "./progress";
import { createServiceKeys } from "./serviceKeys";
import { STACK } from "./stackConfig";
import { startedEnvironment } from "./startedEnvironment";
import { summary } from "./summary";

interface Options {
  readonly check?: boolean;
  readonly engine: EngineChoice;
  readonly oktaPort?: number;
  readonly awsPort?: number;
}

const DEFAULT_OKTA_PORT = 7171;
const DEFAULT_AWS_PORT = 7172;

function parseOptions(argv: readonly string[]): Options {
  return new Command("npm start --")
    .description(
      "Starts the local Okta and the local AWS on 127.0.0.1, applies the local stack to them, and keeps running.",
    )
    .option("--check", "try the result through a real OAuth client and the gateway, then exit")
    .addOption(
      new Option("--engine <which>", "what applies the stack").choices(["auto", "cli", "mock"]).default("auto"),
    )
    .option(
      "--okta-port <port>",
      `port of the local Okta (default: ${DEFAULT_OKTA_PORT}, with --check any free one)`,
      port,
    )
    .option(
      "--aws-port <port>",
      `port of the local AWS (default: ${DEFAULT_AWS_PORT}, with --check any free one)`,
      port,
    )
    .parse(argv as string[])
    .opts<Options>();
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("must be a whole number from 0 (any free port) to 65535.");
  return value;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv);
  if (process.env["NODE_ENV"] === "production")
    throw new ApplyError("the local cloud does not start with NODE_ENV=production");
  const access = loadAccess(accessFile, { stack: STACK, source: "access.ts" });
  const progress = createProgress(process.stderr);
  const applier = await chooseApplier(options.engine);
  const serviceKeys = await createServiceKeys(access);
  const fallback = (value: number) => (options.check ? 0 : value);
  const cloud = await progress.step("local Okta and local AWS", () =>
    startCloud(access, {
      oktaPort: options.oktaPort ?? fallback(DEFAULT_OKTA_PORT),
      awsPort: options.awsPort ?? fallback(DEFAULT_AWS_PORT),
    }),
  );
  try {
    const applied = await progress.step(`applying the ${STACK} stack with ${describeApplier(applier)}`, (update) =>
      applyStack(applier, cloud, serviceKeys, update),
    );
    const environment = await startedEnvironment(access, cloud, applied, serviceKeys);
    await writeEnvironment(environment);
    return options.check ? await check(access, environment) : await keepRunning(access, environment);
  } finally {
    await cloud.close();
    await removeEnvironment();
  }
}

async function check(access: Access, environment: Environment): Promise<number> {
  const keys = new Map([...access.groups.values()].map(({ key, name }) => [name, key]));
  const candidates = personas
    .filter(({ status = "ACTIVE" }) => status === "ACTIVE")
    .map(({ key, login, groups }) => ({ name: key, login, groups: groups.flatMap((group) => keys.get(group) ?? []) }));
  const results = await selfCheck(access, environment, candidates);
  for (const result of results) process.stdout.write(`${line(result)}\n`);
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

function line({ title, failure }: CheckResult): string {
  return failure === undefined
    ? `${colors.green("✓")} ${title}`
    : `${colors.red("✗")} ${title}\n    ${failure.replaceAll("\n", "\n    ")}`;
}

/** Prints what to try and waits until the user has had enough. */
async function keepRunning(access: Access, environment: Environment): Promise<number> {
  process.stdout.write(summary(access, environment));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  process.stderr.write("\nstopping\n");
  return 0;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${colors.red("error")} ${explain(error)}\n`);
    process.exitCode = 1;
  },
);
