/**
 * What an `up` has left behind in an org whose answers were lost: a stack declares it, the org has it, and the stack's state
 * does not.
 */
import type { Registration } from "../../local/engine/recordProgram";
import { keyOf } from "../adopt/importFile";
import { appsLabelled, labelSearch } from "../org/appsNamed";
import { textAt, valueAt } from "../org/json";
import { inParallel, type OktaApi } from "../org/oktaApi";
import type { EngineState } from "./engineState";

/** A thing of the org. */
interface Thing {
  readonly id: string;
  /** What `pulumi import` calls it. */
  readonly importId: string;
  /** When it was made, as the org says. */
  readonly created: string | undefined;
  /** Why it is of no use, where it is. */
  readonly useless?: string;
}

/** One of them, beside what the program calls it. */
export interface Leftover extends Thing {
  readonly registration: Registration;
}

/** What is to be done with what was found. */
export interface Leftovers {
  /** Taken over by `pulumi import`. */
  readonly imported: readonly Leftover[];
  /** Of no use, or a second one beside that of the state: a person deletes them. */
  readonly surplus: readonly (Leftover & { readonly why: string })[];
}

/** Finds what is there under the name of what is declared. */
type Finder = (registration: Registration) => Promise<readonly Thing[]>;

/**
 * Looks for every resource of Okta that the state does not have, and for second applications and claims, which Okta takes.
 * Assignments, grants and rules of sign-on policies are left out: making them again changes nothing.
 */
export async function leftoversOf(
  api: OktaApi,
  registrations: readonly Registration[],
  state: EngineState,
  progress: (done: number, all: number) => void,
): Promise<Leftovers> {
  const org = new OrgThings(api, registrations, state);
  const known = new Set([...state.values()].flatMap(({ id }) => id ?? []));
  const imported: Leftover[] = [];
  const surplus: (Leftover & { why: string })[] = [];
  for (const types of ORDER) {
    const asked = registrations.filter(
      (one) => one.custom && types.includes(one.type) && (TAKEN_TWICE.includes(one.type) || !state.has(keyOf(one))),
    );
    let done = 0;
    await inParallel(asked, async (registration) => {
      const things = (await org.find(registration)).filter(({ id }) => !known.has(id));
      progress(++done, asked.length);
      const [first, ...others] = things.filter(({ useless }) => useless === undefined);
      const isKnown = state.has(keyOf(registration));
      if (first !== undefined && !isKnown) {
        org.ids.set(keyOf(registration), first.id);
        imported.push({ ...first, registration });
      }
      for (const thing of [...(isKnown && first ? [first] : []), ...others])
        surplus.push({ ...thing, registration, why: "a second one of its name" });
      for (const thing of things) if (thing.useless) surplus.push({ ...thing, registration, why: thing.useless });
    });
  }
  return { imported, surplus };
}

const SERVER = "okta:auth/server:Server";
const POLICY = "okta:auth/serverPolicy:ServerPolicy";
const APP = "okta:app/oAuth:OAuth";
const CLAIM = "okta:auth/serverClaim:ServerClaim";

/** Where two of one name may be. */
const TAKEN_TWICE: readonly string[] = [APP, CLAIM];

/** What stands on something else comes after it. */
const ORDER: readonly (readonly string[])[] = [
  [
    SERVER,
    APP,
    "okta:group/group:Group",
    "okta:group/rule:Rule",
    "okta:index/appSignonPolicy:AppSignonPolicy",
    "okta:trustedorigin/origin:Origin",
  ],
  ["okta:auth/serverScope:ServerScope", CLAIM, POLICY, "okta:app/oauthRoleAssignment:OauthRoleAssignment"],
  ["okta:auth/serverPolicyRule:ServerPolicyRule"],
];

const SERVERS = "/api/v1/authorizationServers";
/** A part of a path. */
const seg = encodeURIComponent;

/** An org's things, each list of which is read once. */
class OrgThings {
  /** `type::name` → id of what was found beside the state. */
  readonly ids = new Map<string, string>();
  readonly #lists = new Map<string, Promise<unknown[]>>();
  readonly #clientIds = new Map<string, string>();

  constructor(
    private readonly api: OktaApi,
    private readonly registrations: readonly Registration[],
    private readonly state: EngineState,
  ) {}

