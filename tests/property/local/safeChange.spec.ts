/** From one access file to another, call by call: no state in between gives anybody what neither of the two gives. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { declareOktaPart } from "../../../components/stack/oktaPart";
import { mutable } from "../../../components/stack/mutable";
import type { Settings } from "../../../components/stack/settings/settings";
import { requestClient, evaluatorView } from "../../../local/okta/org/evaluatorView";
import { newRsaKeys, type KeyPair } from "../../../local/okta/org/signingKeys";
import type { Registration } from "../../../local/engine/recordProgram";
import type { Fault } from "../../../local/okta/http/faults";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { OktaApi } from "../../../cli/org/oktaApi";
import { leftoversOf } from "../../../cli/recover/leftovers";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import type { LocalProvider } from "../../../local/providers/provider";
import { checkAccess } from "../../../model/file/load";
import type { AccessInput } from "../../../model/file/schema";
import { deploymentOfPlan, filledGroups, groupsOfPerson, type Deployment } from "../../../model/adopt/deployment";
import { compile } from "../../../model/compile/compile";
import { evaluate, releasedClaims } from "../../../model/evaluate/evaluate";
import type { Decision } from "../../../model/evaluate/types";
import type { Access } from "../../../model/file/access";
import { GRANTS, type GrantKey } from "../../../model/okta/grants";
import { isOidcScope } from "../../../model/okta/oidcScopes";
import { PUBLIC_JWK } from "../../setup/mocks";
import { EngineOrder, type Choose } from "../../support/engineOrder";
import { CALL_FAULTS } from "../../support/callFaults";
import { deleteByHand } from "../../support/deleteByHand";
import { draw } from "../../support/seed";
import { subsets } from "../../support/subsets";
import { thingsIn } from "../../support/thingsIn";
import { withProviders } from "../../unit/components/testProviders";
import { validAccess } from "../models";

const PRODUCT = "product";

/** Making keys takes longer than everything else: one pair serves all orgs of a run. */
let keys: Promise<KeyPair> | undefined;

const BASE = {
  product: PRODUCT,
  audience: "api://product",
  scopes: { read: { description: "Read" }, write: { description: "Write" } },
  groups: { clerks: { scopes: ["read", "write"] } },
};
const desk = (scopes: string[]) => ({ type: "web" as const, scopes, assignedTo: ["clerks"] });
const SYNC = { type: "service" as const, scopes: ["write"] };
const claimsIn = (...token: ("access" | "id")[]) => ({ all: { token, entitledScopes: true as const } });

describe("an update from one access file to another", () => {
  it("gives nobody at any moment what neither the old nor the new file gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        small,
        small,
        fc.array(fc.boolean(), { minLength: 16 }),
        fc.nat(),
        async (one, other, bits, seed) => {
          await neverMoreOnTheWay(one.access, mixed(one.file, other.file, bits) ?? other.access, chooser(seed));
        },
      ),
      draw("safe changes", 4_119, 40),
    );
  });

  const access = (clients: AccessInput["clients"], changes: object = {}) =>
    checkAccess({ ...BASE, clients, ...changes }).access!;
  const EVERY_ORDER = [0, 1, 2, 3, 4, 5, 6, 7];

  it("gives a client that comes to have the rules of another no old rules of that one", async () => {
    const before = access({ one: desk(["read", "write"]), two: desk(["read"]) });
    const after = access({ one: desk(["read"]), two: desk(["read"]) });
    for (const seed of EVERY_ORDER) {
      await neverMoreOnTheWay(before, after, chooser(seed));
      await neverMoreOnTheWay(after, before, chooser(seed));
    }
  });

  it("ends where a claim leaves one of two tokens, and where it comes to the other", async () => {
    const tokens = [["access"], ["id"], ["access", "id"]] as const;
    const of = (token: readonly ("access" | "id")[]) => access({ one: desk(["read"]) }, { claims: claimsIn(...token) });
    for (const before of tokens) {
      for (const after of tokens)
        for (const seed of EVERY_ORDER.slice(0, 3)) await neverMoreOnTheWay(of(before), of(after), chooser(seed));
    }
  });
});

/** Of the calls, in a run for every save: in the full suite each of them fails. */
const EVERY = process.env["QUICK"] === "1" ? 7 : 1;

