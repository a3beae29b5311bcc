/** The difference in effective access between two access files: who gains and who loses what, under which terms. */
import type { Access, Route, StepUp } from "../../file/access";
import { compare, pathOf, type Finding } from "../../findings";
import { GRANT_KEYS, type GrantKey } from "../../okta/grants";
import { strictestStepUp } from "../../routes/routeRequirements";
import { tokenSizes } from "../tokenSize";
import { Decider } from "../decider";
import { fieldChanges } from "./fieldChanges";
import { peopleIn, type People } from "./principals";
import { routeChanges, routesOf } from "./routeChanges";
import { scopeChanges, type DraftChange } from "./scopeChanges";
import { groupRenaming, NewKeys, renamingsOf } from "./renamings";
import { rank, sensitivityOfScopes } from "./sensitivityOf";
import { serviceRightChanges } from "./serviceRights";
import { signInChanges } from "./signInChanges";
import { togetherChanges } from "./togetherChanges";
import type { AccessChange, AccessDifference, FieldChange, Renaming, Terms, TokenChange } from "./types";
import { viewsOf, type View, type Views } from "./views";

/** What beside the two files is looked at. */
export interface DifferenceOptions {
  /** Declared people: name → keys of their groups. @default none */
  readonly people?: People;
  /** What `access check` says of each file. @default nothing */
  readonly findings?: { readonly before: readonly Finding[]; readonly after: readonly Finding[] };
}

/**
 * Compares the access of two files, for one stack. What has another key and is the same is compared under the new one. Single groups, pairs of groups, the declared people and service clients are
 * looked at; what three groups open together is told where people are declared to be in them.
 */
export function accessDifference(earlier: Access, after: Access, options: DifferenceOptions = {}): AccessDifference {
  const { findings = { before: [], after: [] } } = options;
  const renamed = renamingsOf(earlier, after);
  const newKeys = new NewKeys(renamed);
  const before = newKeys.access(earlier, after);
  const people = newKeys.people(options.people ?? new Map());
  const views = viewsOf(before, after);
  const [old, young] = [new Decider(views.before), new Decider(views.after)];
  const drafts = [
    ...scopeChanges(views, people),
    ...togetherChanges(views),
    ...routeChanges(views, people),
    ...serviceRightChanges(views),
  ];
  const finish = finisher(views, people, { before: [views.before, old], after: [views.after, young] });
  const rows = drafts.map((draft) => ({ effect: draft.effect, row: finish(draft) }));
  const of = (effect: DraftChange["effect"]) =>
    rows
      .filter((one) => one.effect === effect)
      .map(({ row }) => row)
      .sort(bySensitivity);
  const [widened, narrowed] = [of("widened"), of("narrowed")];
  return {
    widened,
    narrowed,
    signIn: signInChanges(views, old, young),
    renamed: [...renamed, ...exchangedKeys(views)],
    tokens: tokenChanges(before, after),
    fields: told(fieldChanges(before, after), widened, narrowed),
    findings: newFindings(
      findings.before.map((finding) => newKeys.finding(finding)),
      findings.after,
    ),
  };
}

/** One of the two files, and who answers for it. */
type Side = readonly [View, Decider];

function finisher(
  views: Views,
  people: People,
  sides: { readonly before: Side; readonly after: Side },
): (draft: DraftChange) => AccessChange {
  const peopleOf = peopleIn(views, people);
  const both = { before: views.before.access, after: views.after.access };
  const routes = { before: routesOf(both.before), after: routesOf(both.after) };
  const byScope = routesByScope(views);
  return (draft) => {
    const { numbers, scopes, ...row } = draft;
    const groups = numbers.map((number) => views.groupKeys[number]!);
    const inside = numbers.length > 0 ? peopleOf(numbers).filter((name) => name !== row.principal) : [];
    const opened = row.kind === "scope" && row.because === "access" ? (byScope.get(row.scope) ?? []) : [];
    const isInOkta = row.kind === "okta-api" || row.kind === "admin-role";
    const terms = (side: "before" | "after") => {
      if (row[side] === "denied" || isInOkta) return null;
      return termsOf(sides[side], draft, routes[side]);
    };
    return {
      kind: row.kind,
      principal: row.principal,
      groups,
      client: row.client,
      grant: row.grant,
      scope: row.scope,
      ...(row.route === undefined ? {} : { route: row.route }),
      before: row.before,
      after: row.after,
      because: row.because,
      terms: { before: terms("before"), after: terms("after") },
      // What Okta's own API lets a client do, and what everybody may, is always looked at.
      sensitivity: isInOkta || row.client === "*" ? "high" : sensitivityOfScopes(both, scopes),
      ...(opened.length === 0 ? {} : { routes: opened }),
      ...(inside.length === 0 ? {} : { people: inside }),
      path: placeOf(row, groups),
    };
  };
}

