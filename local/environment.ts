/** `.local/environment.json`: where everything of the running local cloud is, for programs that use it. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { ACCESS } from "../components/program";
import { stackSettings, type Product } from "../components/stack/product";
import { authenticationOf, type ClientTypeName } from "../model/okta";
import { trustLocally } from "./certificate";
import { OktaApi } from "./oktaApi";
import type { Applied, AppliedBy } from "./apply";
import type { ServiceKey } from "./serviceKeys";
import type { LocalProduct } from "./started";
import type { Fronts } from "./fronts";
import { echoedBackends, NAMESPACE, STACK } from "./stackConfig";

/** The authority's certificate, in PEM, in a product whose local cloud speaks TLS. */
export function caFile({ local }: Product): string {
  return join(local, "ca.pem");
}

/** The file, in a product. */
export function environmentFile({ local }: Product): string {
  return join(local, "environment.json");
}

export interface EnvironmentClient {
  readonly clientId: string;
  readonly type: ClientTypeName;
  readonly clientSecret?: string;
  readonly privateJwk?: JWK;
  readonly redirectUris?: readonly string[];
}

export interface Environment {
  readonly orgUrl: string;
  readonly apiToken: string;
  /** The file with the authority that vouches for the addresses of this machine, where they are `https:`. */
  readonly caFile?: string;
  /** The local Okta on this machine, whatever its public address is, for the engine and its providers. */
  readonly oktaUrl: string;
  /** The local AWS, for the engine and its providers. */
  readonly awsUrl: string;
  /** What has applied the stack. */
  readonly engine: AppliedBy;
  readonly issuer: string;
  readonly authServerId: string;
  readonly audience: string;
  /** The first API of the access file. */
  readonly apiUrl: string;
  readonly apis: Readonly<Record<string, string>>;
  /** API key → the forward-auth guard of an API with the profile `none`, which asks as Traefik does. */
  readonly guards: Readonly<Record<string, string>>;
  /** Names of the backends that nothing but an echo answers. */
  readonly echoes: readonly string[];
  /** null where the start serves no explorer, as with `--check`. */
  readonly explorerUrl: string | null;
  readonly clients: Readonly<Record<string, EnvironmentClient>>;
  readonly personas: Readonly<Record<string, { login: string; id: string; groups: readonly string[] }>>;
}

export type { StackOutputs } from "./stackConfig";

/** What the environment is collected from: a cloud that runs, wherever it does, and what was applied to it. */
export interface Collected extends LocalProduct {
  readonly cloud: {
    readonly okta: { readonly url: string; readonly localUrl: string; readonly apiToken: string };
    readonly aws: { readonly url: string };
    readonly ca?: string;
  };
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
  readonly applied: Applied;
  /** Where APIs with the profile `none` are, and their guards. */
  readonly fronts: Pick<Fronts, "urls" | "guards">;
}

/** Asks the running cloud what the stack has made. */
export async function collectEnvironment(started: Collected): Promise<Environment> {
  const { applied, cloud, fronts, access, product } = started;
  const { outputs } = applied;
  const urls = { ...outputs.apiUrls, ...fronts.urls };
  const apis = Object.fromEntries(
    [...access.apis.keys()].flatMap((key) => (urls[key] === undefined ? [] : [[key, urls[key]]])),
  );
  const { url: orgUrl, localUrl: oktaUrl, apiToken } = cloud.okta;
  const okta = new OktaApi(oktaUrl, apiToken);
  return {
    orgUrl,
    apiToken,
    ...(cloud.ca !== undefined && { caFile: caFile(started.product) }),
    oktaUrl,
    awsUrl: cloud.aws.url,
    engine: applied.engine,
    issuer: outputs.issuer,
    authServerId: outputs.issuer.slice(outputs.issuer.lastIndexOf("/") + 1),
    audience: outputs.audience,
    apiUrl: Object.values(apis)[0] ?? "",
    apis,
    guards: fronts.guards,
    echoes: echoedBackends(access, stackSettings(product, STACK) ?? {}),
    explorerUrl: null,
    clients: await collectClients(started, okta),
    personas: await collectPersonas(started, okta),
  };
}