describe("an update of which one call fails", () => {
  const one = { ...BASE, clients: { desk: desk(["read", "write"]), sync: SYNC }, claims: claimsIn("access") };
  const other = {
    ...BASE,
    groups: {
      clerks: { scopes: ["read"] },
      leads: { scopes: ["write", "close"] },
      heads: { scopes: ["close"], managed: true },
    },
    scopes: { ...BASE.scopes, close: { description: "Close", stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 } } },
    clients: {
      desk: { ...desk(["read", "write", "close"]), assignedTo: ["clerks", "leads", "heads"] },
      counter: desk(["read"]),
    },
    claims: claimsIn("id"),
  };
  const changes: readonly [string, object | undefined, object][] = [
    ["makes everything", undefined, other],
    ["changes, makes and deletes", one, other],
    ["does so the other way round", other, one],
  ];
  for (const [title, before, after] of changes) {
    for (const [kind, fault, isMended] of CALL_FAULTS) {
      it(`is gone on with by the next one, whichever call it was: one that ${title}, ${kind}`, async () => {
        const files = [before, after].flatMap((file) => (file === undefined ? [] : checkAccess(file).access!));
        const programs: (readonly Registration[])[] = [];
        for (const access of files) programs.push(await registered(access));
        const wanted = await interrupted(files, programs, undefined);
        assert.ok(wanted.calls > 10);
        for (let index = 0; index < wanted.calls; index += EVERY) {
          const { failed, things, missed } = await interrupted(files, programs, { ...fault, path: "", skip: index });
          assert.deepEqual([missed, things], [false, wanted.things], `call ${index}`);
          if (isMended || fault.afterwards !== true) assert.equal(failed, !isMended, `call ${index}`);
        }
      });
    }
  }
});

/**
 * An update of which a call fails; then what it has left in the org is taken over or, where a person has to, deleted; and an update
 * more. @returns what the org then has, each thing by its name.
 */
async function interrupted(
  files: readonly Access[],
  programs: readonly (readonly Registration[])[],
  fault: Fault | undefined,
) {
  let calls = 0;
  const okta = await startLocalOkta({ keys: () => (keys ??= newRsaKeys()), log: () => (calls += 1) });
  try {
    const provider = createOktaProvider();
    await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken, maxWaitSeconds: 0 });
    const groups = await lookedUp(provider, files);
    const engine = new EngineOrder(provider, Object.fromEntries([...groups].map(([key, id]) => [`id-of-${key}`, id])));
    if (programs.length > 1) await engine.up(programs[0]!, chooser(1));
    if (fault !== undefined) okta.okta.faults.add(fault);
    const before = calls;
    const program = programs.at(-1)!;
    const failed = await engine.up(program, chooser(2)).then(
      () => false,
      () => true,
    );
    const made = calls - before;
    const missed = okta.okta.faults.clear() > 0;
    const api = new OktaApi(okta.url, `SSWS ${okta.apiToken}`);
    const { imported, surplus } = await leftoversOf(api, program, engine.state, () => undefined);
    for (const { registration, importId } of imported) await engine.take(registration, importId);
    for (const { registration, id } of surplus) await deleteByHand(okta, registration.type, id);
    await engine.up(program, chooser(3));
    return { failed, missed, calls: made, things: thingsIn(okta.org, PRODUCT) };
  } finally {
    await okta.close();
  }
}

const small = validAccess({ groups: 3, scopes: 4, clients: 3 });

/** The same choices for the same number, whatever is chosen from. */
function chooser(seed: number): Choose {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % count;
  };
}

/** The first file with some entries of the second, and with some clients like others: what people change at a time. */
function mixed(one: AccessInput, other: AccessInput, bits: readonly boolean[]): Access | undefined {
  let at = 0;
  const isTaken = () => bits[at++ % bits.length]!;
  const taken = <T>(own: Record<string, T>, others: Record<string, T>) => ({
    ...own,
    ...Object.fromEntries(Object.entries(others).filter(() => isTaken())),
  });
  const clients = taken(one.clients, other.clients);
  const [first] = Object.values(clients);
  const alike = Object.entries(clients).map(([key, client]) => [key, isTaken() ? first! : client]);
  const file = {
    ...one,
    scopes: { ...other.scopes, ...one.scopes },
    groups: taken({ ...other.groups, ...one.groups }, other.groups),
    clients: Object.fromEntries(alike) as typeof clients,
    combinations: { limit: 1_000 },
  };
  return checkAccess(file).access;
}

