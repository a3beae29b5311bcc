/** `.local/environment.json`: where everything of the running local cloud is, for programs that use it. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import type { Access } from "../model/file";
import { authenticationOf, type ClientTypeName } from "../model/okta";
import { REPOSITORY } from "./engine/locations";
import { OktaApi } from "./oktaApi";
import type { Persona } from "./okta/personas";
import type { ServiceKey } from "./serviceKeys";

export const LOCAL_FOLDER = join(REPOSITORY, ".local");
export const ENVIRONMENT_FILE = join(LOCAL_FOLDER, "environment.json");

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
  readonly issuer: string;
  readonly authServerId: string;
  readonly audience: string;
  /** The first API of the access file. */
  readonly apiUrl: string;
  readonly apis: Readonly<Record<string, string>>;
  /** null as long as the start serves no explorer. */
  readonly explorerUrl: string | null;
  readonly clients: Readonly<Record<string, EnvironmentClient>>;
  readonly personas: Readonly<Record<string, { login: string; id: string; groups: readonly string[] }>>;
}

/** What the stack says of itself, as far as the environment needs it. */
export interface StackOutputs {
  readonly issuer: string;
  readonly audience: string;
  readonly apiUrls: Readonly<Record<string, string>>;
  readonly clientIds: Readonly<Record<string, string>>;
}

export interface EnvironmentSources {
  readonly access: Access;
  readonly outputs: StackOutputs;
  readonly orgUrl: string;
  readonly apiToken: string;
  readonly personas: readonly Persona[];
  readonly serviceKeys: Readonly<Record<string, ServiceKey>>;
  /** Client key → redirect URIs, from the stack's settings. */
  readonly redirectUris: Readonly<Record<string, readonly string[]>>;
}

export async function collectEnvironment(sources: EnvironmentSources): Promise<Environment> {
  const { outputs, orgUrl, apiToken } = sources;
  const okta = new OktaApi(orgUrl, apiToken);
  return {
    orgUrl,
    apiToken,
    issuer: outputs.issuer,
    authServerId: outputs.issuer.slice(outputs.issuer.lastIndexOf("/") + 1),
    audience: outputs.audience,
    apiUrl: Object.values(outputs.apiUrls)[0] ?? "",
    apis: outputs.apiUrls,
    explorerUrl: null,
    clients: await collectClients(sources, okta),
    personas: await collectPersonas(sources.personas, okta),
  };
}

async function collectClients(sources: EnvironmentSources, okta: OktaApi): Promise<Record<string, EnvironmentClient>> {
  const clients: Record<string, EnvironmentClient> = {};
  for (const client of sources.access.clients.values()) {
    const { key, type } = client;
    const clientId = sources.outputs.clientIds[key];
    if (clientId === undefined) throw new Error(`the stack has no output \`clientIds.${key}\``);
    const hasSecret = authenticationOf(client) === "client_secret_basic";
    clients[key] = {
      clientId,
      type,
      clientSecret: hasSecret ? await okta.clientSecret(clientId) : undefined,
      privateJwk: sources.serviceKeys[key]?.privateJwk,
      redirectUris: sources.redirectUris[key],
    };
  }
  return clients;
}

async function collectPersonas(personas: readonly Persona[], okta: OktaApi): Promise<Environment["personas"]> {
  const entries = personas.map(async (persona) => {
    const { id } = await okta.user(persona.login);
    const groups = [...persona.groups, ...(persona.otherGroups ?? [])];
    return [persona.key, { login: persona.login, id, groups }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Writes the file so that only its owner can read it: it holds secrets of the local cloud. */
export async function writeEnvironment(environment: Environment): Promise<void> {
  await mkdir(LOCAL_FOLDER, { recursive: true });
  await rm(ENVIRONMENT_FILE, { force: true });
  await writeFile(ENVIRONMENT_FILE, `${JSON.stringify(environment, null, 2)}\n`, { mode: 0o600 });
}

export async function removeEnvironment(): Promise<void> {
  await rm(ENVIRONMENT_FILE, { force: true });
}