async function collectClients(
  { access, applied, serviceKeys }: Collected,
  okta: OktaApi,
): Promise<Record<string, EnvironmentClient>> {
  const settings = applied.config[`${NAMESPACE}:clients`] as Record<string, { redirectUris?: string[] }>;
  const clients: Record<string, EnvironmentClient> = {};
  for (const client of access.clients.values()) {
    const { key, type } = client;
    const clientId = applied.outputs.clientIds[key];
    if (clientId === undefined) throw new Error(`the stack has no output \`clientIds.${key}\``);
    const hasSecret = authenticationOf(client) === "client_secret_basic";
    clients[key] = {
      clientId,
      type,
      clientSecret: hasSecret ? await okta.clientSecret(clientId) : undefined,
      privateJwk: serviceKeys[key]?.privateJwk,
      redirectUris: settings[key]?.redirectUris ?? [],
    };
  }
  return clients;
}

async function collectPersonas({ people, access }: Collected, okta: OktaApi): Promise<Environment["personas"]> {
  const entries = people.map(async ({ key, login, groups: keys, otherGroups }) => {
    const { id } = await okta.user(login);
    const groups = [...keys.map((group) => access.groups.get(group)!.name), ...otherGroups];
    return [key, { login, id, groups }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Writes the file so that only its owner can read it: it holds secrets of the local cloud. */
export async function writeEnvironment(product: Product, environment: Environment): Promise<void> {
  await mkdir(product.local, { recursive: true });
  await rm(environmentFile(product), { force: true });
  await writeFile(environmentFile(product), `${JSON.stringify(environment, null, 2)}\n`, { mode: 0o600 });
}

/** Writes the authority's certificate for clients to take, where the cloud speaks TLS. It is no secret. */
export async function writeAuthority(product: Product, ca: string | undefined): Promise<void> {
  if (ca === undefined) return;
  await mkdir(product.local, { recursive: true });
  await writeFile(caFile(product), ca);
}

/** The certificate of the authority of a cloud that runs; undefined where it speaks plain HTTP. */
export function readAuthority({ caFile: file }: Pick<Environment, "caFile">): string | undefined {
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Takes the certificates of a cloud that runs in another process. */
function trustAuthority(environment: Pick<Environment, "caFile" | "oktaUrl" | "awsUrl">): void {
  const ca = readAuthority(environment);
  const ports = [environment.oktaUrl, environment.awsUrl].map((url) => Number(new URL(url).port));
  if (ca !== undefined) trustLocally({ ca, ports });
}

export async function removeEnvironment(product: Product): Promise<void> {
  for (const file of [environmentFile(product), caFile(product)]) await rm(file, { force: true });
}

/** What a running `access start` has written; undefined where none runs. */
async function readEnvironment(product: Product): Promise<Environment | undefined> {
  const text = await readFile(environmentFile(product), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Environment);
}

/** Nothing runs. The message says how to start it. */
export class NotRunningError extends Error {
  override readonly name = "NotRunningError";
}

/** What every command needs that asks a cloud that runs. @throws NotRunningError */
export async function runningEnvironment(product: Product): Promise<Environment> {
  const environment = await readEnvironment(product);
  if (environment !== undefined) trustAuthority(environment);
  if (environment !== undefined && (await answers(environment))) return environment;
  throw new NotRunningError(
    `no local cloud runs for this product: call \`${ACCESS} start\` in another terminal, and leave it running`,
  );
}

/** A start that was killed leaves its file behind. */
async function answers({ oktaUrl }: Environment): Promise<boolean> {
  return fetch(oktaUrl, { redirect: "manual", signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}