async function neverMoreOnTheWay(before: Access, after: Access, choose: Choose): Promise<void> {
  const watch = { afterCall: (_: string) => {} };
  const okta = await startLocalOkta({ keys: () => (keys ??= newRsaKeys()), log: (line) => watch.afterCall(line) });
  try {
    const provider = createOktaProvider();
    await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
    const groups = await lookedUp(provider, [before, after]);
    const engine = new EngineOrder(provider, Object.fromEntries([...groups].map(([key, id]) => [`id-of-${key}`, id])));
    await engine.up(await registered(before), choose);

    const [old, wanted] = [deploymentOfPlan(compile(before)), deploymentOfPlan(compile(after))];
    const sides = [withAssignmentsOf(wanted, old), withAssignmentsOf(old, wanted)];
    const questions = questionsOf([before, after]);
    const wider: string[] = [];
    watch.afterCall = (line) => {
      if (line.startsWith("GET ")) return;
      const now = stateOf(okta.org, groups);
      const found = questions.find((asked) => now.some((state) => isWider(answer(state, asked), sides, asked)));
      if (found !== undefined) wider.push(`${line}: ${JSON.stringify(found)}`);
    };
    const program = await registered(after);
    await engine.up(program, choose);
    assert.deepEqual(wider, []);

    // At the end there is what the new file says, and another update changes nothing.
    const end = stateOf(okta.org, groups);
    for (const asked of questions) {
      const is = end.filter(({ clients }) => clients.has(asked.client)).map((state) => noticed(answer(state, asked)));
      const wantedAnswer = noticed(answer(wanted, asked));
      assert.deepEqual(is, wanted.clients.has(asked.client) ? [wantedAnswer] : [], JSON.stringify(asked));
    }
    watch.afterCall = (line) => assert.match(line, /^GET /);
    await engine.up(program, choose);
  } finally {
    await okta.close();
  }
}

/** Groups that a directory has filled, by their keys: both files look them up. */
async function lookedUp(provider: LocalProvider, files: readonly Access[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { name, managed } of files.flatMap(({ groups }) => [...groups.values()]))
    if (!managed && !ids.has(name)) ids.set(name, (await provider.create("okta:group/group:Group", { name })).id);
  return ids;
}

/** What the program of a stack registers for the file. */
async function registered(access: Access): Promise<readonly Registration[]> {
  const clients = [...access.clients.values()].map(({ key, type }) => [
    key,
    type === "service" ? { redirectUris: [], postLogoutRedirectUris: [], jwks: [KEY] } : PAGES,
  ]);
  const settings = {
    clients: Object.fromEntries(clients),
    gateways: { signIn: {} },
    issuerMode: "ORG_URL",
    trustedOrigins: "leave",
  };
  const { recording } = await withProviders((providers) =>
    declareOktaPart({
      access,
      plan: mutable(compile(access)),
      naming: { product: PRODUCT, stack: "prod", carryStack: false },
      settings: settings as unknown as Settings,
      tags: {},
      providers: { okta: providers, aws: providers },
    }),
  );
  return recording.resources;
}

const KEY = { kty: "RSA", kid: "one", n: String(PUBLIC_JWK.n), e: String(PUBLIC_JWK.e) } as const;
const PAGES = { redirectUris: ["https://app.example.com/callback"], postLogoutRedirectUris: [] };