/** The field that decides it, as far as one does. */
function placeOf({ kind, client, route }: Pick<DraftChange, "kind" | "client" | "route">, groups: readonly string[]) {
  if (route !== undefined) {
    const space = route.indexOf(" ");
    return pathOf(["apis", route.slice(0, space), "routes", route.slice(space + 1)]);
  }
  if (kind === "okta-api") return pathOf(["clients", client, "oktaApiScopes"]);
  if (kind === "admin-role") return pathOf(["clients", client, "oktaAdminRole"]);
  return groups.length === 1 ? pathOf(["groups", groups[0]!, "scopes"]) : pathOf(["clients", client, "scopes"]);
}

/** Routes of either file that ask for a scope: what opens and closes with it. */
function routesByScope({ before, after }: Views): Map<string, string[]> {
  const byScope = new Map<string, string[]>();
  for (const [name, { access }] of new Map([...routesOf(before.access), ...routesOf(after.access)])) {
    if (access.kind === "public") continue;
    for (const scope of access.scopes) byScope.set(scope, [...(byScope.get(scope) ?? []), name]);
  }
  return byScope;
}

function termsOf(
  [view, decider]: Side,
  { kind, client, grant, route, numbers, scopes }: DraftChange,
  routes: ReadonlyMap<string, Route>,
): Terms {
  const stepUpOf = (names: readonly string[]): StepUp | null => strictestStepUp(view.access, names) ?? null;
  if (kind === "route") {
    const asked = routes.get(route!)?.access;
    const { groups, scopes: needed } = asked?.kind === "scopes" ? asked : { groups: [], scopes: [] };
    return { rule: null, tokenMinutes: null, stepUp: stepUpOf(needed), ...(groups.length === 0 ? {} : { groups }) };
  }
  const groups = numbers.flatMap((number) => view.groups[number]?.key ?? []);
  const granted = isGrant(grant) ? decider.granted({ client, grant, groups, scopes }) : undefined;
  return { rule: granted?.rule.name ?? null, tokenMinutes: granted?.tokenMinutes ?? null, stepUp: stepUpOf(scopes) };
}

function isGrant(grant: string): grant is GrantKey {
  return (GRANT_KEYS as readonly string[]).includes(grant);
}

/** The most sensitive first, then by who, at which client, what. */
function bySensitivity(a: AccessChange, b: AccessChange): number {
  return (
    rank(b.sensitivity) - rank(a.sensitivity) ||
    compare(a.principal, b.principal) ||
    compare(a.client, b.client) ||
    compare(a.route ?? "", b.route ?? "") ||
    compare(a.scope, b.scope) ||
    compare(a.grant, b.grant)
  );
}

/** Groups of Okta whose keys another one has now, so that the old file cannot be read with the new keys. */
function exchangedKeys({ before, after }: Views): Renaming[] {
  return after.groups.flatMap((group, number) => {
    const old = before.groups[number];
    if (group === undefined || old === undefined || old.key === group.key) return [];
    return [groupRenaming(old, group)];
  });
}

function tokenChanges(before: Access, after: Access): TokenChange[] {
  const sizes = (access: Access) =>
    new Map(
      tokenSizes(access)
        .filter(({ declared }) => declared)
        .map(({ client, bytes }) => [client, bytes]),
    );
  const [old, young] = [sizes(before), sizes(after)];
  return [...new Set([...young.keys(), ...old.keys()])]
    .map((client) => ({ client, before: old.get(client) ?? null, after: young.get(client) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** The fields whose effect is told row by row count no second time. */
const TOLD_IN_ROWS = /^(groups\..*\.separate|groups\[.*\]\.separate|clients.*\.requests|combinations\.occurring)$/;

function told(
  fields: readonly FieldChange[],
  widened: readonly AccessChange[],
  narrowed: readonly AccessChange[],
): FieldChange[] {
  const rows = { widened, narrowed, changed: [] };
  return fields.map((field) => {
    const isTold = TOLD_IN_ROWS.test(field.path) && rows[field.effect].some(({ kind }) => kind === "together");
    return isTold ? { ...field, effect: "changed" as const } : field;
  });
}

function newFindings(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = new Set(before.map(({ rule, path, message }) => JSON.stringify([rule, path, message])));
  return after.filter(({ rule, path, message }) => !known.has(JSON.stringify([rule, path, message])));
}
