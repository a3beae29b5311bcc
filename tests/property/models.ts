/** Random access files: valid ones, small enough to be proved exhaustively, and close to every rule of the compiler. */
import * as fc from "fast-check";
import type { Access } from "../../model/file/access";
import { STEP_UP_ACR_VALUES } from "../../model/okta/acr";
import { checkAccess } from "../../model/file/load";
import type { AccessInput } from "../../model/file/schema";

export interface Size {
  readonly groups: number;
  readonly scopes: number;
  readonly clients: number;
}

type Scope = AccessInput["scopes"][string];
type Group = AccessInput["groups"][string];
type Client = AccessInput["clients"][string];

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

const atMost = <T>(items: readonly T[], most: number): fc.Arbitrary<T[]> =>
  fc.subarray([...items], { maxLength: Math.min(most, items.length) });

/** `implies` only ever points to scopes further down, so there are no circles. */
function scope(index: number, names: readonly string[]): fc.Arbitrary<Scope> {
  return fc.record(
    {
      description: fc.constant("a scope"),
      sensitivity: fc.constantFrom("low" as const, "medium" as const, "high" as const),
      tokenMinutes: fc.constantFrom(5, 60, 120),
      stepUp: fc.record({ acr: fc.constantFrom(...STEP_UP_ACR_VALUES), maxAge: fc.constant(300) }),
      implies: atMost(names.slice(index + 1), 2),
    },
    { requiredKeys: ["description"] },
  );
}

function group(index: number, scopes: readonly string[], groups: readonly string[]): fc.Arbitrary<Group> {
  const others = groups.filter((_, other) => other !== index);
  return fc.record(
    {
      scopes: atMost(scopes, 4),
      separate: fc.oneof(
        { weight: 3, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: atMost(others, 1) },
      ),
    },
    { requiredKeys: ["scopes"] },
  );
}

/** Sets beyond the client's ceiling are cut down to it afterwards. */
function requests(scopes: readonly string[]): fc.Arbitrary<"any" | "one-group" | string[][]> {
  const set = fc.subarray([...scopes], { minLength: 1, maxLength: Math.min(4, scopes.length) });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant("any" as const) },
    { weight: 1, arbitrary: fc.constant("one-group" as const) },
    { weight: 3, arbitrary: fc.array(set, { minLength: 1, maxLength: 3 }) },
  );
}

function client(scopes: readonly string[], groups: readonly string[]): fc.Arbitrary<Client> {
  const ceiling = atMost(scopes, 7).filter((some) => some.length > 0);
  const tokenMinutes = fc.integer({ min: 5, max: 70 });
  const service = fc.record(
    { type: fc.constant("service" as const), scopes: ceiling, tokenMinutes },
    { requiredKeys: ["type", "scopes"] },
  );
  const exchanging = fc.record(
    {
      type: fc.constant("service" as const),
      scopes: ceiling,
      tokenMinutes,
      grants: fc.constantFrom<("client_credentials" | "token-exchange")[]>(
        ["client_credentials", "token-exchange"],
        ["token-exchange"],
      ),
      requests: requests(scopes),
    },
    { requiredKeys: ["type", "scopes", "grants"] },
  );
  const user = fc.record(
    {
      type: fc.constant("web" as const),
      scopes: ceiling,
      tokenMinutes,
      refreshTokens: fc.oneof(fc.boolean(), fc.constant({ days: 3, idleDays: 2 })),
      assignedTo: fc.subarray([...groups], { minLength: 1 }),
      grants: fc.constantFrom<("authorization_code" | "device_code" | "ciba")[]>(
        ["authorization_code"],
        ["authorization_code", "device_code"],
        ["authorization_code", "ciba"],
      ),
      oidcScopes: fc.constantFrom<("openid" | "profile")[]>(["openid"], ["openid", "profile"]),
      requests: requests(scopes),
    },
    { requiredKeys: ["type", "scopes"] },
  );
  return fc.oneof(
    { weight: 1, arbitrary: service },
    { weight: 1, arbitrary: exchanging },
    { weight: 4, arbitrary: user },
  );
}

