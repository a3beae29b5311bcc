/**
 * How large an access token can become. API Gateway takes 10,240 bytes for the request line and all headers of a request;
 * a token beyond that is refused before anything reads it.
 */
import type { Access, Claim, Client } from "../file/access";
import { showsGroup } from "../okta/groupFilter";
import { intersectionOf, membersOf, unionOf, type Bits } from "../bits";
import { entitlementTable, groupsClaimName } from "../compile/claims";
import { entitlementsOf, scopeBits, type Entitlements } from "../compile/entitlements";
import { pathOf, type Finding } from "../findings";
import { actsForPeople, CLIENT_TYPES } from "../okta/clientTypes";
import { SCOPE_PARAMETER_MAX } from "../okta/oidcScopes";

/** The largest access token of a client, in bytes, with the intersection made here or there. */
export interface TokenSize {
  readonly client: string;
  readonly enforcement: Client["enforcement"];
  /** Whether the file says so; the other one is what the token would be if the client were changed. */
  readonly declared: boolean;
  readonly bytes: number;
}

/** From here on there is little room left for cookies and other headers. */
export const TOKEN_BYTES_WARNED = 6_144;

/** From here on a browser's usual headers may not fit beside it. */
export const TOKEN_BYTES_MAX = 8_192;

/** The largest token of each client in each mode that it can have, in the order of the file. */
export function tokenSizes(access: Access): TokenSize[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()].flatMap((client) => {
    const { hasUsers } = CLIENT_TYPES[client.type];
    const modes: readonly Client["enforcement"][] = hasUsers ? ["issuer", "gateway"] : ["issuer"];
    return modes.map((enforcement) => tokenSize(access, client, enforcement, entitlements));
  });
}

function tokenSize(
  access: Access,
  client: Client,
  enforcement: Client["enforcement"],
  entitlements: Entitlements,
): TokenSize {
  const declared = client.enforcement === enforcement;
  const turned: Client = declared ? client : { ...client, enforcement, requests: "any" };
  const clients = declared ? access.clients : new Map(access.clients).set(client.key, turned);
  return {
    client: client.key,
    enforcement,
    declared,
    bytes: largestToken({ ...access, clients }, turned, entitlements),
  };
}

/** What is too large of what the file declares. */
export function tokenSizeFindings(access: Access): Finding[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()]
    .map((client) => tokenSize(access, client, client.enforcement, entitlements))
    .filter(({ bytes }) => bytes >= TOKEN_BYTES_WARNED)
    .map(({ client, enforcement, bytes }) => ({
      rule: "token-size",
      level: bytes >= TOKEN_BYTES_MAX ? "error" : "warning",
      path: pathOf(["clients", client]),
      message:
        `an access token of this client can have ${bytes.toLocaleString("en")} bytes, and API Gateway takes 10,240 for all ` +
        `headers of a request: ${enforcement === "gateway" ? "shorten the keys of groups, or use `enforcement: issuer`" : "let `requests` name smaller sets, shorten the names of scopes, or take claims out of the access token"}`,
    }));
}

/** Characters of what Okta puts into every access token, with an address and a login as long as they usually get. */
const ISSUER = "https://a-company-with-a-long-name.okta-emea.com/oauth2/aus00000000000000000";
const COMMON = {
  ver: 1,
  jti: `AT.${"x".repeat(43)}.oar00000000000000000`,
  iss: ISSUER,
  iat: 1_700_000_000,
  exp: 1_700_000_000,
  auth_time: 1_700_000_000,
  acr: "urn:okta:loa:2fa:any:ifpossible",
  cid: "0oa00000000000000000",
  uid: "00u00000000000000000",
  sub: "a.person.with.a.long.name@a-company-with-a-long-name.example",
};

/** Header and signature (RS256, 2,048 bits) with their points. */
const AROUND = encodedLength({ kid: "x".repeat(43), alg: "RS256" }) + "..".length + 342;

/** Characters of a claim's value that only Okta knows. */
const UNKNOWN_VALUE = "x".repeat(100);

function largestToken(access: Access, client: Client, entitlements: Entitlements): number {
  const sizes = largestRequests(client, entitlements).map((scopes) => {
    const payload = {
      ...COMMON,
      aud: access.audience,
      scp: fitting([...client.oidcScopes, ...scopes]),
      ...(actsForPeople(client) ? claimsOf(access, scopes, entitlements) : {}),
    };
    return AROUND + encodedLength(payload);
  });
  return Math.max(...sizes);
}

/** Sets of scopes of which one is the largest that Okta gives this client in one token. */
function largestRequests({ ceiling, type, enforcement, requests }: Client, entitlements: Entitlements): string[][] {
  if (!CLIENT_TYPES[type].hasUsers || enforcement === "gateway") return [[...ceiling]];
  const { numbers, groups } = entitlements;
  const within = scopeBits(numbers, ceiling);
  const held = groups.map(({ scopes }) => intersectionOf(scopes, within));
  const anybody = held.reduce<Bits>(unionOf, scopeBits(numbers, []));
  const sets =
    requests === "any"
      ? [anybody]
      : [
          ...held,
          ...(requests === "one-group" ? [] : requests.map((set) => intersectionOf(scopeBits(numbers, set), anybody))),
        ];
  return sets.map((set) => membersOf(set).map((number) => numbers.names[number]!));
}

/** What fits into one request; the shortest names, of which there are most, so that the token is the largest. */
function fitting(scopes: readonly string[]): string[] {
  let left = SCOPE_PARAMETER_MAX + 1;
  return [...scopes].sort((a, b) => a.length - b.length).filter((scope) => (left -= scope.length + 1) >= 0);
}

function claimsOf(access: Access, scopes: readonly string[], entitlements: Entitlements): Record<string, unknown> {
  const released = [...access.claims.values()].filter(
    (claim) =>
      claim.tokens.includes("access") &&
      (claim.scopes.length === 0 || claim.scopes.some((scope) => scopes.includes(scope))),
  );
  const gateway = groupsClaimName(access);
  return {
    ...Object.fromEntries(released.map((claim) => [claim.name, largestValue(access, claim, entitlements)])),
    ...(gateway === undefined
      ? {}
      : { [gateway]: groupsTogether(access, Object.keys(entitlementTable(access, entitlements))) }),
  };
}

/** Of a groups filter only the groups of the file are counted: which others there are is not known here. */
function largestValue(access: Access, { value }: Claim, { numbers, groups }: Entitlements): unknown {
  if (value.kind === "expression") return UNKNOWN_VALUE;
  if (value.kind === "groups")
    return [...access.groups.values()].map(({ name }) => name).filter((name) => showsGroup(value, name));
  const held = groups.reduce<Bits>((all, { scopes }) => unionOf(all, scopes), scopeBits(numbers, []));
  return membersOf(held).map((number) => numbers.names[number]!);
}

/** Somebody may be in all of the groups, or, where the file says which occur together, in those of one list. */
function groupsTogether({ combinations }: Access, keys: readonly string[]): readonly string[] {
  const lists = combinations.occurring?.map((list) => keys.filter((key) => list.includes(key))) ?? [keys];
  const length = (list: readonly string[]) => list.join().length;
  return lists.reduce<readonly string[]>((most, list) => (length(list) > length(most) ? list : most), []);
}

/** Characters of a part of a JWT: base64url without padding. */
function encodedLength(part: object): number {
  return Math.ceil((new TextEncoder().encode(JSON.stringify(part)).length * 4) / 3);
}