  async find(registration: Registration): Promise<readonly Thing[]> {
    return (await this.#finders[registration.type]?.(registration)) ?? [];
  }

  readonly #finders: Readonly<Record<string, Finder>> = {
    [SERVER]: async ({ inputs }) => things(await this.#list(`${SERVERS}?limit=200`), "name", inputs["name"]),
    [APP]: async ({ inputs, name }) => {
      const label = String(inputs["label"]);
      const found = await this.#list(labelSearch(label));
      const apps = appsLabelled(found, label, inputs["type"]).map((app) => thingOf(app, ""));
      if (apps[0] !== undefined) this.#clientIds.set(`client-id-of-${name}`, apps[0].id);
      return apps;
    },
    "okta:group/group:Group": async ({ inputs }) => {
      const found = await this.#list(`/api/v1/groups?q=${encodeURIComponent(String(inputs["name"]))}&limit=200`);
      return things(
        found.filter((group) => textAt(group, "type") === "OKTA_GROUP"),
        "profile.name",
        inputs["name"],
      );
    },
    "okta:group/rule:Rule": async ({ inputs }) =>
      things(await this.#list("/api/v1/groups/rules?limit=200"), "name", inputs["name"]),
    "okta:trustedorigin/origin:Origin": async ({ inputs }) =>
      things(await this.#list("/api/v1/trustedOrigins?limit=200"), "origin", inputs["origin"]),
    "okta:index/appSignonPolicy:AppSignonPolicy": async ({ inputs }) => {
      const found = things(await this.#list("/api/v1/policies?type=ACCESS_POLICY"), "name", inputs["name"]);
      return Promise.all(found.map((thing) => this.#denying(thing)));
    },
    "okta:auth/serverScope:ServerScope": this.#onServer(
      "scopes",
      ({ inputs }) =>
        (scope) =>
          textAt(scope, "name") === inputs["name"],
    ),
    [CLAIM]: this.#onServer(
      "claims",
      ({ inputs }) =>
        (claim) =>
          textAt(claim, "name") === inputs["name"] && textAt(claim, "claimType") === inputs["claimType"],
    ),
    [POLICY]: this.#onServer(
      "policies",
      ({ inputs }) =>
        (policy) =>
          textAt(policy, "name") === inputs["name"],
    ),
    "okta:auth/serverPolicyRule:ServerPolicyRule": async (registration) => {
      const server = this.#idIn(registration, "authServerId");
      const policy = this.#idIn(registration, "policyId");
      if (server === undefined || policy === undefined) return [];
      const rules = await this.#list(`${SERVERS}/${seg(server)}/policies/${seg(policy)}/rules?limit=200`);
      return things(rules, "name", registration.inputs["name"], `${server}/${policy}/`);
    },
    "okta:app/oauthRoleAssignment:OauthRoleAssignment": async ({ inputs }) => {
      const client = this.#clientIdOf(String(inputs["clientId"]));
      if (client === undefined) return [];
      return things(await this.#list(`/oauth2/v1/clients/${seg(client)}/roles`), "type", inputs["type"], `${client}/`);
    },
  };

  #onServer(kind: string, matches: (registration: Registration) => (item: unknown) => boolean): Finder {
    return async (registration) => {
      const server = this.#idIn(registration, "authServerId");
      if (server === undefined) return [];
      const found = await this.#list(`${SERVERS}/${seg(server)}/${kind}?limit=200`);
      return found.filter(matches(registration)).map((item) => thingOf(item, `${server}/`));
    };
  }

  /**
   * Only a policy that is made anew denies whom no rule names: the provider says it once. One whose answer was lost before that
   * lets in everybody who is assigned.
   */
  async #denying(policy: Thing): Promise<Thing> {
    const rules = await this.#list(`/api/v1/policies/${seg(policy.id)}/rules?limit=200`);
    const last = rules.find((rule) => valueAt(rule, "system") === true);
    if (textAt(last, "actions.appSignOn.access") === "DENY") return policy;
    return { ...policy, useless: "its last rule lets in everybody, which an import would not change" };
  }

  /** The id behind an input that the program makes from another resource: of the state, or of what was found. */
  #idIn({ inputs }: Registration, property: string): string | undefined {
    const value = String(inputs[property]);
    if (!value.startsWith("id-of-")) return value;
    const made = this.registrations.find(
      (one) => one.custom && NAMED.includes(one.type) && `id-of-${one.name}` === value,
    );
    return made && (this.state.get(keyOf(made))?.id ?? this.ids.get(keyOf(made)));
  }

  #clientIdOf(value: string): string | undefined {
    if (!value.startsWith("client-id-of-")) return value;
    return this.state.get(`${APP}::${value.slice("client-id-of-".length)}`)?.clientId ?? this.#clientIds.get(value);
  }

  #list(path: string): Promise<unknown[]> {
    let list = this.#lists.get(path);
    if (list === undefined) this.#lists.set(path, (list = this.api.list(path)));
    return list;
  }
}

/** Whose ids others are made from. */
const NAMED: readonly string[] = [SERVER, POLICY];

function things(items: readonly unknown[], path: string, wanted: unknown, before = ""): Thing[] {
  return items.filter((item) => textAt(item, path) === wanted).map((item) => thingOf(item, before));
}

function thingOf(item: unknown, before: string): Thing {
  const id = textAt(item, "id") ?? "";
  return { id, importId: `${before}${id}`, created: textAt(item, "created") };
}