/** Access files up to a size, as a person would write them. */
export function accessFiles(size: Size): fc.Arbitrary<AccessInput> {
  const count = (max: number) => fc.integer({ min: 1, max });
  return fc.tuple(count(size.scopes), count(size.groups), count(size.clients)).chain(([s, g, c]) => {
    const scopes = named("s", s);
    const groups = named("g", g);
    const entries = <T>(names: readonly string[], values: fc.Arbitrary<T>[]) =>
      fc.tuple(...values).map((all) => Object.fromEntries(all.map((value, index) => [names[index]!, value])));
    return fc.record({
      product: fc.constant("product"),
      audience: fc.constant("api://product"),
      scopes: entries(
        scopes,
        scopes.map((_, index) => scope(index, scopes)),
      ),
      groups: entries(
        groups,
        groups.map((_, index) => group(index, scopes, groups)),
      ),
      clients: entries(
        named("c", c),
        named("c", c).map(() => client(scopes, groups)),
      ),
      claims: fc
        .constantFrom<("access" | "id")[]>(["access"], ["id"], ["access", "id"])
        .map((token) => ({ all: { token, entitledScopes: true as const } })),
      combinations: fc.oneof(
        { weight: 2, arbitrary: fc.constant({ limit: 1_000 }) },
        {
          weight: 1,
          arbitrary: fc
            .array(fc.subarray(groups, { minLength: 1 }), { maxLength: 3 })
            .map((occurring) => ({ limit: 1_000, occurring })),
        },
      ),
    });
  });
}

/** What a random file lacks for being valid is mostly somebody who can use an entry: such entries are taken out. */
function withoutUnusable(given: AccessInput): AccessInput {
  const file = withinCeilings(given);
  const { findings } = checkAccess(file);
  const copy = structuredClone(file);
  for (const { rule, path } of findings) {
    const [root, key] = path.split(/[.[]/);
    if (rule === "unreachable-client" && root === "clients") delete copy.clients[key!];
    if (rule === "unusable-group" && root === "groups") remove(copy, key!);
  }
  return copy;
}

/** Sets of requests within the ceiling and occurring combinations without a separate pair. */
function withinCeilings(given: AccessInput): AccessInput {
  const file = structuredClone(given);
  for (const client of Object.values(file.clients)) {
    if (!Array.isArray(client.requests)) continue;
    const sets = client.requests.map((set) => set.filter((scope) => client.scopes.includes(scope)));
    client.requests = sets.filter((set) => set.length > 0);
    if (client.requests.length === 0) client.requests = "one-group";
  }
  const { occurring } = file.combinations ?? {};
  const isApart = (one: string, other: string) => file.groups[one]?.separate?.includes(other) ?? false;
  if (occurring) {
    file.combinations!.occurring = occurring.map((keys) =>
      keys.filter((key, i) => !keys.slice(0, i).some((other) => isApart(key, other) || isApart(other, key))),
    );
  }
  return file;
}

function remove(file: AccessInput, group: string): void {
  delete file.groups[group];
  const { occurring } = file.combinations ?? {};
  if (occurring) {
    const left = occurring.map((keys) => keys.filter((key) => key !== group));
    file.combinations!.occurring = left.filter((keys) => keys.length > 0);
  }
  for (const other of Object.values(file.groups)) other.separate = other.separate?.filter((key) => key !== group);
  for (const one of Object.values(file.clients)) one.assignedTo = one.assignedTo?.filter((key) => key !== group);
}

/** A failure prints the file, as a person would write it, and not what was made of it. */
function printedAsFile<T extends { readonly file: AccessInput }>(pair: T): T {
  return Object.defineProperty(pair, fc.toStringMethod, { value: () => JSON.stringify(pair.file, null, 2) });
}

/** Valid access, beside the file that it comes from. */
export function validAccess(size: Size): fc.Arbitrary<{ file: AccessInput; access: Access }> {
  return accessFiles(size)
    .map(withoutUnusable)
    .map((file) => ({ file, access: checkAccess(file).access }))
    .filter(
      (pair): pair is { file: AccessInput; access: Access } =>
        pair.access !== undefined && pair.access.clients.size > 0,
    )
    .map(printedAsFile);
}
