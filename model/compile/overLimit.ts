/** The error for a model that would need more derived groups than it allows, with changes that pass: each was tried. */
import type { Access, Client, Group } from "../file/access";
import { AccessError, names, pathOf } from "../findings";
import { DerivedGroups } from "./derivedGroups";
import { entitlementsOf, type Entitlements } from "./entitlements";
import { suggestedRequests } from "./requests";
import { clientRules } from "./rules";

/** How many derived groups a client or a file needs; `isMore`: counting ended there. */
export interface Need {
  readonly derivedGroups: number;
  readonly isMore: boolean;
}

/** A change of the access file that brings it within the limit. */
export interface PassingChange {
  /** What to write, by its path in the file. */
  readonly set: Readonly<Record<string, unknown>>;
  /** How many derived groups are then needed. */
  readonly derivedGroups: number;
  /** What has to be true, or what it costs. */
  readonly because: string;
}

/** All that the error knows: the `details` of its finding, for programs. */
export interface OverLimit extends Need {
  readonly limit: number;
  /** The most costly first. */
  readonly clients: readonly ({ readonly client: string } & Need)[];
  /** In how many of the derived groups each group is, the most costly first. */
  readonly groups: readonly { readonly group: string; readonly derivedGroups: number }[];
  /** The smallest first. */
  readonly changes: readonly PassingChange[];
}

/** Counts, tries, and says so. */
export function overLimit(access: Access): AccessError {
  const details = explainOverLimit(access);
  const message = inWords(details).join("\n  ");
  return new AccessError("the access file", [
    { rule: "combinations", level: "error", path: "combinations.limit", message, details },
  ]);
}

/** What each client needs, and which changes pass. */
export function explainOverLimit(access: Access): OverLimit {
  const { limit } = access.combinations;
  const entitlements = entitlementsOf(access);
  const needs = needsOf(access, entitlements);
  const total = together(needs.values());
  const costs = [...access.groups.keys()].map((group) => ({
    group,
    derivedGroups: [...total.groups.values()].filter((allOf) => allOf.includes(group)).length,
  }));
  const costly = costs
    .filter(({ derivedGroups }) => derivedGroups > 0)
    .sort((a, b) => b.derivedGroups - a.derivedGroups);
  return {
    limit,
    derivedGroups: total.groups.size,
    isMore: total.isCut,
    clients: [...needs]
      .map(([client, { groups, isCut }]) => ({ client, derivedGroups: groups.size, isMore: isCut }))
      .filter(({ derivedGroups, isMore }) => derivedGroups > 0 || isMore)
      .sort((a, b) => b.derivedGroups - a.derivedGroups),
    groups: costly,
    changes: [
      ...requestsChange(access, entitlements, needs),
      ...gatewayChange(access, needs),
      ...separateChange(
        access,
        costly.map(({ group }) => group),
      ),
      ...occurringChange(access),
    ].sort((a, b) => Object.keys(a.set).length - Object.keys(b.set).length),
  };
}

/** Derived groups by name. */
interface Needed {
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly isCut: boolean;
}

type Needs = ReadonlyMap<string, Needed>;

const NOTHING: Needed = { groups: new Map(), isCut: false };

function needsOf(access: Access, entitlements: Entitlements, counted?: number): Needs {
  return new Map(
    [...access.clients.values()].map((client) => [client.key, needOf(access, client, entitlements, counted)]),
  );
}

/** @param counted how far to count; for a trial, no further than the limit. */
function needOf(access: Access, client: Client, entitlements: Entitlements, counted?: number): Needed {
  const derived = new DerivedGroups(access.combinations.limit, counted);
  clientRules(access, client, entitlements, derived);
  return { groups: new Map(derived.entries()), isCut: derived.isFull };
}

/** Clients share derived groups, so that the whole needs fewer than the sum. */
function together(needs: Iterable<Needed>): Needed {
  const all = [...needs];
  return { groups: new Map(all.flatMap(({ groups }) => [...groups])), isCut: all.some(({ isCut }) => isCut) };
}

function passes({ combinations }: Access, { groups, isCut }: Needed): boolean {
  return !isCut && groups.size <= combinations.limit;
}

/** Whether all of these together are within the limit; what is beyond it is not counted. */
function passTogether({ combinations }: Access, needs: readonly Needed[]): boolean {
  if (needs.some(({ isCut, groups }) => isCut || groups.size > combinations.limit)) return false;
  const names = new Set<string>();
  for (const { groups } of needs) {
    for (const name of groups.keys()) if (names.add(name).size > combinations.limit) return false;
  }
  return true;
}

/** The fewest clients, as far as can be told by taking the most costly first, whose change brings the whole within the limit. */
function fewestClients(access: Access, needs: Needs, changed: Needs): { clients: string[]; need: Needed } | undefined {
  const chosen = new Set<string>();
  const parts = () => [...needs].map(([key, old]) => (chosen.has(key) ? changed.get(key)! : old));
  const costly = [...changed.keys()].sort((a, b) => needs.get(b)!.groups.size - needs.get(a)!.groups.size);
  for (const key of costly) {
    if (passTogether(access, parts())) break;
    chosen.add(key);
  }
  if (!passTogether(access, parts())) return undefined;
  for (const key of [...chosen]) {
    chosen.delete(key);
    if (!passTogether(access, parts())) chosen.add(key);
  }
  return { clients: [...chosen], need: together(parts()) };
}

