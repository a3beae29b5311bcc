/** The clients as which functions of this program act: their keys, and what a function is told of its own. */
import * as pulumi from "@pulumi/pulumi";
import type { Access, Client } from "../../model/file";
import { VARIABLES } from "../../guard/contract";
import { GRANTS } from "../../model/okta";
import type { PublicKeyArgs } from "../okta/clientApp";
import type { PermissionArgs } from "../aws/shared/handlerFunction";
import { SigningKey } from "../aws/shared/signingKey";

/** Client key → its key. */
export type ServiceKeys = Readonly<Record<string, SigningKey>>;

/** What the identities of one product are made of. */
export interface IdentitySources {
  /** Client key → where its key is. */
  readonly keys: Readonly<Record<string, Pick<SigningKey, "keyArn">>>;
  /** Client key → client id. */
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Group key → group id. */
  readonly groupIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** The org's address. */
  readonly orgUrl: pulumi.Input<string>;
}

/** Bytes of one identity in a function's environment, beyond what every output is given. */
const IDENTITY_BYTES = 400;

/** The same of one client's reach, with one group. */
const REACH_BYTES = 60;

/** One key for each client that has a handler. */
export function createServiceKeys(
  access: Access,
  tags: Record<string, string>,
  opts: pulumi.ComponentResourceOptions,
): ServiceKeys {
  const own = [...access.clients.values()].filter(({ handler }) => handler !== undefined);
  const made = own.map(({ key, was }) => [
    key,
    new SigningKey(key, { description: `Signs as the client ${key}`, tags }, goingOn(was, opts)),
  ]);
  return Object.fromEntries(made) as ServiceKeys;
}

function goingOn(was: string | undefined, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  return was === undefined ? opts : { ...opts, aliases: [{ name: was }] };
}

/** Client key → public keys. */
export function publicKeys(keys: ServiceKeys): Record<string, pulumi.Output<PublicKeyArgs[]>> {
  return Object.fromEntries(Object.entries(keys).map(([client, { jwks }]) => [client, jwks]));
}

/** What one function needs to act as its clients. Undefined: it acts as none. */
export interface HandlerIdentity {
  readonly environment: Record<string, pulumi.Input<string>>;
  readonly environmentReserve: number;
  readonly permissions: PermissionArgs[];
}

/** The environment and the permissions of a handler: its own keys, and no other's. */
export function handlerIdentity(
  access: Access,
  handler: string,
  sources: IdentitySources,
): HandlerIdentity | undefined {
  const clients = [...access.clients.values()].filter((client) => client.handler === handler);
  if (clients.length === 0) return undefined;
  const reaches = isGuarded(access, handler) ? reachesOf(access, sources) : [];
  return {
    environment: {
      [VARIABLES.orgUrl]: sources.orgUrl,
      [VARIABLES.identities]: pulumi.jsonStringify(clients.map((client) => identityOf(client, sources))),
      ...(isGuarded(access, handler) && {
        [VARIABLES.reach]: pulumi.jsonStringify(pulumi.all(reaches).apply(Object.fromEntries)),
      }),
    },
    environmentReserve: clients.length * IDENTITY_BYTES + reaches.length * REACH_BYTES,
    permissions: [
      { name: "sign", actions: ["kms:Sign"], resources: clients.map(({ key }) => sources.keys[key]!.keyArn) },
    ],
  };
}

function identityOf(client: Client, { keys, clientIds, groupIds }: IdentitySources) {
  const { key, oktaApiScopes, grants, ceiling, oktaAdminRole: role } = client;
  const groups = typeof role === "object" && role.groups !== "all" ? role.groups : [];
  return {
    client: key,
    clientId: clientIds[key]!,
    keyArn: keys[key]!.keyArn,
    oktaApiScopes: [...oktaApiScopes],
    grants: grants.map((grant) => GRANTS[grant].okta),
    scopes: [...ceiling],
    groupIds: groups.map((group) => groupIds[group]!),
  };
}

/** Whether clients call the function with tokens; a public one knows no clients. */
function isGuarded({ apis }: Access, handler: string): boolean {
  return [...apis.values()].some(({ routes }) =>
    routes.some(({ access, target }) => access.kind !== "public" && "handler" in target && target.handler === handler),
  );
}

/** Client id and group ids of the clients that may act on members of some groups alone. */
function reachesOf(access: Access, { clientIds, groupIds }: IdentitySources): pulumi.Output<[string, string[]]>[] {
  const limited = [...access.clients.values()].filter(({ reach }) => reach !== undefined);
  return limited.map(({ key, reach }) =>
    pulumi.all([clientIds[key]!, pulumi.all(reach!.map((group) => groupIds[group]!))]),
  );
}