interface Asked {
  readonly client: string;
  /** Okta's grant type string. */
  readonly grant: string;
  readonly hasUser: boolean;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

/** Every question that one of the files could be asked: who, at which client, by which grant, for up to three scopes. */
function questionsOf(files: readonly Access[]): Asked[] {
  const union = (of: (access: Access) => Iterable<string>) => [...new Set(files.flatMap((access) => [...of(access)]))];
  const scopes = subsets(["openid", "offline_access", ...union(({ scopes: own }) => own.keys())], 3);
  const people = subsets(
    union(({ groups }) => groups.keys()),
    3,
  );
  return union(({ clients }) => clients.keys()).flatMap((client) =>
    union((access) => access.clients.get(client)?.grants ?? []).flatMap((key) => {
      const { okta: grant, user: hasUser } = GRANTS[key as GrantKey];
      return (hasUser ? people : [[]]).flatMap((groups) =>
        scopes
          .filter((set) => set.length > 0 && (hasUser || !set.some(isOidcScope)))
          .map((set): Asked => ({ client, grant, hasUser, groups, scopes: set })),
      );
    }),
  );
}

/**
 * One side with the groups of both assigned: what an application lets in and what a rule gives are changed one after the other,
 * in whatever order, since the engine makes before it deletes.
 */
function withAssignmentsOf(other: Deployment, side: Deployment): Deployment {
  const clients = [...side.clients].map(([key, client]) => {
    const assignedGroups = [...client.assignedGroups, ...(other.clients.get(key)?.assignedGroups ?? [])];
    return [key, { ...client, assignedGroups }] as const;
  });
  return { ...side, clients: new Map(clients) };
}

type LocalOrg = LocalOkta["org"];

/** The org as it is, once for each application: while one is replaced there are two of a label. */
function stateOf(org: LocalOrg, keys: ReadonlyMap<string, string>): Deployment[] {
  const server = [...org.servers.values()].find(({ name }) => name === PRODUCT)!;
  const groups = new Map([...keys].map(([key, id]) => [id, key]));
  const group = (id: string) => groups.get(id) ?? id;
  const view = evaluatorView(server);
  const policies = view.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, groups: rule.groups.map(group) })),
  }));
  const groupRules = [...org.groupRules.values()].map(({ id, name, status, expression, groupIds }) => ({
    id,
    name,
    status,
    expression,
    groups: [...groupIds],
  }));
  const filled = filledGroups({ groupRules }).map((each) => ({
    group: group(each.group),
    allOf: each.allOf.map(group),
  }));
  return [...org.apps.values()].map((app) => {
    const client = requestClient(app);
    const key = app.label.slice(PRODUCT.length + 1);
    const clients = new Map([[key, { ...client, assignedGroups: client.assignedGroups.map(group) }]]);
    return { server: { ...view, policies }, clients, filled };
  });
}

function answer(side: Deployment, { client, grant, hasUser, groups, scopes }: Asked): Decision | undefined {
  const asking = side.clients.get(client);
  if (asking === undefined) return undefined;
  const user = hasUser ? { id: "somebody", groups: groupsOfPerson(side, groups) } : null;
  return evaluate(side.server, { client: asking, grantType: grant, user, scopes });
}

/** What of an answer counts: how long the tokens last, which claims they have, and whether people are asked. */
function noticed(decision: Decision | undefined) {
  if (decision === undefined || decision.decision === "denied") return "refused";
  const { tokenMinutes, refreshTokenMinutes, refreshTokenWindowMinutes, claims, consentNeeded, scopes } = decision;
  const refresh = scopes.includes("offline_access") ? [refreshTokenMinutes, refreshTokenWindowMinutes] : [];
  return { tokenMinutes, refresh, claims, consentNeeded };
}

/**
 * A token of OIDC scopes alone opens nothing. Where its rule is for others already and the rule with scopes is still to be
 * deleted, it lasts for that moment as long as a token with scopes: these answers count for how long it may last.
 */
function besideScopes(side: Deployment, asked: Asked) {
  if (!asked.scopes.every(isOidcScope)) return [];
  return side.server.scopes
    .filter(({ name }) => !isOidcScope(name))
    .map(({ name }) => noticed(answer(side, { ...asked, scopes: [...asked.scopes, name] })))
    .filter((each) => each !== "refused");
}

/** Whether an answer gives what none of the two sides gives: a token, one that lasts longer, or one with other claims. */
function isWider(is: Decision | undefined, sides: readonly Deployment[], asked: Asked): boolean {
  const now = noticed(is);
  if (now === "refused") return false;
  const given = sides.map((side) => noticed(answer(side, asked))).filter((each) => each !== "refused");
  if (given.length === 0) return true;
  const lasting = [...given, ...sides.flatMap((side) => besideScopes(side, asked))];
  const most = (of: (each: (typeof given)[number]) => number) => Math.max(...lasting.map(of));
  // Which claims a token has is decided by its scopes alone, whoever may have these.
  const known = sides.map(({ server }) => releasedClaims(server.claims, asked.scopes));
  return (
    now.tokenMinutes > most(({ tokenMinutes }) => tokenMinutes) ||
    now.refresh.some((minutes, index) => minutes > most(({ refresh }) => refresh[index]!)) ||
    now.claims.access.some((claim) => known.every(({ access }) => !access.includes(claim))) ||
    now.claims.id.some((claim) => known.every(({ id }) => !id.includes(claim))) ||
    (!now.consentNeeded && given.every(({ consentNeeded }) => consentNeeded))
  );
}