function requestsChange(access: Access, entitlements: Entitlements, needs: Needs): PassingChange[] {
  const wanting = [...access.clients.values()].filter(
    ({ key, requests }) => needs.get(key)!.groups.size > 0 && requests === "any",
  );
  const asked = new Map(wanting.map((client) => [client.key, suggestedRequests(access, client, entitlements)]));
  const changed = wanting.map((client): [string, Needed] => {
    return [client.key, needOf(access, { ...client, requests: asked.get(client.key)! }, entitlements, 0)];
  });
  const found = fewestClients(access, needs, new Map(changed));
  if (!found) return [];
  return [
    {
      set: Object.fromEntries(found.clients.map((key) => [pathOf(["clients", key, "requests"]), asked.get(key)])),
      derivedGroups: found.need.groups.size,
      because:
        "what one call needs, as `access check --suggest-requests` prints it; whoever needs more asks for two tokens",
    },
  ];
}

function gatewayChange(access: Access, needs: Needs): PassingChange[] {
  const isKeptApart = [...access.groups.values()].some(({ separate }) => separate.length > 0);
  if (isKeptApart || access.apis.size === 0) return [];
  const wanting = [...access.clients.values()].filter(
    ({ key, requests }) => needs.get(key)!.groups.size > 0 && requests === "any",
  );
  const found = fewestClients(access, needs, new Map(wanting.map(({ key }) => [key, NOTHING])));
  if (!found) return [];
  return [
    {
      set: Object.fromEntries(found.clients.map((key) => [pathOf(["clients", key, "enforcement"]), "gateway"])),
      derivedGroups: found.need.groups.size,
      because: "`scp` is then not exact, and every route has the Lambda authorizer",
    },
  ];
}

/** How many groups are tried to be kept apart from all others. */
const SEPARATE_TRIED = 3;

function separateChange(access: Access, costly: readonly string[]): PassingChange[] {
  for (let count = 1; count <= Math.min(SEPARATE_TRIED, costly.length - 1); count++) {
    const apart = costly.slice(0, count);
    const groups = new Map(
      [...access.groups].map(([key, group]): [string, Group] => {
        const others = apart.includes(key) ? [...access.groups.keys()] : apart;
        const separate = [...new Set([...group.separate, ...others])].filter((other) => other !== key);
        return [key, { ...group, separate }];
      }),
    );
    const need = wholeNeed({ ...access, groups });
    if (!passes(access, need)) continue;
    return [
      {
        set: Object.fromEntries(
          apart.map((key) => [pathOf(["groups", key, "separate"]), costly.filter((other) => other !== key)]),
        ),
        derivedGroups: need.groups.size,
        because: "whoever is in one of these and in another group never gets a token for both",
      },
    ];
  }
  return [];
}

/** What people are really in is not known here, so it is tried what would pass if nobody were in more than two. */
function occurringChange(access: Access): PassingChange[] {
  if (access.combinations.occurring !== undefined) return [];
  const keys = [...access.groups.keys()];
  if (keys.length > PAIRS_OF_MOST) return [];
  const occurring = keys.flatMap((one, i) => keys.slice(i + 1).map((other) => [one, other]));
  const need = wholeNeed({ ...access, combinations: { ...access.combinations, occurring } });
  if (!passes(access, need)) return [];
  return [
    {
      set: { "combinations.occurring": "what `access combinations --org-url U` reads" },
      derivedGroups: need.groups.size,
      because: "so many if nobody is in more than two of the groups",
    },
  ];
}

/** Beyond so many groups their pairs alone pass any limit. */
const PAIRS_OF_MOST = 200;

function wholeNeed(access: Access): Needed {
  return together(needsOf(access, entitlementsOf(access), 0).values());
}

/** How many clients, groups and sets a line shows. */
const SHOWN = 4;

/** At most 25 lines, whatever the file. */
function inWords({ limit, clients, groups, changes, ...need }: OverLimit): string[] {
  const shown = (all: readonly string[]) =>
    all.length > SHOWN ? `${all.slice(0, SHOWN).join(", ")} and ${all.length - SHOWN} more` : all.join(", ");
  return [
    `needs ${counted(need)} derived groups where ${limit} are allowed: whoever is in several groups may ask for what these hold together`,
    `clients that need them: ${shown(clients.map(({ client, ...own }) => `\`${client}\` ${counted(own)}`))}`,
    `groups that cost most: ${shown(groups.map(({ group, derivedGroups }) => `\`${group}\` is in ${number(derivedGroups)}`))}`,
    ...(changes.length === 0
      ? [
          "none of the changes that were tried passes alone: let groups contain each other, or split the clients by audience",
        ]
      : ["changes that pass, each tried, the smallest first:"]),
    ...changes.flatMap(({ set, derivedGroups, because }) => [
      `- ${number(derivedGroups)} derived groups (${because}):`,
      ...lines(Object.entries(set)),
    ]),
  ];
}

function lines(set: readonly (readonly [path: string, value: unknown])[]): string[] {
  const [first, ...others] = set;
  if (first === undefined) return [];
  const [path, value] = first;
  const more = others.length === 0 ? "" : `; likewise ${names(others.slice(0, SHOWN).map(([other]) => other))}`;
  const left = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : "";
  return [`  \`${path}\`: ${valueInWords(value)}${more}${left}`];
}

function valueInWords(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "string" && value.includes(" ") ? value : JSON.stringify(value);
  const shown = value.slice(0, SHOWN).map((item) => JSON.stringify(item));
  return `[${shown.join(", ")}${value.length > SHOWN ? `, … ${value.length - SHOWN} more` : ""}]`;
}

function counted({ derivedGroups, isMore }: Need): string {
  return `${isMore ? "more than " : ""}${number(derivedGroups)}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
