/** `access start`: the local cloud with a product's `local` stack applied to it; with `--check` it tries the result and ends. */
import "../components/stack/quietSdk";
import colors from "picocolors";
import type { Product } from "../components/stack/product";
import { ApplyError, applyStack, chooseApplier, closeApplier, describeApplier, engineFolder } from "./apply";
import { selfCheck, type CheckResult } from "./check/selfCheck";
import { startCloud, type LocalCloud } from "./cloud";
import {
  collectEnvironment,
  removeEnvironment,
  writeAuthority,
  writeEnvironment,
  type Environment,
} from "./environment";
import { serveExplorer, type ServedExplorer, exploredOf } from "./explorer/serve";
import { DEFAULT_AWS_PORT, DEFAULT_EXPLORER_PORT, DEFAULT_OKTA_PORT, type StartOptions } from "./options";
import { PortInUseError } from "./listen";
import { startFronts, type Fronts } from "./fronts";
import { servePages } from "./pages/serve";
import { createProgress } from "./progress";
import { createServiceKeys } from "./serviceKeys";
import { STACK } from "./stackConfig";
import { readLocalProduct, type Started } from "./started";
import { summary } from "./summary";

export { explain } from "./explain";

/**
 * Runs until it is ended, or until the check is done.
 *
 * @returns the exit status.
 * @throws what a person can mend, with a message that needs no stack: see `explain`.
 */
export async function start(product: Product, options: StartOptions): Promise<number> {
  if (process.env["NODE_ENV"] === "production")
    throw new ApplyError("the local cloud does not start with NODE_ENV=production");
  const { access, people } = readLocalProduct(product);
  const progress = createProgress(process.stderr);
  const applier = await chooseApplier(options.engine);
  try {
    const serviceKeys = await createServiceKeys(access);
    const workspace = engineFolder(product, options.check);
    const fallback = (port: number) => (options.check ? 0 : port);
    const cloud = await progress.step("local Okta and local AWS", () =>
      startCloud(access, {
        people,
        oktaPort: options.oktaPort ?? fallback(DEFAULT_OKTA_PORT),
        awsPort: options.awsPort ?? fallback(DEFAULT_AWS_PORT),
        https: options.https,
        publicUrl: options.publicUrl,
      }),
    );
    let fronts: Fronts | undefined;
    try {
      if (!options.check) await writeAuthority(product, cloud.ca);
      if (options.publicUrl !== undefined) await assertLeadsHere(cloud);
      const applied = await progress.step(`applying the ${STACK} stack with ${describeApplier(applier)}`, (update) =>
        applyStack(applier, { product, access, cloud, serviceKeys, workspace }, update),
      );
      const { issuer, clientIds } = applied.outputs;
      fronts = await startFronts(access, { issuer, clientIds, awsUrl: cloud.aws.url });
      const started = { product, access, people, cloud, serviceKeys, applied, fronts };
      const environment = await collectEnvironment(started);
      if (options.check) return await check(started, environment);
      return await keepRunning(started, environment, options);
    } finally {
      await fronts?.close();
      await cloud.close();
      if (!options.check) await removeEnvironment(product);
    }
  } finally {
    await closeApplier(applier);
  }
}

/** What is applied asks Okta by its public address: a gateway reads the issuer's keys there. */
async function assertLeadsHere({ okta: { url, localUrl, org } }: LocalCloud): Promise<void> {
  const answer = await fetch(`${url}/.well-known/okta-organization`, { signal: AbortSignal.timeout(10_000) }).then(
    (response) => response.json() as Promise<{ id?: unknown }>,
    () => undefined,
  );
  if (Object(answer).id === org.id) return;
  throw new ApplyError(
    `\`${url}\` does not lead to this local Okta, which is at ${localUrl}: start what ends TLS there first, let it pass on the host name, and have Node.js take its certificate (\`NODE_EXTRA_CA_CERTS\`)`,
  );
}

async function check({ access, people }: Started, environment: Environment): Promise<number> {
  const results = await selfCheck(access, environment, people);
  const tried = results.filter(({ untried }) => untried === undefined);
  for (const result of results) process.stdout.write(`${line(result)}\n`);
  const failed = tried.filter(({ failure }) => failure !== undefined).length;
  process.stdout.write(`${tried.length - failed} passed, ${failed} failed\n`);
  return failed === 0 && tried.length > 0 ? 0 : 1;
}

function line({ title, failure, untried }: CheckResult): string {
  if (untried !== undefined) return `${colors.yellow("-")} not tried: ${title}: ${untried}`;
  return failure === undefined
    ? `${colors.green("✓")} ${title}`
    : `${colors.red("✗")} ${title}\n    ${failure.replaceAll("\n", "\n    ")}`;
}

/** Prints what to try and waits until the user has had enough. */
async function keepRunning(started: Started, collected: Environment, options: StartOptions): Promise<number> {
  const { product, access } = started;
  const pages = options.pages === false ? undefined : await servePages(access, collected);
  let explorer: ServedExplorer | undefined;
  try {
    explorer = await explorerOf(started, collected, options, pages?.demoUrl);
    const environment = { ...collected, explorerUrl: explorer.url };
    await writeEnvironment(product, environment);
    process.stdout.write(summary(product, access, environment, pages));
    await new Promise<void>((resolve) => {
      process.once("SIGINT", () => resolve());
      process.once("SIGTERM", () => resolve());
    });
    process.stderr.write("\nstopping\n");
  } finally {
    await explorer?.close();
    await pages?.close();
  }
  return 0;
}

/** At its own port, or at any where somebody else has that one and no other was named. */
async function explorerOf(
  started: Started,
  environment: Environment,
  { explorerPort, base }: StartOptions,
  demoUrl: string | undefined,
): Promise<ServedExplorer> {
  const explored = { ...exploredOf(started, base), ...(demoUrl !== undefined && { demoUrl }) };
  const at = (port: number) => serveExplorer(explored, environment, port);
  if (explorerPort !== undefined) return at(explorerPort);
  return at(DEFAULT_EXPLORER_PORT).catch((error: unknown) => {
    if (error instanceof PortInUseError) return at(0);
    throw error;
  });
}
